import { z } from "zod";
import { secretPath } from "../../secrets/path";
import { branch, dnsLabel, duration, generations, gitHubRepository, timeout } from "./primitives";
import { messageTemplate } from "./message-template";

const imageUpdate = z.strictObject({
  cluster: dnsLabel
    .optional()
    .describe(
      "Cluster whose Flux writes the image updates. Default: the cluster of the environments, where they share one.",
    ),
  interval: duration.default("1m").describe("How often Flux looks for updates to write, at the least."),
  authorName: z
    .string("a commit author's name")
    .regex(/^(?!\s)[^<>\p{Cc}]+(?<!\s)$/u, "a commit author's name in one line, without <> or spaces around it")
    .optional()
    .describe("Author of the commits. Default: the bot's name and the environments, such as Bot (dev)."),
  messageTemplate: messageTemplate
    .optional()
    .describe(
      "Go template of the commit message. Default: old and new value of each change, with [skip ci] on the main branch.",
    ),
});

/** A repository of the organization: its deploy key, Flux's source of it and the image updates written to it. */
export const repository = z.strictObject({
  name: dnsLabel.describe("Name of its objects in the clusters; applications refer to it."),
  gitHubName: gitHubRepository.optional().describe("Its name on GitHub. Default: name."),
  branch: branch.default("main").describe("Branch that is deployed."),
  interval: duration.default("1m").describe("How often Flux fetches it."),
  timeout: timeout.default("60s").describe("Limit of one fetch or push."),
  deployKey: z
    .strictObject({
      generations: generations
        .default([1])
        .describe("Key generations, oldest first; the newest is served. See docs/operations.md."),
      keptInState: generations
        .optional()
        .describe(
          "Generations whose private key is in the state of secrets: those that a release before 0.2 made, while you move over, and all of them where the engine is older than 1.12. Default: none.",
        ),
      parameter: secretPath.optional().describe("SSM path of the private key. Default: /github/<name>/deploy-key."),
    })
    .prefault({})
    .describe("The key that Flux reads and writes the repository with."),
  imageUpdate: imageUpdate.prefault({}).describe("The commits that Flux writes."),
});
