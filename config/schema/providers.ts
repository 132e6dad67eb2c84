import { z } from "zod";
import { exactVersion } from "./primitives";

const release = (source: string, version: string) => exactVersion.default(version).describe(`Release of ${source}.`);

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
  helm: release("hashicorp/helm", "3.1.2"),
  kubernetes: release("hashicorp/kubernetes", "3.2.1"),
  random: release("hashicorp/random", "3.9.0"),
  tls: release("hashicorp/tls", "4.2.1"),
});
