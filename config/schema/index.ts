import { z } from "zod";
import { adopt } from "./adopt";
import { application } from "./application";
import { aws } from "./aws";
import { cluster } from "./cluster";
import { deliveredBy, fleet } from "./fleet";
import { github } from "./github";
import { providers } from "./providers";
import { registryCredential } from "./registry-credential";
import { repository } from "./repository";
import { state } from "./state";

/** delivery.yaml, field by field. Defaults that depend on other fields are filled in where its elements are linked, in `model/link`. */
export const delivery = z.strictObject({
  github: github.describe("The organization and its bot."),
  aws: aws.describe("Where the parameters are kept."),
  state: state.describe("Where OpenTofu's state is kept. To lose it is to lose what the stacks have made."),
  providers: providers
    .prefault({})
    .describe("Releases of OpenTofu's providers, to hold one back; see docs/operations.md."),
  delivery: deliveredBy
    .default("opentofu")
    .describe(
      "Who applies Flux's objects: OpenTofu, or git, by which Flux applies them itself from the fleet's repository; see docs/fleet.md.",
    ),
  fleet: fleet
    .optional()
    .describe("The repository that Flux's objects are in, where they are delivered by git. Default: there is none."),
  clusters: z.array(cluster, "a list of clusters").min(1, "at least one cluster").describe("The clusters."),
  repositories: z
    .array(repository, "a list of repositories")
    .min(1, "at least one repository")
    .describe("The repositories that hold the overlays."),
  registryCredentials: z
    .array(registryCredential, "a list of registry credentials")
    .default([])
    .describe("Logins to private registries."),
  applications: z
    .array(application, "a list of applications")
    .min(1, "at least one application")
    .describe("What is deployed."),
  adopt: adopt.prefault({}).describe("What exists already and is taken over; see docs/operations.md."),
});

export type DeliveryInput = z.input<typeof delivery>;
export type DeliveryShape = z.output<typeof delivery>;
