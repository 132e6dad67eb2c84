import { z } from "zod";
import { RE2JS } from "re2js";
import { expand } from "./extract";
import { duration } from "./primitives";
import { isInRange, semverRange } from "./semver-range";

const order = z.enum(["asc", "desc"], "asc (the last wins) or desc");

/** Why a pattern can't be compiled, if so. */
function fault(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.replace("error parsing regexp: ", "") : String(error);
  }
}

/** The pieces of a pattern that count as one: quoted text, flags, escapes, classes, single characters. */
const pieces = /\\Q.*?(?:\\E|$)|\(\?[a-zA-Z-]+\)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|./gsu;

/** Whether a whole pattern stands between `^` and `$`: an alternation outside a group escapes one of them. */
export function isAnchored(pattern: string): boolean {
  // Flags match nothing: what follows them in ^(?i)* repeats the ^.
  const parts = (pattern.match(pieces) ?? []).filter((part) => !part.startsWith("(?"));
  let depth = 0;
  for (const part of parts) {
    if (part === "(") depth += 1;
    else if (part === ")") depth -= 1;
    else if (part === "|" && depth === 0) return false;
  }
  // A repeated ^ may be there no times.
  return parts[0] === "^" && parts.at(-1) === "$" && !/^[*+?{]/.test(parts[1] ?? "");
}

const filterTags = z.strictObject({
  pattern: z
    .string("a regular expression")
    .superRefine((pattern, context) => {
      const reason = fault(pattern);
      if (reason !== undefined) {
        const message = `a regular expression that RE2 knows, without look-around and back-references (${reason})`;
        context.addIssue({ code: "custom", message });
      } else if (!isAnchored(pattern)) {
        const message = "a pattern between ^ and $ that matches whole tags; alternatives go in a group, as in ^(a|b)$";
        context.addIssue({ code: "custom", message });
      }
    })
    .describe("RE2 that a whole tag must match."),
  extract: z
    .string("a replacement such as $ts")
    .min(1, "a replacement such as $ts")
    .optional()
    .describe("What is compared: text with $group or ${group} of the pattern. Default: the whole tag."),
});

const policy = z.strictObject({
  numerical: z
    .strictObject({ order: order.default("asc") })
    .optional()
    .describe("The highest number wins."),
  alphabetical: z
    .strictObject({ order: order.default("asc") })
    .optional()
    .describe("The last in the alphabet wins."),
  semver: z
    .strictObject({ range: semverRange.describe("Versions that are considered.") })
    .optional()
    .describe("The highest version in the range wins."),
});

const digestReflectionPolicy = z
  .enum(["Never", "IfNotPresent", "Always"], "Never, IfNotPresent or Always")
  .default("Never");

/**
 * Which tag is deployed: the fields of Flux's ImagePolicy.
 * @see https://fluxcd.io/flux/components/image/imagepolicies/
 */
export const imagePolicy = z.strictObject({
  filterTags: filterTags.optional().describe("Which tags are considered. Default: all."),
  policy: policy.describe("How the newest is found."),
  digestReflectionPolicy: digestReflectionPolicy.describe("Whether the image's digest is written beside the tag."),
  interval: duration.optional().describe("How often the digest is read again; only with Always, and then required."),
});

type ImagePolicy = z.output<typeof imagePolicy>;

/** What Flux orders for a tag: the extracted text, or undefined where the pattern refuses the tag. */
export function orderingKey({ filterTags: filter }: ImagePolicy, tag: string): string | undefined {
  if (!filter) return tag;
  const matcher = RE2JS.compile(filter.pattern).matcher(tag);
  if (!matcher.find()) return undefined;
  if (filter.extract === undefined) return tag;
  return expand(
    filter.extract,
    (group) => matcher.group(/^(0|[1-9][0-9]*)$/.test(group) ? Number(group) : group) ?? "",
  );
}

/** Whether a numerical policy can compare what it gets. */
export const isNumber = (key: string): boolean => /^[+-]?[0-9]+(\.[0-9]+)?$/.test(key);

/** What a policy wants of a tag that it does not choose even where it is the only one; undefined where it does. */
export function objection(imagePolicy: ImagePolicy, tag: string): string | undefined {
  const key = orderingKey(imagePolicy, tag);
  if (key === undefined) return `that the pattern ${JSON.stringify(imagePolicy.filterTags?.pattern)} matches`;
  const { numerical, semver } = imagePolicy.policy;
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
