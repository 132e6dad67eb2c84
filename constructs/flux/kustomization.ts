import type { Kustomization } from "../../.gen/crds";
import type { Deployment } from "../../config/topology";

/** Deploys an environment's overlay from the application's own repository. @see https://fluxcd.io/flux/components/kustomize/kustomizations/ */
export function kustomization({ environment, repository }: Deployment, namespace: string): Kustomization {
  const { interval, retryInterval, timeout, wait, prune, deletionPolicy } = environment.kustomization;
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: environment.objectName, namespace },
    spec: {
      sourceRef: { kind: "GitRepository", name: repository.name },
      path: `./${environment.path}`,
      interval,
      retryInterval,
      timeout,
      wait,
      prune,
      deletionPolicy,
    },
  };
}
