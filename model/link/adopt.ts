import type { Adopt } from "../delivery";
import { complete } from "./complete";
import { elements } from "./elements";
import type { Links } from "./links";

/** What is taken over, with the cluster and the repository that it belongs to. */
export function linkAdopt({ shape, toCluster, toRepository }: Links): Adopt {
  const { webhooks, everything, objects } = {
    webhooks: elements(
      () => shape.adopt.webhooks,
      ["adopt", "webhooks"],
      (fields, at) =>
        complete(fields, {
          at: () => at,
          repository: toRepository(() => fields.repository, [...at, "repository"]),
          cluster: toCluster(() => fields.cluster, [...at, "cluster"]),
        }),
    ),
    everything: elements(
      () => shape.adopt.everything,
      ["adopt", "everything"],
      (fields, at) => complete(fields, { at: () => at, cluster: toCluster(() => fields.cluster, [...at, "cluster"]) }),
    ),
    objects: elements(
      () => shape.adopt.objects,
      ["adopt", "objects"],
      (fields, at) => complete(fields, { at: () => at, cluster: toCluster(() => fields.cluster, [...at, "cluster"]) }),
    ),
  };
  return complete(
    {},
    {
      parameters: () => shape.adopt.parameters.map((path, index) => ({ path, at: ["adopt", "parameters", index] })),
      webhooks: () => webhooks,
      everything: () => everything,
      objects: () => objects,
    },
  );
}
