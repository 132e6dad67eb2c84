import { intersects, lt } from "semver";
import { known } from "../config/ill-formed";
import { formatGiven, formatPath, type Problem } from "../config/problems";
import type { Delivery } from "../model/delivery";
import { fluxNeeds } from "../model/flux-needs";
import { each } from "./rule";

/** ESO's first release with `external-secrets.io/v1` as the stacks write it. */
const firstExternalSecrets = "0.19.0";

/** What is installed is new enough for what the stacks apply afterwards. */
export function* prerequisitesAreNewEnough(delivery: Delivery): Generator<Problem> {
  yield* each(delivery.clusters, function* (cluster) {
    const { prerequisites, at } = cluster;
    if (!prerequisites?.flux.install) return;
    const { version } = prerequisites.flux;
    for (const { since, what, field, by } of fluxNeeds) {
      if (intersects(version, `>=${since}`)) continue;
      const part = by && known(() => by(cluster, delivery));
      if (by && !part) continue;
      const path = part && (field === undefined ? part : [...part, field]);
      yield {
        path: [...at, "prerequisites", "flux", "version"],
        given: formatGiven(version),
        expected: `${since.replace(/0$/, "x")} or newer for ${what}${path ? `, as ${formatPath(path)} has it` : ""}`,
      };
      return;
    }
  });
  yield* each(delivery.clusters, function* ({ prerequisites, at }) {
    if (!prerequisites?.externalSecrets.install) return;
    const { version } = prerequisites.externalSecrets;
    if (!lt(version, firstExternalSecrets)) return;
    yield {
      path: [...at, "prerequisites", "externalSecrets", "version"],
      given: formatGiven(version),
      expected: `${firstExternalSecrets} or newer, which serves external-secrets.io/v1`,
    };
  });
}
