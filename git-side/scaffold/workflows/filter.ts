import { isPlainObject } from "es-toolkit/predicate";

/** A filter's pattern as a regular expression; one that is none matches nothing. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet */
function expression(pattern: string): RegExp {
  const source = pattern.replace(
    /\\(.)|\*\*\/|\*\*|\*|([?+])|(\[[A-Za-z0-9-]+\])|[^]/g,
    (sign: string, escaped?: string, times?: string, range?: string) => {
      if (escaped !== undefined) return literal(escaped);
      if (times !== undefined || range !== undefined) return sign;
      return wildcards[sign] ?? literal(sign);
    },
  );
  try {
    return new RegExp(`^${source}$`, "u");
  } catch {
    return /$^/;
  }
}

/** Two stars and a slash stand for no folder too, as in `**` + `/README.md`. */
const wildcards: Readonly<Record<string, string>> = { "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*" };

const literal = (sign: string): string => sign.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");

const matches = (pattern: string, name: string): boolean => expression(pattern).test(name);

/** Whether the last pattern that matches is one that takes: those with a `!` take out what patterns before them took. */
function takes(patterns: readonly string[], name: string): boolean {
  const last = patterns.findLast((pattern) => matches(pattern.replace(/^!/, ""), name));
  return last !== undefined && !last.startsWith("!");
}

const listOf = (value: unknown): readonly string[] | undefined =>
  value === undefined || value === null ? undefined : [value].flat().map(String);

/** What is pushed. */
export type Push =
  | { readonly branch: string; /** The files that it changes. */ readonly files: readonly string[] }
  | { readonly tag: string };

/** The filters of an event in a workflow's `on`; undefined where the event starts nothing. */
function filtersOf(on: unknown, event: string): Record<string, unknown> | undefined {
  if (on === event || (Array.isArray(on) && on.includes(event))) return {};
  if (!isPlainObject(on) || !(event in on)) return undefined;
  const filters = (on as Record<string, unknown>)[event];
  return isPlainObject(filters) ? (filters as Record<string, unknown>) : {};
}

/**
 * Whether GitHub starts a workflow for a push.
 *
 * @param on the workflow's `on`, as it is read
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
 */
export function startsFor(on: unknown, push: Push): boolean {
  const filters = filtersOf(on, "push");
  if (!filters) return false;
  const of = (key: string): readonly string[] | undefined => listOf(filters[key]);
  const named = (
    name: string,
    taken: readonly string[] | undefined,
    ignored: readonly string[] | undefined,
  ): boolean => (taken ? takes(taken, name) : !(ignored?.some((pattern) => matches(pattern, name)) ?? false));
  const branches = [of("branches"), of("branches-ignore")] as const;
  const tags = [of("tags"), of("tags-ignore")] as const;
  const isFiltered = ([taken, ignored]: typeof branches): boolean => (taken ?? ignored) !== undefined;
  if ("tag" in push) return isFiltered(tags) ? named(push.tag, ...tags) : !isFiltered(branches);
  if (isFiltered(branches) ? !named(push.branch, ...branches) : isFiltered(tags)) return false;
  // Filters of paths are for branches alone.
  return push.files.some((file) => named(file, of("paths"), of("paths-ignore")));
}
