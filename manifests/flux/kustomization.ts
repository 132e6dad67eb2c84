import type { Kustomization } from "../../.gen/crds";
import type { Environment } from "../../model/delivery";

/** Deploys an environment's overlay from the application's own repository. @see https://fluxcd.io/flux/components/kustomize/kustomizations/ */
export function kustomization({
  objectName,
  path,
  repository,
  cluster,
  kustomization: fields,
}: Environment): Kustomization {
  const { interval, retryInterval, timeout, wait, prune, deletionPolicy } = fields;
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: objectName, namespace: cluster.fluxNamespace },
    spec: {
      sourceRef: { kind: "GitRepository", name: repository.objectName },
      path: `./${path}`,
      interval,
      retryInterval,
      timeout,
      wait,
      prune,
      deletionPolicy,
    },
  };
}
