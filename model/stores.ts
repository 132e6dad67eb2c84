import { eachKnown } from "../config/ill-formed";
import type { Path } from "../config/problems";
import type { Cluster } from "./delivery";

/** How a cluster's External Secrets Operator finds secrets. */
export type Store = Cluster["secretStore"];

/** One of a cluster's stores, and where in the file it stands. */
export interface PlacedStore {
  readonly store: Store;
  readonly cluster: Cluster;
  readonly at: Path;
}

/** The store that pull Secrets in the workloads' namespaces are read from. */
export const pullStore = ({ pullSecretStore, secretStore }: Cluster): Store => pullSecretStore ?? secretStore;

/** Everything else's store, and theirs where they have none of their own; as a list of one. */
export const fluxStore = (cluster: Cluster): PlacedStore[] => [
  { store: cluster.secretStore, cluster, at: [...cluster.at, "secretStore"] },
];

/** The pull Secrets' own store, as a list of one or none. */
export function ownPullStore(cluster: Cluster): PlacedStore[] {
  const { pullSecretStore, at } = cluster;
  return pullSecretStore ? [{ store: pullSecretStore, cluster, at: [...at, "pullSecretStore"] }] : [];
}

/** The stores of all clusters; one that is ill-formed hides no other. */
export const storesOf = (clusters: readonly Cluster[]): PlacedStore[] =>
  clusters.flatMap((cluster) => [...eachKnown([fluxStore, ownPullStore], (storesIn) => storesIn(cluster))]);
