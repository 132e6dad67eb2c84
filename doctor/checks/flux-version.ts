import { coerce, lt, type SemVer } from "semver";
import type { Path } from "../../config/problems";
import { usesApp } from "../../model/app";
import { registryReceivers } from "../../model/called";
import { NotKnown, problem, type Check } from "../check";
import { installerOf, someControllers } from "../kubernetes";
import type { ClusterWorld } from "../world";

interface Need {
  readonly version: string;
  readonly what: string;
  readonly at: Path;
}

/** What of the file needs which release. docs/prerequisites.md says the same. */
function* needs({ cluster, world: { delivery } }: ClusterWorld): Generator<Need> {
  yield { version: "2.7.0", what: "image.toolkit.fluxcd.io/v1", at: cluster.at };
  const { bot, app } = delivery.github;
  if (bot.signer.type === "ssh" && cluster.automations.length > 0) {
    yield { version: "2.9.0", what: "signing: ssh", at: ["github", "bot"] };
  }
  const verified = cluster.repositories.find(
    ({ verify }) => verify && (bot.ssh || Object.keys(verify.listed).some((name) => name.endsWith(".sshpub"))),
  );
  if (verified) yield { version: "2.9.0", what: "SSH keys in verify", at: [...verified.at, "verify"] };
  if (app && app.installationId === undefined && usesApp(cluster)) {
    yield { version: "2.8.0", what: "github.app.installationOwner", at: ["github", "app"] };
  }
  const oidc = registryReceivers(cluster).find(({ type }) => type === "generic-oidc");
  if (oidc) yield { version: "2.9.0", what: "a receiver of type generic-oidc", at: oidc.at };
}

/** Flux's release, which it writes on its Deployments, has what the file uses of it. */
export const fluxVersion: Check = {
  name: "flux-version",
  of: "cluster",
  async *run(world) {
    const { name } = world.cluster;
    // It installs the release of the file, which a rule judges.
    if (installerOf(world.cluster, "flux") !== undefined) return;
    const said = (await someControllers(world)).map(({ labels }) => coerce(labels["app.kubernetes.io/version"]));
    const versions = said.filter((each): each is SemVer => each !== null);
    const oldest = versions.toSorted((a, b) => a.compare(b))[0];
    if (!oldest) throw new NotKnown(`no label app.kubernetes.io/version says Flux's release in cluster ${name}`);
    for (const { version, what, at } of needs(world)) {
      if (!lt(oldest, version)) continue;
      const [major, minor] = version.split(".");
      const wanted = `${major}.${minor} or newer`;
      yield problem(
        at,
        `cluster ${name} has Flux ${oldest.version}`,
        `${wanted}, for ${what}`,
        `Upgrade Flux to ${wanted}.`,
      );
    }
  },
};
