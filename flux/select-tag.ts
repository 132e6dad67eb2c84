import { parseFloat64 } from "./go-number";
import { compareVersions, holds, isInRange, parseRange, parseVersion, type Version } from "./semver";
import { keyReader, orderingKey, type TagFilter } from "./tag-filter";

interface Order {
  readonly order: "asc" | "desc";
}

/** What of Flux's ImagePolicy decides which tag is chosen. @see https://fluxcd.io/flux/components/image/imagepolicies/ */
export interface TagPolicy {
  readonly filterTags?: TagFilter | undefined;
  readonly policy: {
    readonly numerical?: Order | undefined;
    readonly alphabetical?: Order | undefined;
    readonly semver?: { readonly range: string } | undefined;
  };
}

/** By Unicode's numbers, which order texts as their bytes in UTF-8 do. */
function compareTexts(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((character, index) => character !== right[index]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? -1) - (right[at]?.codePointAt(0) ?? -1);
}

/** Of equal versions the first wins. */
function highestVersion(keys: readonly string[], rangeText: string): string | undefined {
  const range = parseRange(rangeText);
  let highest: Version | undefined;
  for (const key of range ? keys : []) {
    const version = parseVersion(key);
    if (!range || !version || !holds(range, version)) continue;
    if (!highest || compareVersions(version, highest) > 0) highest = version;
  }
  return highest?.original;
}

/** Of equal numbers the last wins. NaN, which Go reads too, is neither below nor above another. */
function extremeNumber(keys: readonly string[], order: Order["order"]): string | undefined {
  let best: { readonly key: string; readonly value: number } | undefined;
  for (const key of keys) {
    const value = parseFloat64(key);
    if (value === undefined) return undefined;
    const loses = best && (order === "asc" ? value < best.value : value > best.value);
    if (!loses) best = { key, value };
  }
  return best?.key;
}

function extremeText(keys: readonly string[], order: Order["order"]): string | undefined {
  const rising = [...keys].sort(compareTexts);
  return order === "asc" ? rising.at(-1) : rising[0];
}

/**
 * The tag that Flux's image policy chooses of a list, or undefined where it chooses none. A numerical policy fails as
 * a whole where the pattern lets through a tag of which Go reads no number. Of tags with the same extracted key the
 * last counts. Where different keys are equal, as 1 and 1.0 are, Flux chooses by chance after a pattern; here it is
 * as if there were none: the last number, the first version.
 *
 * @see https://github.com/fluxcd/image-reflector-controller/tree/main/internal/policy
 */
export function selectTag({ filterTags, policy }: TagPolicy, tags: readonly string[]): string | undefined {
  if (!filterTags) return winner(policy, tags);
  const keyOf = keyReader(filterTags);
  const tagOf = new Map(
    tags.flatMap((tag) => {
      const key = keyOf(tag);
      return key === undefined ? [] : [[key, tag] as const];
    }),
  );
  const key = winner(policy, [...tagOf.keys()]);
  return key === undefined ? undefined : tagOf.get(key);
}

/** The controller takes the first kind that it finds in this order. */
function winner({ semver, alphabetical, numerical }: TagPolicy["policy"], keys: readonly string[]): string | undefined {
  if (semver) return highestVersion(keys, semver.range);
  if (alphabetical) return extremeText(keys, alphabetical.order);
  return numerical && extremeNumber(keys, numerical.order);
}

/**
 * Whether people see the number in a key that Go reads in it. Go reads more, of which some is not what it looks
 * like: inf, nan and 1e9 are no tags to order by.
 */
export const isNumber = (key: string): boolean => /^[+-]?[0-9]+(\.[0-9]+)?$/.test(key);

/** What a policy wants of a tag that it does not choose even where it is the only one; undefined where it does. */
export function objection({ filterTags, policy }: TagPolicy, tag: string): string | undefined {
  const key = orderingKey(filterTags, tag);
  if (key === undefined) return `that the pattern ${JSON.stringify(filterTags?.pattern)} matches`;
  const { numerical, semver } = policy;
  if (semver && !isInRange(key, semver.range)) {
    return `with a version such as 1.2.3 in the range ${semver.range}, not ${JSON.stringify(key)}`;
  }
  if (numerical && !isNumber(key)) {
    return `of which the numerical policy compares a number, not ${JSON.stringify(key)}`;
  }
  if (numerical && Math.abs(Number(key)) > Number.MAX_SAFE_INTEGER) {
    return `of which the numerical policy can tell the number ${key} from the next: at most 15 digits`;
  }
  return undefined;
}

/** Tags that registries hold beside those of builds. */
const commonTags = ["latest", "main", "v1", "1.2.3", "1a", "1-a", "a1", `sha256-${"a".repeat(64)}.sig`];

/** Longer patterns are not tried: each try takes as long as the pattern. */
const longestTried = 250;

/** Tags that are a sign away from one, and those with a word of the pattern's before or after it. */
function near(tag: string, pattern: string): string[] {
  const words = (pattern.match(/[A-Za-z_.-]+/g) ?? []).slice(0, 20);
  return [
    ...Array.from(tag, (_, at) =>
      ["a", "x", ".", "-"].map((sign) => tag.slice(0, at) + sign + tag.slice(at + 1)),
    ).flat(),
    ...words.flatMap((word) => [tag + word, word + tag, `${tag}${word}1`]),
  ];
}

/**
 * A tag that a filter lets through and of which Go reads no number, with which a numerical policy would choose none at
 * all. Of those that there may be some are tried: what is common, and what is near to a tag that the filter is for.
 */
export function tagWithoutNumber(
  filter: TagFilter,
  tag: string,
): { readonly tag: string; readonly key: string } | undefined {
  if (filter.pattern.length > longestTried) return undefined;
  const keyOf = keyReader(filter);
  for (const each of [...commonTags, ...near(tag, filter.pattern)]) {
    const key = keyOf(each);
    if (key !== undefined && parseFloat64(key) === undefined) return { tag: each, key };
  }
  return undefined;
}
