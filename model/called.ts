import type {
  Application,
  Automation,
  Cluster,
  Receiver,
  RegistryReceiver,
  Repository,
  TokenReceiver,
} from "./delivery";
import { hostOf } from "./registries";

/** What tells a cluster of pushed images: GitHub by the cluster's own Receiver, or a registry by one of its own. */
export type Announcer = { readonly type: "github"; readonly name: string } | RegistryReceiver;

/** The Receiver of a cluster, where it can be reached. */
const reached = ({ receiver, gateway }: Cluster): Receiver | undefined => (gateway ? receiver : undefined);

/**
 * What tells a cluster of an application's pushed images: what the file says of their registry, or else GitHub, which
 * tells of the organization's own in its registry. It tells the repository that a package is linked to.
 *
 * @returns undefined where nothing does, and Flux asks
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#package
 */
export function announcerOf({ image, repository: { github } }: Application, cluster: Cluster): Announcer | undefined {
  const receiver = reached(cluster);
  if (!receiver) return undefined;
  const registry = hostOf(image.name);
  const given = receiver.registries.find((each) => each.registry === registry);
  if (given && given.type !== "github") return given;
  const isGitHubs = given !== undefined || (registry === "ghcr.io" && github.apiUrl === undefined);
  const [, owner] = image.name.split("/");
  return isGitHubs && owner === github.organization.toLowerCase() ? { type: "github", name: receiver.name } : undefined;
}

/** The applications of whose pushed images a Receiver of a registry tells a cluster. */
export const announcedBy = (receiver: RegistryReceiver, cluster: Cluster): readonly Application[] =>
  cluster.scannedApplications.filter((each) => announcerOf(each, cluster)?.name === receiver.name);

/** The repositories of whose images GitHub tells a cluster. */
export const announcedByGitHub = (cluster: Cluster): ReadonlySet<Repository> =>
  new Set(
    cluster.scannedApplications
      .filter((each) => announcerOf(each, cluster)?.type === "github")
      .map(({ repository }) => repository),
  );

/** The Receivers of a cluster that are of registries. */
export const registryReceivers = (cluster: Cluster): readonly RegistryReceiver[] =>
  (reached(cluster)?.registries ?? []).filter((each) => each.type !== "github");

/** Those that have a token. */
export const tokenReceivers = (cluster: Cluster): readonly TokenReceiver[] =>
  registryReceivers(cluster).filter((each) => each.type !== "generic-oidc");

/** How often Flux looks where nobody tells it, and where somebody does: then only for what got lost. */
const untold = "1m";
const told = "10m";

/** How often a cluster scans an application's image. */
export const scanInterval = (application: Application, cluster: Cluster): string =>
  application.image.interval ?? (announcerOf(application, cluster) ? told : untold);

/** How often a cluster fetches a repository. */
export const fetchInterval = ({ interval }: Repository, cluster: Cluster): string =>
  interval ?? (reached(cluster) ? told : untold);

/** How often an automation looks by itself, which it also does when a policy chooses another image. */
export const updateInterval = ({ repository: { imageUpdate }, cluster }: Automation): string =>
  imageUpdate.interval ?? (reached(cluster) ? told : untold);
