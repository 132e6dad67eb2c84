import { known } from "../config/ill-formed";
import type { Path } from "../config/problems";
import { usesApp } from "./app";
import type { Cluster, Delivery } from "./delivery";

/** What a cluster's objects need of Flux since a release. docs/prerequisites.md says the same. */
export interface FluxNeed {
  readonly since: string;
  /** Completes "for". */
  readonly what: string;
  /** Field of the part that {@link by} tells. @default - the part itself */
  readonly field?: string;
  /** The first part of the file that asks for it on a cluster. @default - every cluster's objects do */
  readonly by?: (cluster: Cluster, delivery: Delivery) => Path | undefined;
}

/** The newest first: who lacks that is told of it. */
export const fluxNeeds: readonly FluxNeed[] = [
  {
    since: "2.9.0",
    what: "commits that are signed with an SSH key",
    field: "signing",
    by: ({ automations }, { github: { bot } }) =>
      bot.signer.type === "ssh" && automations.length > 0 ? ["github", "bot"] : undefined,
  },
  {
    since: "2.9.0",
    what: "commits that are verified with SSH keys",
    by: ({ repositories }, { github: { bot } }) => {
      const verified = repositories.find(({ verify }) =>
        known(() => verify && (bot.ssh || Object.keys(verify.listed).some((name) => name.endsWith(".sshpub")))),
      );
      return verified && [...verified.at, "verify"];
    },
  },
  {
    since: "2.9.0",
    what: "a receiver that CI calls",
    by: ({ receiver }) => receiver?.registries.find((registry) => known(() => registry.type === "generic-oidc"))?.at,
  },
  {
    since: "2.8.0",
    what: "an App that is found by whom it is installed for",
    field: "installationOwner",
    by: (cluster, { github: { app } }) =>
      app?.installationOwner !== undefined && usesApp(cluster) ? ["github", "app"] : undefined,
  },
  { since: "2.7.0", what: "image.toolkit.fluxcd.io/v1" },
];
