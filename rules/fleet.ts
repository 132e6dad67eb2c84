import { formatGiven, type Problem } from "../config/problems";
import type { Delivery } from "../model/delivery";
import { each, isWhole } from "./rule";

/** What is delivered by Git is so from somewhere. */
export const fleetsAreThere = (delivery: Delivery): Iterable<Problem> =>
  each(delivery.clusters, function* (cluster) {
    if (cluster.delivery !== "git" || delivery.fleet) return;
    yield {
      path: [...cluster.at, "delivery"],
      given: formatGiven(cluster.delivery),
      expected: "fleet.repository beside it, the repository that Flux's objects are in; or opentofu",
    };
  });

/** What image automation writes is no fleet: whoever may push there would be every cluster's administrator. */
export const fleetsAreNoApplications = (delivery: Delivery): Iterable<Problem> =>
  each(delivery.fleet ? [delivery.fleet] : [], function* ({ repository }) {
    const [application] = repository.applications;
    if (!application) return;
    yield {
      path: ["fleet", "repository"],
      given: formatGiven(repository.name),
      expected: `a repository of its own, which no application has: who may push there may change every cluster`,
      holder: [...application.at, "repository"],
    };
  });

/** A cluster on which nothing runs has nothing in the fleet's repository, which Flux would look for in vain. */
export function* fleetsHaveWork(delivery: Delivery): Generator<Problem> {
  if (!isWhole(delivery)) return;
  yield* each(delivery.clusters, function* ({ fleet, environments, automations, at }) {
    if (!fleet || environments.length > 0 || automations.length > 0) return;
    const expected =
      "an environment on this cluster, or there is nothing to deliver: add one, or set delivery: opentofu";
    yield { path: at, given: "a cluster that is delivered by git", expected };
  });
}
