import { appObjects } from "../manifests/app";
import type { ClusterObject } from "../manifests/cluster-object";
import { fluxBootstrapObjects } from "../manifests/flux-bootstrap";
import type { Cluster, Delivery } from "../model/delivery";
import { readersOf } from "../model/readers";
import { givenPaths } from "../model/secret-paths";
import { defaultIdentityAnnotations, defaultStoreProvider } from "../secrets/store";

/** The objects of a cluster's two stacks. */
export interface StackObjects {
  readonly fluxBootstrap: readonly ClusterObject[];
  readonly app: readonly ClusterObject[];
}

/** The objects that each stack makes in a cluster, with what the file gives in the place of OpenTofu's references. */
export function objectsOfStacks(cluster: Cluster, delivery: Delivery): StackObjects {
  const paths = givenPaths(delivery);
  const { everything, pullSecrets } = readersOf(cluster);
  return {
    fluxBootstrap: fluxBootstrapObjects(cluster, {
      github: delivery.github,
      paths,
      storeProvider: defaultStoreProvider(delivery),
      identityAnnotations: defaultIdentityAnnotations,
      roles: { everything: everything?.name, pullSecrets: pullSecrets?.name },
      knownHosts: "",
    }),
    app: appObjects(cluster, delivery, paths),
  };
}

/** The objects of both stacks. */
export function madeObjects(cluster: Cluster, delivery: Delivery): readonly ClusterObject[] {
  const { fluxBootstrap, app } = objectsOfStacks(cluster, delivery);
  return [...fluxBootstrap, ...app];
}
