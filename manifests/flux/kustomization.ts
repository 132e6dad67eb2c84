import type { Kustomization } from "../../.gen/crds";
import type { Environment } from "../../model/delivery";
import { deployerName } from "../../model/names";

/**
 * Deploys an environment's overlay from the application's own repository: as a ServiceAccount that can reach the
 * environment's namespace alone, or as Flux itself where the environment is cluster-wide.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control
 */
export function kustomization({
  objectName,
  path,
  namespace,
  clusterWide,
  repository,
  cluster,
  application,
  pin,
  suspend,
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
      // A policy chooses a tag, whatever it has become: only here a digest can be demanded.
      images:
        pin?.digest === undefined ? undefined : [{ name: application.image.name, newTag: pin.tag, digest: pin.digest }],
      suspend: suspend || undefined,
      // Everything is put there, so an object of another namespace is not a hole but a mistake.
      targetNamespace: clusterWide ? undefined : namespace,
      serviceAccountName: clusterWide ? undefined : deployerName(namespace),
    },
  };
}
