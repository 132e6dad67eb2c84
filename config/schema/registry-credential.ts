import { z } from "zod";
import { secretPath } from "../../secrets/path";
import { dnsLabel, hostAndPort, version } from "./primitives";

const username = "a user name without spaces, colons, quotes or braces";

/** A login to a private registry, for Flux's scans and the Pods' pulls. */
export const registryCredential = z.strictObject({
  name: dnsLabel.describe("Name of the credential; its Secrets are <name>-docker."),
  registry: hostAndPort.default("ghcr.io").describe("Host of the registry."),
  username: z
    .string("a user name")
    .refine((text) => !text.includes(":"), {
      error: username,
      abort: true,
      // What follows a colon may be the password.
      params: { given: "a name with a colon" },
    })
    .regex(/^[^\p{Cc}\p{Z}:"\\`{}]+$/u, username)
    .optional()
    .describe("Login. Default: the bot's."),
  parameter: secretPath.optional().describe("SSM path of the token. Default: <prefix>/github/<name>/ghcr-token."),
  variable: z
    .string("a variable's name")
    .regex(
      /^(?!(count|depends_on|for_each|lifecycle|locals|providers|source|version)$)[a-z][a-z0-9_]*$/,
      "a variable's name: lowercase letters, digits and '_', and no word that OpenTofu keeps, such as version",
    )
    .default("github_pat")
    .describe("OpenTofu variable that brings the token: TF_VAR_<variable>. Credentials may share one."),
  tokenVersion: version.default(1).describe("Raise it to write a new token to SSM."),
});
