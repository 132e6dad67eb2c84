import { intersects, lt } from "semver";
import { known } from "../config/ill-formed";
import { formatGiven, formatPath, type Path, type Problem } from "../config/problems";
import { usesApp } from "../model/app";
import type { Cluster, Delivery } from "../model/delivery";
import { each } from "./rule";

/** What a cluster's objects need of Flux since a release. */
interface Need {
  readonly since: string;
  /** Completes "for". */
  readonly what: string;
  /** The first part of the file that asks for it on a cluster. @default - every cluster's objects do */
  readonly by?: (cluster: Cluster, delivery: Delivery) => Path | undefined;
}

/** Those of docs/prerequisites.md. The strongest first: one message says enough. */
const needs: readonly Need[] = [
  {
    since: "2.9.0",
    what: "commits that are signed with an SSH key",
    by: ({ automations }, { github: { bot } }) =>
      bot.signer.type === "ssh" && automations.length > 0 ? ["github", "bot", "signing"] : undefined,
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
    by: (cluster, { github: { app } }) =>
      app?.installationOwner !== undefined && usesApp(cluster) ? ["github", "app", "installationOwner"] : undefined,
  },
  { since: "2.7.0", what: "image.toolkit.fluxcd.io/v1" },
];

/** ESO's first release with `external-secrets.io/v1` as the stacks write it. */
const firstExternalSecrets = "0.19.0";

/** What is installed is new enough for what the stacks apply afterwards. */
export function* prerequisitesAreNewEnough(delivery: Delivery): Generator<Problem> {
  yield* each(delivery.clusters, function* (cluster) {
    const { prerequisites, at } = cluster;
    if (!prerequisites?.flux.install) return;
    const { version } = prerequisites.flux;
    for (const { since, what, by } of needs) {
      if (intersects(version, `>=${since}`)) continue;
      const path = by && known(() => by(cluster, delivery));
      if (by && !path) continue;
      yield {
        path: [...at, "prerequisites", "flux", "version"],
        given: formatGiven(version),
        expected: `${since.replace(/0$/, "x")} or newer for ${what}${path ? `, as ${formatPath(path)} has it` : ""}`,
      };
      return;
    }
  });
  yield* each(delivery.clusters, function* ({ prerequisites, at }) {
    if (!prerequisites?.externalSecrets.install) return;
    const { version } = prerequisites.externalSecrets;
    if (!lt(version, firstExternalSecrets)) return;
    yield {
      path: [...at, "prerequisites", "externalSecrets", "version"],
      given: formatGiven(version),
      expected: `${firstExternalSecrets} or newer, which serves external-secrets.io/v1`,
    };
  });
}
