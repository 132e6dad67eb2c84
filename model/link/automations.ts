import { uniq } from "es-toolkit/array";
import { noValue, whereKnown } from "../../config/ill-formed";
import type { Automation, Cluster, Environment } from "../delivery";
import { automationName } from "../names";
import { complete } from "./complete";
import { grouped } from "./grouped";

/** The automations that environments need: one for each repository and branch. */
export function automationsOf(environments: readonly Environment[]): readonly Automation[] {
  const groups = grouped(environments, ({ repository, pushBranch }) => JSON.stringify([repository.name, pushBranch]));
  return [...groups.values()].map((group) => {
    const [{ repository, pushBranch, at }] = group;
    const candidates = (): readonly Cluster[] => {
      const { cluster } = repository.imageUpdate;
      return cluster ? [cluster] : uniq(whereKnown(group, (each) => each.cluster));
    };
    return complete(
      { repository, pushBranch, environments: Object.freeze(group) },
      {
        // It has its name from its first environment's push branch, or else from its repository.
        at: () => (pushBranch === undefined ? [...repository.at, "name"] : [...at, "pushBranch"]),
        name: () => automationName(repository.objectName, pushBranch),
        candidates,
        cluster: () => candidates()[0] ?? noValue(),
      },
    );
  });
}
