import { z } from "zod";
import { secretPath } from "../../secrets/path";
import {
  atMostBytes,
  branch,
  dnsLabel,
  duration,
  fileName,
  generations,
  gitHubRepository,
  line,
  timeout,
} from "./primitives";
import { messageTemplate } from "./message-template";

const imageUpdate = z.strictObject({
  cluster: dnsLabel
    .optional()
    .describe(
      "Cluster whose Flux writes the image updates. Default: the cluster of the environments, where they share one.",
    ),
  writesProtected: z
    .boolean("true or false")
    .default(false)
    .describe(
      "Says that a cluster without protected environments is meant to write the tags of those that are protected on other clusters; a synth warns of it otherwise.",
    ),
  interval: duration
    .optional()
    .describe(
      "How often Flux looks for updates to write, at the least: it does so at once when a policy chooses another image. Default: 10m where the cluster that writes has a receiver, else 1m.",
    ),
  authorName: z
    .string("a commit author's name")
    .regex(/^(?!\s)[^<>\p{Cc}]+(?<!\s)$/u, "a commit author's name in one line, without <> or spaces around it")
    .optional()
    .describe("Author of the commits. Default: the bot's name and the environments, such as Bot (dev)."),
  messageTemplate: messageTemplate
    .optional()
    .describe("Go template of the commit message. Default: application, environment, old and new tag of each change."),
});

const label = z
  .string("a runner's label")
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "a runner's label: letters, digits, '.', '_' and '-', at most 128");

/** A runner has all labels of a list. @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idruns-on */
const runner = z.union(
  [label, z.array(label, "a list of labels").min(1, "at least one label")],
  "a runner's label, or a list of labels that it has",
);

const deployKey = z.strictObject({
  generations: generations
    .default([1])
    .describe(
      "Key generations, oldest first; the newest is served. Those of the clusters' own keys are the same. See docs/operations.md.",
    ),
  keptInState: generations
    .optional()
    .describe(
      "Generations whose private key is in the state of secrets: those that a release before 0.2 made, while you move over, and all of them where the engine is older than 1.12. Default: none.",
    ),
  parameter: secretPath
    .optional()
    .describe(
      "SSM path of the private key; where several clusters use the repository, those of their own keys, which only read, are below it. Default: <prefix>/github/<objectName>/deploy-key.",
    ),
});

/** The key of a repository of which the file says nothing about it. */
export const defaultDeployKey = deployKey.parse({});

const verify = z.strictObject({
  keys: z
    .array(fileName, "a list of files")
    .default([])
    .describe(
      "Files beside delivery.yaml with the public keys of all others who commit: armored GPG keys, or SSH keys as in authorized_keys. GitHub's own, for merges on its website, is https://github.com/web-flow.gpg.",
    ),
});

const check = line("a check's name").describe("Name of a check, as pull requests show it.");

const ruleset = z.strictObject({
  // Bytes, to the provider.
  name: atMostBytes(line("a ruleset's name"), 100, "a ruleset's name")
    .default("flux-delivery")
    .describe("Name of the ruleset on GitHub."),
  requiredReviews: z
    .int("a whole number from 0 to 10")
    .min(0, "a whole number from 0 to 10")
    .max(10, "a whole number from 0 to 10")
    .default(1)
    .describe("Approvals that a pull request needs; with 0 it needs to be one."),
  requiredChecks: z
    .array(check, "a list of checks")
    .default([])
    .describe("Checks that must have passed, by their names, such as build. Default: none."),
  requireSignatures: z
    .boolean("true or false")
    .default(false)
    .describe("Whether commits must be signed, as the bot's are."),
});

/** A repository of the organization: how Flux gets at it, Flux's source of it and the image updates written to it. */
export const repository = z.strictObject({
  name: dnsLabel.describe("Name of the repository; applications refer to it."),
  renamedFrom: dnsLabel
    .optional()
    .describe(
      "Its name until now: its objects keep that, unless objectName is given, and the state follows. See docs/operations.md.",
    ),
  objectName: dnsLabel.optional().describe("Name of its objects in the clusters. Default: name."),
  gitHubName: gitHubRepository.optional().describe("Its name on GitHub. Default: objectName."),
  branch: branch.default("main").describe("Branch that is deployed."),
  interval: duration
    .optional()
    .describe("How often Flux fetches it. Default: 10m on a cluster with a receiver, else 1m."),
  timeout: timeout.default("60s").describe("Limit of one fetch or push."),
  access: z
    .enum(["deployKey", "app"], "deployKey or app")
    .default("deployKey")
    .describe("What Flux reads and writes it with: a deploy key over SSH, or github.app over HTTPS."),
  deployKey: deployKey
    .optional()
    .describe(
      "The deploy key. With access: app there is none unless this is given, which keeps it while clusters move; see docs/operations.md.",
    ),
  verify: verify
    .optional()
    .describe(
      "Flux refuses a newest commit that is signed by none of the keys: the bot's, of all its generations, and those given. Default: every commit is taken.",
    ),
  ruleset: ruleset
    .optional()
    .describe(
      "Protects branch on GitHub: no deletion, no force push, changes by pull request alone, but for the bot's image updates. Default: none is made.",
    ),
  imageUpdate: imageUpdate.prefault({}).describe("The commits that Flux writes."),
  runner: runner
    .default("ubuntu-24.04")
    .describe("Label, or list of labels, of the runners that the workflows of git-side run on."),
});
