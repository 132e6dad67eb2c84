import type { Draft } from "../draft";
import { formatGiven, type Problem } from "../problems";

/** Clusters that deploy or write a repository; undefined where some environment's is not known. */
function clustersInUse({ clusters, repositories, applications }: Draft): Set<string> | undefined {
  const known = new Set(clusters?.map((cluster) => cluster?.name));
  const environments = (applications ?? [undefined]).flatMap((application) =>
    (application?.environments ?? [undefined]).map((environment) => ({
      runner: environment?.cluster,
      writer: repositories?.find((each) => each?.name === application?.repository)?.imageUpdate?.cluster,
    })),
  );
  if (environments.some(({ runner }) => runner === undefined || !known.has(runner))) return undefined;
  return new Set(environments.flatMap(({ runner, writer }) => [runner ?? [], writer ?? []].flat()));
}

/** A cluster without a repository has no webhook to receive. */
export function receiversHaveRepositories(draft: Draft): Problem[] {
  const used = clustersInUse(draft);
  return (draft.clusters ?? []).flatMap((cluster, index) =>
    used && cluster?.receiver && cluster.name !== undefined && !used.has(cluster.name)
      ? {
          path: ["clusters", index, "receiver"],
          given: "a receiver of webhooks",
          expected:
            "an environment on this cluster, or there is no repository to receive from: add one, or remove this",
        }
      : [],
  );
}

/** IAM refuses a policy about nothing. */
export function readersHaveParameters(draft: Draft): Problem[] {
  const used = clustersInUse(draft);
  return (draft.clusters ?? []).flatMap((cluster, index) => {
    const { name, receiver, notifications, monitoring, secretStore } = cluster ?? {};
    const reads = receiver ?? monitoring ?? notifications?.providers?.[0];
    if (!used || name === undefined || used.has(name) || reads || secretStore?.readerPolicy === undefined) return [];
    return {
      path: ["clusters", index, "secretStore", "readerPolicy"],
      given: formatGiven(secretStore.readerPolicy),
      expected: "an environment on this cluster, or the policy has nothing to read: add one, or remove this",
    };
  });
}
