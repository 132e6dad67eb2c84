import { known } from "../../config/ill-formed";
import type { Path } from "../../config/problems";
import type { Adopt } from "../delivery";
import { complete } from "./complete";
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

/** An element of each that can be read at all. */
function elements<F, T>(list: () => readonly F[], at: Path, link: (fields: F, at: Path) => T): readonly T[] {
  const all = known(list);
  if (!all) return [];
  return Array.from({ length: all.length }, (_, index) => index).flatMap((index) => {
    const fields = known(() => all[index]);
    return fields === undefined ? [] : link(fields, [...at, index]);
  });
}
