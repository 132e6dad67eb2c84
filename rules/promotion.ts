import { whereKnown } from "../config/ill-formed";
import { formatGiven, type Problem } from "../config/problems";
import { objection } from "../flux/select-tag";
import { orderingKey } from "../flux/tag-filter";
import type { Delivery, Environment } from "../model/delivery";
import { grouped } from "../model/link/grouped";
import { dispatchType, dispatcherOf, isPromotedFromItself, promotedTagPrefix, secondsToTell } from "../model/promotion";
import { claims, each, unique } from "./rule";

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

/** What the tags of promotions look like: those that are chosen, and the one that says which was the last. */
const tagsOf = (promoted: Environment): readonly string[] =>
  ["1", "latest"].map((end) => promotedTagPrefix(promoted) + end);

/** The tags of promotions are no builds to environments that CI builds for, of whichever application with the image. */
export function* promotionsAreNoBuilds({ environments }: Delivery): Generator<Problem> {
  const built = grouped(
    whereKnown(environments, (one) => (one.promoteFrom ? undefined : one)),
    ({ application }) => application.image.name,
  );
  yield* each(environments, function* (promoted) {
    if (!promoted.promoteFrom) return;
    yield* each(built.get(promoted.application.image.name) ?? [], function* (environment) {
      const tag = tagsOf(promoted).find((one) => looksAt(environment, one));
      if (tag === undefined) return;
      const { at, imagePolicy } = environment;
      yield {
        path: [...at, "imagePolicy"],
        given: imagePolicy.filterTags ? `the pattern ${formatGiven(imagePolicy.filterTags.pattern)}` : "no pattern",
        expected: `filterTags with a pattern that refuses tags such as ${tag}, by which the same image is promoted to ${promoted.name}`,
      };
    });
  });
}

/** Two environments of one image that had the same tags would be promoted to with each other. */
export const promotionsHaveTheirOwnTags = ({ environments }: Delivery): Iterable<Problem> =>
  unique(
    claims(environments, function* (environment) {
      const { application, promoteFrom, name, at } = environment;
      if (!promoteFrom) return;
      const prefix = promotedTagPrefix(environment);
      yield {
        key: `${application.image.name}:${prefix}`,
        path: [...at, "name"],
        given: name,
        noun: "a name",
        mend: `images are promoted to both by tags of ${application.image.name} that begin with ${prefix}`,
      };
    }),
  );

/** The digest in Git is what runs, or who promotes would be told of another image. */
export const promotedPinsAreTags = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* (environment) {
    const { pin, at } = environment;
    if (pin?.digest === undefined || !environment.isPromotedFrom) return;
    yield {
      path: [...at, "pin"],
      given: formatGiven(`${pin.tag}@${pin.digest}`),
      expected: `the tag alone, such as ${pin.tag}: of an environment that is promoted from, Git must say what runs, and a digest is deployed past it`,
    };
  });

/** @see https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
const longestDispatch = 100;

/** GitHub takes an event of which the type has at most so many characters. */
export const promotionsCanBeTold = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* (environment) {
    const type = dispatchType(environment);
    if (type.length <= longestDispatch || !environment.isPromotedFrom || !dispatcherOf(environment)) return;
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

/** A soak that ends before Flux can have told of a failure proves little. */
export const soaksOutlastChecks = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ promoteFrom, soakSeconds, at }) {
    if (!promoteFrom || soakSeconds >= secondsToTell(promoteFrom)) return;
    yield {
      path: [...at, "soak"],
      given: `${soakSeconds} seconds`,
      expected: `at least ${secondsToTell(promoteFrom)} seconds, or a shorter kustomization.interval or timeout of ${promoteFrom.name}: so long Flux may take there to tell of a failure`,
    };
  });

/** A provider that starts promotions and sends other alerts too starts each of them twice. */
export const promotionsAreToldOnce = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* (environment) {
    const provider = dispatcherOf(environment);
    if (!provider || !environment.isPromotedFrom) return;
    const alert = environment.cluster.notifications.alerts.find((one) => one.provider === provider);
    if (!alert) return;
    yield {
      path: [...alert.at, "provider"],
      given: formatGiven(provider.name),
      expected: `another githubdispatch provider than the first of repository ${environment.repository.name}, which starts its promotions: by this alert too each would start twice`,
    };
  });
