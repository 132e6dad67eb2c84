import { z } from "zod";
import { RE2JS } from "re2js";
import { validRange } from "semver";
import { duration } from "./primitives";

const order = z.enum(["asc", "desc"], "asc (the last wins) or desc");

function compiles(pattern: string): boolean {
  try {
    RE2JS.compile(pattern);
    return true;
  } catch {
    return false;
  }
}

/** Whether a whole pattern stands between `^` and `$`: an alternation outside a group escapes one of them. */
export function isAnchored(pattern: string): boolean {
  if (!pattern.startsWith("^") || !pattern.endsWith("$")) return false;
  let depth = 0;
  let inClass = false;
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern[index];
    if (character === "\\") {
      index += 1;
      if (index === pattern.length - 1) return false;
    } else if (inClass) inClass = character !== "]";
    else if (character === "[") inClass = true;
    else if (character === "(") depth += 1;
    else if (character === ")") depth -= 1;
    else if (character === "|" && depth === 0) return false;
  }
  return !inClass;
}

const filterTags = z
  .strictObject({
    pattern: z
      .string("a regular expression")
      .refine(compiles, "a regular expression in RE2, which knows no look-around and no back-references")
      .refine(
        (pattern) => !compiles(pattern) || isAnchored(pattern),
        "a pattern between ^ and $, so that it matches whole tags",
      )
      .describe("RE2 that a whole tag must match."),
    extract: z
      .string("a replacement such as $ts")
      .min(1, "a replacement such as $ts")
      .optional()
      .describe("What is compared: text with $group or ${group} of the pattern. Default: the whole tag."),
  })
  .superRefine(({ pattern, extract }, context) => {
    if (extract === undefined || !compiles(pattern)) return;
    const compiled = RE2JS.compile(pattern);
    const known = new Set([...Object.keys(compiled.namedGroups()), ...numbers(compiled.groupCount())]);
    const used = [...extract.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map((match) => match[1] ?? match[2] ?? "");
    const unknown = used.filter((group) => !known.has(group));
    if (used.length === 0 || unknown.length > 0) {
      context.addIssue({
        code: "custom",
        path: ["extract"],
        message: `a replacement that names groups of the pattern (it has ${[...known].join(", ")})`,
      });
    }
  });

const numbers = (count: number): string[] => Array.from({ length: count + 1 }, (_, index) => String(index));

const policy = z
  .strictObject({
    numerical: z
      .strictObject({ order: order.default("asc") })
      .optional()
      .describe("The highest number wins."),
    alphabetical: z
      .strictObject({ order: order.default("asc") })
      .optional()
      .describe("The last in the alphabet wins."),
    semver: z
      .strictObject({
        range: z
          .string("a semver range such as >=1.0.0")
          .refine((range) => validRange(range.replaceAll(",", " ")) !== null, "a semver range such as >=1.0.0 or 1.x"),
      })
      .optional()
      .describe("The highest version in the range wins."),
  })
  .refine((kinds) => Object.keys(kinds).length === 1, "exactly one of numerical, alphabetical or semver");

/**
 * Which tag is deployed: the fields of Flux's ImagePolicy.
 * @see https://fluxcd.io/flux/components/image/imagepolicies/
 */
export const imagePolicy = z
  .strictObject({
    filterTags: filterTags.optional().describe("Which tags are considered. Default: all."),
    policy: policy.describe("How the newest is found."),
    digestReflectionPolicy: z
      .enum(["Never", "IfNotPresent", "Always"], "Never, IfNotPresent or Always")
      .default("Never")
      .describe("Whether the image's digest is written beside the tag."),
    interval: duration.optional().describe("How often the digest is read again; only with Always, and then required."),
  })
  .refine(
    ({ digestReflectionPolicy, interval }) => (interval !== undefined) === (digestReflectionPolicy === "Always"),
    {
      path: ["interval"],
      message: "an interval where digestReflectionPolicy is Always, and none elsewhere",
    },
  );

/** What Flux orders for a tag: the extracted text, or undefined where the pattern refuses the tag. */
export function orderingKey(policy: z.output<typeof imagePolicy>, tag: string): string | undefined {
  const { filterTags } = policy;
  if (!filterTags) return tag;
  const matcher = RE2JS.compile(filterTags.pattern).matcher(tag);
  if (!matcher.find()) return undefined;
  if (filterTags.extract === undefined) return tag;
  return filterTags.extract.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (_, braced: string | undefined, bare: string | undefined) => {
      const group = braced ?? bare ?? "";
      return matcher.group(/^[0-9]+$/.test(group) ? Number(group) : group) ?? "";
    },
  );
}
