import { z } from "zod";
import { folderOrRoot, iamRole, line, repositoryPath } from "./primitives";

/** A platform as BuildKit takes it. @see https://docs.docker.com/build/building/multi-platform/ */
const platform = z
  .string("a platform")
  .regex(
    /^[a-z0-9]{1,20}\/[a-z0-9_]{1,20}(\/[a-z0-9]{1,10})?$/,
    "a platform such as linux/amd64, linux/arm64 or linux/arm/v7",
  );

/** What the runner, its shell and Docker read from the environment, where build arguments come by. */
const notForBuilds =
  "ACTIONS_|BASH|BUILD_SECRET_|BUILDX_|CI$|DOCKER_|ENV$|GITHUB_|HOME$|IFS$|INPUT_|LD_|NODE_OPTIONS$|PATH$|RUNNER_|SHELL|TMPDIR$";

const argument = z
  .string("a build argument's name")
  .regex(
    new RegExp(`^(?!${notForBuilds})[A-Za-z_][A-Za-z0-9_]{0,99}$`),
    "a build argument's name: letters, digits and '_', and no variable of the runner's, its shell's or Docker's, such as PATH or GITHUB_SHA",
  );

const value = line("a build argument's value").refine(
  (text) => !text.includes("${{"),
  "text without ${{, which GitHub would replace",
);

/** @see https://docs.github.com/en/actions/concepts/security/secrets#naming-your-secrets */
const secret = z
  .string("a secret's name")
  .regex(
    /^(?!GITHUB_)[A-Z_][A-Z0-9_]{0,99}$/,
    "the name of a secret on GitHub: capital letters, digits and '_', not beginning with a digit or GITHUB_",
  );

/** The beginning of a Git tag, up to its version. @see https://git-scm.com/docs/git-check-ref-format */
const gitTagPrefix = z
  .string("what a Git tag begins with")
  .regex(
    /^(?=.{0,100}$)(?!.*(?:\/\/|\.\.|\/\.|\.lock\/))(?![-./])[A-Za-z0-9._/@-]*(?<![0-9.])$/,
    "what a Git tag has before its version, such as v or api/v: letters, digits and ./_@-, not ending in a digit or '.', no part beginning with '.' or ending in '.lock', none empty",
  );

const distinct = (list: readonly string[]): boolean => new Set(list).size === list.length;

/** How CI makes an image. What can be bought or told to the public alone is off unless it is asked for. */
export const build = z.strictObject({
  context: folderOrRoot
    .optional()
    .describe(
      "Folder that CI builds the image from. Default: the root, or <objectName> where the repository has several.",
    ),
  dockerfile: repositoryPath.optional().describe("Its Dockerfile. Default: Dockerfile in the context."),
  gitTagPrefix: gitTagPrefix
    .optional()
    .describe(
      "What the Git tags of its releases have before the version. Default: v, as in v1.2.3; <objectName>/v where the repository has several applications, so that a tag releases one of them.",
    ),
  platforms: z
    .array(platform, "a list of platforms")
    .refine(distinct, "each platform once")
    .default([])
    .describe("Platforms that it is built for, emulated where the runner is another. Default: the runner's alone."),
  args: z
    .record(argument, value)
    .default({})
    .describe(
      "Build arguments. They are kept in the image for all to read: a secret goes into secrets. Default: none.",
    ),
  secrets: z
    .array(secret, "a list of secrets' names")
    .refine(distinct, "each secret once")
    .default([])
    .describe(
      "Secrets of the repository or the organization on GitHub that the Dockerfile may mount by their names, as in RUN --mount=type=secret,id=NPM_TOKEN. Default: none.",
    ),
  attestations: z
    .boolean("true or false")
    .default(false)
    .describe(
      "Whether GitHub signs where and how the image was built (gh attestation verify). Private repositories need GitHub Enterprise Cloud for it; of public ones it goes into a public log.",
    ),
  cosign: z
    .enum(["keyless", "key"], "keyless or key")
    .optional()
    .describe(
      "How cosign signs the image: keyless by GitHub's token, which writes the names of organization, repository and workflow into a public log for good; or by a key, in the secrets COSIGN_PRIVATE_KEY and COSIGN_PASSWORD on GitHub, which no log hears of. Default: it does not.",
    ),
  role: iamRole
    .optional()
    .describe(
      "IAM role that CI assumes by OIDC to push to ECR; git-side requires it there, and it is for nothing else.",
    ),
});
