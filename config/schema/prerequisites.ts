import { z } from "zod";
import { exactVersion } from "./primitives";

const fluxVersion = z
  .string("a release of Flux such as 2.9.4, or the newest patch of one such as 2.9.x")
  .regex(
    /^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(x|0|[1-9][0-9]*)$/,
    "a release of Flux such as 2.9.4, or the newest patch of one such as 2.9.x",
  );

const install = (what: string) =>
  z
    .boolean("true or false")
    .default(true)
    .describe(
      `Whether the prerequisites stack installs ${what}. With false it is only used, and one that the stack has installed is let go of, not removed.`,
    );

/**
 * What the prerequisites stack installs, and the one place with its releases: Flux's distribution, the charts of
 * Flux Operator and of ESO. A file may hold one back, or go ahead.
 */
export const prerequisites = z.strictObject({
  flux: z
    .strictObject({
      install: install("Flux"),
      // A new minor release may end what the stacks use: it comes with a look at its changes.
      version: fluxVersion
        .default("2.9.x")
        .describe("Its release. Of 2.9.x Flux Operator installs each new patch by itself."),
      operatorVersion: exactVersion
        .default("0.58.1")
        .describe("Release of Flux Operator, and of its charts flux-operator and flux-instance."),
    })
    .prefault({})
    .describe("Flux with its image controllers, in fluxNamespace, by Flux Operator."),
  externalSecrets: z
    .strictObject({
      install: install("ESO"),
      version: exactVersion.default("2.9.0").describe("Release of the chart external-secrets, which is ESO's own."),
    })
    .prefault({})
    .describe(
      "ESO, in the namespace of serviceAccountRoles.serviceAccount where that is of type pod-identity, else in external-secrets.",
    ),
});
