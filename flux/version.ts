/** A version as Flux's library holds it. */
export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** What follows the `-`, without it; empty where there is none. */
  readonly prerelease: string;
  /** The text as it was given. */
  readonly original: string;
}

const longest = 256;
const form =
  /^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/**
 * A number of at most 64 bits in decimal digits, as Go's strconv.ParseUint reads it.
 * @see https://pkg.go.dev/strconv#ParseUint
 */
export function parseUint(text: string): bigint | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asUintN(64, value) === value ? value : undefined;
}

/**
 * A version of one to three numbers: with zeros before them, as in 2026.01.05, and perhaps after a `v`.
 * @see https://pkg.go.dev/github.com/Masterminds/semver/v3#NewVersion
 */
export function parseLooseVersion(text: string): Version | undefined {
  if (text.length > longest) return undefined;
  const [match, first = "", second = "0", third = "0", prerelease = ""] = form.exec(text) ?? [];
  if (match === undefined || prerelease.split(".").some((part) => /^0[0-9]+$/.test(part))) return undefined;
  const [major, minor, patch] = [parseUint(first), parseUint(second), parseUint(third)];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return { major, minor, patch, prerelease, original: text };
}

/**
 * A version as Flux reads it in a tag: it wants two dots, wherever they are, so that 1.2-rc.1 is 1.2.0-rc.1.
 * @see https://pkg.go.dev/github.com/fluxcd/pkg/version#ParseVersion
 */
export const parseVersion = (text: string): Version | undefined =>
  text.split(".").length < 3 ? undefined : parseLooseVersion(text);

const compare = <T extends bigint | string>(a: T, b: T): number => (a < b ? -1 : Number(a > b));

/** One part of a pre-release: none before any, numbers before texts. */
function compareParts(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined);
  // What has more than 64 bits is a text to Flux.
  const [left, right] = [parseUint(a), parseUint(b)];
  if (left !== undefined && right !== undefined) return compare(left, right);
  if (left === undefined && right === undefined) return compare(a, b);
  return left === undefined ? 1 : -1;
}

/** The order of two pre-releases, of which an empty one comes first. */
export function comparePrereleases(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (text === "" ? [] : text.split(".")));
  for (let index = 0; index < Math.max(left?.length ?? 0, right?.length ?? 0); index += 1) {
    const order = compareParts(left?.[index], right?.[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * Negative where the first version is the lower, 0 where they are equal but for their `+`.
 * @see https://pkg.go.dev/github.com/Masterminds/semver/v3#Version.Compare
 */
export function compareVersions(a: Version, b: Version): number {
  const order = compare(a.major, b.major) || compare(a.minor, b.minor) || compare(a.patch, b.patch);
  if (order !== 0) return order;
  if (a.prerelease === "" || b.prerelease === "") return Number(a.prerelease === "") - Number(b.prerelease === "");
  return comparePrereleases(a.prerelease, b.prerelease);
}
