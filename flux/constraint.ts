import { comparePrereleases, compareVersions, parseLooseVersion, type Version } from "./version";

type Operator = "=" | "!=" | ">" | "<" | ">=" | "<=" | "~" | "^";

const operators: ReadonlyMap<string, Operator> = new Map([
  ["", "="],
  ["=", "="],
  ["!=", "!="],
  [">", ">"],
  ["<", "<"],
  [">=", ">="],
  ["=>", ">="],
  ["<=", "<="],
  ["=<", "<="],
  ["~", "~"],
  ["~>", "~"],
  ["^", "^"],
]);

/** One comparison with a version, of which numbers may be open: missing, `x`, `X` or `*`. */
export interface Constraint {
  readonly operator: Operator;
  /** Open numbers are zeros. */
  readonly version: Version;
  /** The first of the numbers that is open. */
  readonly open: "major" | "minor" | "patch" | undefined;
}

const parts =
  /^v?([0-9xX*|]+)(\.[0-9xX*|]+)?(\.[0-9xX*|]+)?(-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

const isOpen = (part: string): boolean => ["", "x", "X", "*"].includes(part.replace(/^\./, ""));

/** A constraint of its operator's text and its version's; what follows the first open number but a pre-release is not read. */
export function parseConstraint(operatorText: string, text: string): Constraint | undefined {
  const operator = operators.get(operatorText);
  const [match, major = "", minor = "", patch = "", prerelease = ""] = parts.exec(text) ?? [];
  if (operator === undefined || match === undefined) return undefined;
  const [open, exact] = isOpen(major)
    ? (["major", `0.0.0${prerelease}`] as const)
    : isOpen(minor)
      ? (["minor", `${major}.0.0${prerelease}`] as const)
      : isOpen(patch)
        ? (["patch", `${major}${minor}.0${prerelease}`] as const)
        : ([undefined, text] as const);
  const version = parseLooseVersion(exact);
  return version && { operator, version, open };
}

function isWithinTilde(version: Version, { version: low, open }: Constraint): boolean {
  if (compareVersions(version, low) < 0) return false;
  // ~0.0.0 and ~* hold every version.
  const isZero = low.major === 0n && low.minor === 0n && low.patch === 0n;
  if (isZero && open !== "minor" && open !== "patch") return true;
  return version.major === low.major && (version.minor === low.minor || open === "minor");
}

function isWithinCaret(version: Version, { version: low, open }: Constraint): boolean {
  if (compareVersions(version, low) < 0 || version.major !== low.major) return false;
  if (low.major > 0n || open === "minor") return true;
  if (low.minor > 0n || open === "patch") return version.minor === low.minor;
  return version.minor === 0n && version.patch === low.patch;
}

function isOther(version: Version, { version: excluded, open }: Constraint): boolean {
  if (open === undefined || version.major !== excluded.major) return compareVersions(version, excluded) !== 0;
  if (open === "minor") return false;
  if (version.minor !== excluded.minor) return true;
  return open === "patch"
    ? comparePrereleases(version.prerelease, excluded.prerelease) !== 0
    : compareVersions(version, excluded) !== 0;
}

function isGreater(version: Version, { version: low, open }: Constraint): boolean {
  if (open === undefined || version.major !== low.major) return compareVersions(version, low) > 0;
  if (open === "minor") return false;
  return open === "patch" ? version.minor > low.minor : compareVersions(version, low) > 0;
}

function isAtMost(version: Version, { version: high, open }: Constraint): boolean {
  if (open === undefined) return compareVersions(version, high) <= 0;
  if (version.major !== high.major) return version.major < high.major;
  return open === "minor" || version.minor <= high.minor;
}

/**
 * Whether a version satisfies a constraint, where pre-releases are considered at all.
 * @see https://github.com/Masterminds/semver#checking-version-constraints
 */
export function satisfies(version: Version, constraint: Constraint): boolean {
  switch (constraint.operator) {
    case "=":
      return constraint.open === undefined
        ? compareVersions(version, constraint.version) === 0
        : isWithinTilde(version, constraint);
    case "!=":
      return isOther(version, constraint);
    case ">":
      return isGreater(version, constraint);
    case "<":
      return compareVersions(version, constraint.version) < 0;
    case ">=":
      return compareVersions(version, constraint.version) >= 0;
    case "<=":
      return isAtMost(version, constraint);
    case "~":
      return isWithinTilde(version, constraint);
    case "^":
      return isWithinCaret(version, constraint);
  }
}
