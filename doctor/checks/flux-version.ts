import { coerce, lt, type SemVer } from "semver";
import { fluxNeeds } from "../../model/flux-needs";
import { NotKnown, problem, type Check } from "../check";
import { installerOf, someControllers } from "../kubernetes";

/** Flux's release, which it writes on its Deployments, has what the file uses of it. */
export const fluxVersion: Check = {
  name: "flux-version",
  of: "cluster",
  async *run(world) {
    const { cluster } = world;
    const { name } = cluster;
    // It installs the release of the file, which a rule judges.
    if (installerOf(cluster, "flux") !== undefined) return;
    const said = (await someControllers(world)).map(({ labels }) => coerce(labels["app.kubernetes.io/version"]));
    const versions = said.filter((each): each is SemVer => each !== null);
    const oldest = versions.toSorted((a, b) => a.compare(b))[0];
    if (!oldest) throw new NotKnown(`no label app.kubernetes.io/version says Flux's release in cluster ${name}`);
    for (const { since, what, by } of fluxNeeds) {
      const at = by ? by(cluster, world.world.delivery) : cluster.at;
      if (!at || !lt(oldest, since)) continue;
      const [major, minor] = since.split(".");
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
