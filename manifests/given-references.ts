import type { Cluster, Delivery } from "../model/delivery";
import { knownHostsText } from "../model/github-server";
import { readersOf } from "../model/readers";
import { givenPaths } from "../model/secret-paths";
import { defaultIdentityAnnotations, defaultStoreProvider } from "../secrets/store";
import type { BootstrapReferences } from "./flux-bootstrap";

/** What the file gives in the place of OpenTofu's references. */
export function givenReferences(cluster: Cluster, delivery: Delivery): BootstrapReferences {
  const { everything, pullSecrets } = readersOf(cluster);
  const { knownHosts } = delivery.github;
  return {
    github: delivery.github,
    paths: givenPaths(delivery),
    storeProvider: defaultStoreProvider(delivery),
    identityAnnotations: defaultIdentityAnnotations,
    roles: { everything: everything?.name, pullSecrets: pullSecrets?.name },
    knownHosts: { lines: knownHosts ? knownHostsText(knownHosts) : "" },
  };
}
