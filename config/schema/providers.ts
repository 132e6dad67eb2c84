import { valid } from "semver";
import { z } from "zod";

const expected = 'an exact version such as "3.2.1"';

/** A constraint such as `~> 3.0` would take another release from one day to the next, with nobody's review. */
const release = (source: string, version: string) =>
  z
    .string(expected)
    .regex(/^(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*)){2}(-[0-9A-Za-z.-]+)?$/, expected)
    .refine((text) => valid(text) === text, { error: expected, when: ({ issues }) => issues.length === 0 })
    .default(version)
    .describe(`Release of ${source}.`);

/**
 * OpenTofu's providers, each in the release that the tests run, whatever release its bindings were made from: the one
 * place that says so. A file may hold one back.
 *
 * @see https://opentofu.org/docs/language/providers/requirements/
 */
export const providers = z.strictObject({
  aws: release("hashicorp/aws", "6.25.0"),
  github: release("integrations/github", "6.11.1"),
  gpg: release("Olivr/gpg", "0.2.1"),
  kubernetes: release("hashicorp/kubernetes", "3.2.1"),
  random: release("hashicorp/random", "3.9.0"),
  tls: release("hashicorp/tls", "4.2.1"),
});
