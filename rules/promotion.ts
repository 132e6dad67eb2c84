import { formatGiven, type Problem } from "../config/problems";
import { objection } from "../flux/select-tag";
import { orderingKey } from "../flux/tag-filter";
import type { Delivery, Environment } from "../model/delivery";
import { dispatchType, dispatcherOf, isPromotedFromItself, promotedTagPrefix, promotedTo } from "../model/promotion";
import { each } from "./rule";

/** An image that is promoted was built for some environment. */
export const promotionsBeginSomewhere = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* (environment) {
    const { promoteFrom, at } = environment;
    if (!promoteFrom || !isPromotedFromItself(environment)) return;
    yield {
      path: [...at, "promoteFrom"],
      given: formatGiven(promoteFrom.name),
      expected: "an environment that comes before this one: here images would be promoted in a circle, and none built",
    };
  });

/** What is promoted is an image, not a tag that may have become another since. */
export const promotedImagesHaveDigests = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ promoteFrom, at }) {
    if (promoteFrom?.imagePolicy.digestReflectionPolicy !== "Never") return;
    yield {
      path: [...at, "promoteFrom"],
      given: formatGiven(promoteFrom.name),
      expected:
        "an environment that deploys its image by digest, which is what a promotion takes over: give its imagePolicy the digestReflectionPolicy IfNotPresent",
    };
  });

/** Who promotes must hear whether the image is healthy. */
export const promotedImagesAreHealthy = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ promoteFrom, at }) {
    if (!promoteFrom || promoteFrom.kustomization.wait) return;
    yield {
      path: [...at, "promoteFrom"],
      given: formatGiven(promoteFrom.name),
      expected:
        "an environment of which Flux tells whether it is healthy: leave out its kustomization.wait, or make it true",
    };
  });

/** Whether an environment's policy looks at a tag: a numerical one fails of it, others may choose it. */
function looksAt({ imagePolicy: { filterTags, policy } }: Environment, tag: string): boolean {
  return policy.semver
    ? objection({ filterTags, policy }, tag) === undefined
    : orderingKey(filterTags, tag) !== undefined;
}

/** The tags of promotions are no builds to the environments that CI builds for. */
export const promotionsAreNoBuilds = ({ applications }: Delivery): Iterable<Problem> =>
  each(applications, function* ({ environments }) {
    for (const promoted of environments.filter(({ promoteFrom }) => promoteFrom)) {
      const tag = `${promotedTagPrefix(promoted)}1`;
      yield* each(environments, function* (environment) {
        if (environment.promoteFrom || !looksAt(environment, tag)) return;
        const { at, imagePolicy } = environment;
        yield {
          path: [...at, "imagePolicy"],
          given: imagePolicy.filterTags ? `the pattern ${formatGiven(imagePolicy.filterTags.pattern)}` : "no pattern",
          expected: `filterTags with a pattern that refuses tags such as ${tag}, by which the same image is promoted to ${promoted.name}`,
        };
      });
    }
  });

/** @see https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
const longestDispatch = 100;

/** GitHub takes an event of which the type has at most so many characters. */
export const promotionsCanBeTold = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* (environment) {
    const type = dispatchType(environment);
    if (type.length <= longestDispatch || promotedTo(environment).length === 0 || !dispatcherOf(environment)) return;
    yield {
      path: [...environment.at, "objectName"],
      given: formatGiven(environment.objectName),
      expected: `a name with which "${type}" has at most ${longestDispatch} characters: GitHub takes no longer type of an event, and this one starts the promotion`,
    };
  });

/** Promotions start by themselves only where somebody tells GitHub. */
export const promotionsStartByThemselves = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ promoteFrom, repository, at }) {
    if (!promoteFrom || dispatcherOf(promoteFrom)) return;
    yield {
      path: [...at, "promoteFrom"],
      given: formatGiven(promoteFrom.name),
      expected: `a provider of type githubdispatch for the repository ${repository.name} in the notifications of cluster ${promoteFrom.cluster.name}: without it nothing but a person starts the promotion`,
    };
  });
