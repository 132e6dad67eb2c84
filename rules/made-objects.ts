import { appObjects } from "../manifests/app";
import type { ClusterObject } from "../manifests/cluster-object";
import { fluxBootstrapObjects } from "../manifests/flux-bootstrap";
import type { Cluster, Delivery } from "../model/delivery";
import { readersOf } from "../model/readers";
import { givenPaths } from "../model/secret-paths";
import { defaultIdentityAnnotations, defaultStoreProvider } from "../secrets/store";

/** The objects that the stacks make in a cluster, with what the file gives in the place of OpenTofu's references. */
export function madeObjects(cluster: Cluster, delivery: Delivery): readonly ClusterObject[] {
  const paths = givenPaths(delivery);
  const { everything, pullSecrets } = readersOf(cluster);
  return [
    ...fluxBootstrapObjects(cluster, {
      github: delivery.github,
      paths,
      storeProvider: defaultStoreProvider(delivery),
      identityAnnotations: defaultIdentityAnnotations,
      roles: { everything: everything?.name, pullSecrets: pullSecrets?.name },
      knownHosts: "",
    }),
    ...appObjects(cluster, delivery, paths),
  ];
}
