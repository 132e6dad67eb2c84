import { formatGiven, type Problem } from "../config/problems";
import { objection, tagWithoutNumber } from "../flux/select-tag";
import { groupsOf, groupsUsed } from "../flux/tag-filter";
import type { Delivery, ImagePolicyFields } from "../model/delivery";
import { each } from "./rule";

const comparesOneWay = ({ policy }: ImagePolicyFields): boolean => Object.keys(policy).length === 1;

/** A policy compares tags in one way. */
export const policiesCompareOneWay = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ imagePolicy, at }) {
    if (comparesOneWay(imagePolicy)) return;
    yield {
      path: [...at, "imagePolicy", "policy"],
      given: formatGiven(imagePolicy.policy),
      expected: "exactly one of numerical, alphabetical or semver",
    };
  });

/** A replacement that names no group or others than the pattern's, and those that it may name. */
function wrongExtract({ filterTags }: ImagePolicyFields): { extract: string; groups: readonly string[] } | undefined {
  if (filterTags?.extract === undefined) return undefined;
  const { pattern, extract } = filterTags;
  const names = groupsOf(pattern);
  const groups = [...names.keys()].map(String).concat(names.filter((name) => name !== ""));
  const used = groupsUsed(extract);
  return used.length > 0 && used.every((group) => groups.includes(group)) ? undefined : { extract, groups };
}

/** What is extracted from a tag is one of the pattern's groups. */
export const extractsAreGroups = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ imagePolicy, at }) {
    const wrong = wrongExtract(imagePolicy);
    if (!wrong) return;
    yield {
      path: [...at, "imagePolicy", "filterTags", "extract"],
      given: formatGiven(wrong.extract),
      expected:
        `a replacement of the pattern's groups, ${wrong.groups.map((group) => `$${group}`).join(", ")}; ` +
        "where letters or digits follow, in braces, as in ${1}0",
    };
  });

/** Trying takes a while, and people have a few patterns. */
const mostTried = 100;

/**
 * A pattern for a numerical policy lets only numbers through: Flux stops at any other, and updates nothing. Without a
 * pattern it is up to who pushes the tags.
 */
export function* numericalPatternsAreOfNumbers({ environments }: Delivery): Generator<Problem> {
  // What many environments have alike is judged once.
  const judged = new Map<string, ReturnType<typeof tagWithoutNumber>>();
  yield* each(environments, function* ({ imagePolicy, initialTag, at }) {
    const { filterTags, policy } = imagePolicy;
    if (!filterTags || !policy.numerical || !comparesOneWay(imagePolicy) || wrongExtract(imagePolicy)) return;
    const filter = JSON.stringify(filterTags);
    if (!judged.has(filter) && objection(imagePolicy, initialTag) !== undefined) return;
    if (!judged.has(filter) && judged.size < mostTried) judged.set(filter, tagWithoutNumber(filterTags, initialTag));
    const found = judged.get(filter);
    if (!found) return;
    const { tag, key } = found;
    const taken = key === tag ? formatGiven(tag) : `${formatGiven(key)} of ${formatGiven(tag)}`;
    yield {
      path: [...at, "imagePolicy", "filterTags", "pattern"],
      given: formatGiven(filterTags.pattern),
      expected: `a pattern that lets only numbers through, such as ^[0-9]+$: a numerical policy chooses nothing at all where there is a tag such as ${taken}`,
    };
  });
}

/** A digest is read again at intervals only where it is always reflected. */
export const intervalsGoWithAlways = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ imagePolicy: { digestReflectionPolicy, interval }, at }) {
    if ((interval !== undefined) === (digestReflectionPolicy === "Always")) return;
    yield {
      path: [...at, "imagePolicy", "interval"],
      given: formatGiven(interval),
      expected: "an interval where digestReflectionPolicy is Always, and none elsewhere",
    };
  });

/** The tag that an overlay begins with is one that its policy chooses; before the first promotion there is none. */
export const initialTagsAreChosen = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ imagePolicy, initialTag, promoteFrom, at }) {
    if (promoteFrom || !comparesOneWay(imagePolicy) || wrongExtract(imagePolicy)) return;
    const reason = objection(imagePolicy, initialTag);
    if (reason === undefined) return;
    yield { path: [...at, "initialTag"], given: formatGiven(initialTag), expected: `a tag ${reason}` };
  });
