import { z } from "zod";
import { secretPath } from "../../secrets/path";
import { dnsLabel } from "./primitives";

const object = z
  .string("an object such as GitRepository flux-system/shop")
  .regex(
    /^[A-Z][A-Za-z]+ ([a-z0-9-]+\/)?[a-z0-9.-]+$/,
    "an object as kind, namespace and name, such as GitRepository flux-system/shop",
  );

const webhook = z.strictObject({
  repository: dnsLabel.describe("Repository of the webhook."),
  cluster: dnsLabel.describe("Cluster that it calls."),
  id: z
    .int("the webhook's number on GitHub")
    .positive("the webhook's number on GitHub")
    .describe("Its number on GitHub."),
});

/** What exists already and is taken over instead of made: by hand, by the published HCL, or by an apply that was killed. */
export const adopt = z.strictObject({
  parameters: z
    .array(secretPath, "a list of SSM paths")
    .default([])
    .describe(
      "SSM parameters. A registry token's is overwritten rather than imported, which would put it in the state.",
    ),
  webhooks: z.array(webhook, "a list of webhooks").default([]).describe("GitHub's webhooks."),
  everything: z
    .array(
      z.strictObject({ cluster: dnsLabel.describe("Cluster that all objects of its stacks are on.") }),
      "a list of clusters",
    )
    .default([])
    .describe("Clusters of which the stacks' objects are all taken over, after their states were lost."),
  objects: z
    .array(
      z.strictObject({
        cluster: dnsLabel.describe("Cluster that it is on."),
        object: object.describe("Kind, namespace and name, such as GitRepository flux-system/shop."),
      }),
      "a list of objects",
    )
    .default([])
    .describe("Objects in the clusters."),
});
