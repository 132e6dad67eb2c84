import { z } from "zod";
import { compilePattern, isAnchored } from "../../flux/tag-filter";
import { mostWrittenOut, repeatsTooOften } from "../../flux/pattern-size";
import { duration } from "./primitives";
import { semverRange } from "./semver-range";

const order = z.enum(["asc", "desc"], "asc (the last wins) or desc");

const filterTags = z.strictObject({
  pattern: z
    .string("a regular expression")
    .superRefine((pattern, context) => {
      if (repeatsTooOften(pattern)) {
        const message = `a pattern of at most ${mostWrittenOut} characters with its repetitions written out: a tag has at most 128`;
        context.addIssue({ code: "custom", message });
        return;
      }
      const compiled = compilePattern(pattern);
      if ("fault" in compiled) {
        const message = `a regular expression that RE2 knows, without look-around and back-references (${compiled.fault})`;
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
  .default("IfNotPresent");

/**
 * Which tag is deployed: the fields of Flux's ImagePolicy.
 * @see https://fluxcd.io/flux/components/image/imagepolicies/
 */
export const imagePolicy = z.strictObject({
  filterTags: filterTags.optional().describe("Which tags are considered. Default: all."),
  policy: policy.describe("How the newest is found."),
  digestReflectionPolicy: digestReflectionPolicy.describe(
    "Whether the image's digest is written beside the tag: never, once for each tag, or again whenever it changes.",
  ),
  interval: duration.optional().describe("How often the digest is read again; only with Always, and then required."),
});
