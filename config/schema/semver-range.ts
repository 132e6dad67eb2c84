import { satisfies as npmSatisfies, parse, validRange } from "semver";
import { z } from "zod";

const number = "(0|[1-9][0-9]*)";
const identifiers = "[0-9A-Za-z-]+([.][0-9A-Za-z-]+)*";
const exact = `v?${number}[.]${number}[.]${number}(-${identifiers})?([+]${identifiers})?`;
const partial = `v?${number}([.]${number})?([.][xX*]){0,2}`;
/** Flux takes ~0.0.0 for any version, npm for 0.0.x. */
const comparator = `(?!~>?\\s*v?0[.]0[.]0(?![0-9-]))((>=|<=|>|<|=|~>?|\\^)?\\s*(${exact}|${partial})|[xX*])`;
const group = `\\s*(${comparator}((\\s+|\\s*,\\s*)${comparator})*|(${exact}|${partial})\\s+-\\s+(${exact}|${partial}))\\s*`;
const form = new RegExp(`^${group}(\\|\\|${group})*$`);

const groupsOf = (range: string): string[] => range.split("||").map((part) => part.replaceAll(",", " "));

/** Flux reads at most so much. */
const isShort = (range: string): boolean => range.length <= 512 && groupsOf(range).length <= 32;

const expected = "a semver range such as >=1.0.0, 1.x or ~1.2 || ^2.0.0-0";

/**
 * A range of versions: what Flux's library and npm's both read, and read alike.
 * @see https://github.com/Masterminds/semver#checking-version-constraints
 */
export const semverRange = z
  .string(expected)
  .refine((range) => isShort(range) && form.test(range) && groupsOf(range).every((part) => validRange(part)), expected);

/** Whether Flux finds a tag in a range: the version in full, and a pre-release only where the range names one. */
export function isInRange(tag: string, range: string): boolean {
  const version = parse(tag.replace(/^v/, ""));
  if (!version) return false;
  return groupsOf(range).some((part) => {
    const includePrerelease = /[0-9]-[0-9A-Za-z]/.test(part);
    return npmSatisfies(version, part, { includePrerelease }) && (includePrerelease || version.prerelease.length === 0);
  });
}
