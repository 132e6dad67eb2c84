import { parseConstraint, satisfies, type Constraint } from "./constraint";
import { rewriteHyphenRanges } from "./hyphen-range";
import { parseVersion, type Version } from "./version";

export { compareVersions, parseVersion, type Version } from "./version";

/** Constraints that hold together. */
interface Group {
  readonly constraints: readonly Constraint[];
  /** Whether one of them names a pre-release: only then does the group hold any. */
  readonly prereleases: boolean;
}

/** A range of versions: groups of which one must hold. */
export type Range = readonly Group[];

const longest = 512;
const most = 32;

/** The constraints between two `||`: at least one, with spaces or one comma between them. */
function parseGroup(text: string): Group | undefined {
  const constraints: Constraint[] = [];
  let at = 0;
  const take = (characters: string): string => {
    const start = at;
    while (at < text.length && characters.includes(text.charAt(at))) at += 1;
    return text.slice(start, at);
  };
  const spaces = "\t\n\f\r ";
  take(spaces);
  while (at < text.length || constraints.length === 0) {
    const operator = take("=!<>~^");
    take(spaces);
    const start = at;
    while (at < text.length && !spaces.includes(text.charAt(at)) && text.charAt(at) !== ",") at += 1;
    const constraint = parseConstraint(operator, text.slice(start, at));
    if (!constraint) return undefined;
    constraints.push(constraint);
    take(spaces);
    if (text.charAt(at) === ",") {
      at += 1;
      take(spaces);
      if (at === text.length) return undefined;
    }
  }
  return { constraints, prereleases: constraints.some(({ version }) => version.prerelease !== "") };
}

/**
 * A range of versions as the library reads it that Flux's image policies use, with its limits; undefined where it
 * refuses the text.
 *
 * @see https://pkg.go.dev/github.com/Masterminds/semver/v3#NewConstraint
 */
export function parseRange(text: string): Range | undefined {
  if (text.length > longest) return undefined;
  const texts = rewriteHyphenRanges(text).split("||");
  if (texts.length > most) return undefined;
  const groups = texts.map(parseGroup);
  return groups.every((group) => group !== undefined) ? groups : undefined;
}

/** Whether a range holds a version. @see https://pkg.go.dev/github.com/Masterminds/semver/v3#Constraints.Check */
export const holds = (range: Range, version: Version): boolean =>
  range.some(
    ({ constraints, prereleases }) =>
      (prereleases || version.prerelease === "") && constraints.every((constraint) => satisfies(version, constraint)),
  );

/** Whether a tag is a version in a range; nothing is in a range that can't be read. */
export function isInRange(tag: string, range: Range | string): boolean {
  const parsed = typeof range === "string" ? parseRange(range) : range;
  const version = parseVersion(tag);
  return parsed !== undefined && version !== undefined && holds(parsed, version);
}
