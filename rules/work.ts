import { formatGiven, type Problem } from "../config/problems";
import type { Cluster, Delivery } from "../model/delivery";
import { keptSecrets } from "../model/kept-secrets";
import { each, isWhole } from "./rule";

/** Clusters that deploy or write a repository; undefined where not all is known. */
function clustersInUse(delivery: Delivery): ReadonlySet<Cluster | undefined> | undefined {
  if (!isWhole(delivery)) return undefined;
  return new Set(delivery.environments.flatMap(({ cluster, repository }) => [cluster, repository.imageUpdate.cluster]));
}

/** A cluster without a repository has no webhook to receive. */
export function* receiversHaveRepositories(delivery: Delivery): Generator<Problem> {
  const used = clustersInUse(delivery);
  yield* each(delivery.clusters, function* (cluster) {
    if (!used || !cluster.receiver || used.has(cluster)) return;
    yield {
      path: [...cluster.at, "receiver"],
      given: "a receiver of webhooks",
      expected: "an environment on this cluster, or there is no repository to receive from: add one, or remove this",
    };
  });
}

/** IAM refuses a policy about nothing. */
export function* readersHaveParameters(delivery: Delivery): Generator<Problem> {
  const used = clustersInUse(delivery);
  yield* each(delivery.clusters, function* (cluster) {
    const { readerPolicy } = cluster.secretStore;
    if (!used || used.has(cluster) || readerPolicy === undefined) return;
    if (cluster.receiver || keptSecrets(cluster).secretStore.length > 0) return;
    yield {
      path: [...cluster.at, "secretStore", "readerPolicy"],
      given: formatGiven(readerPolicy),
      expected: "an environment on this cluster, or the policy has nothing to read: add one, or remove this",
    };
  });
}
