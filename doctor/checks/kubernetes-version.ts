import { problem, type Check } from "../check";

/** From which a container's preStop may sleep, and admission policies are stable. */
const minor = 30;

/** Kubernetes has what the file uses of it. */
export const kubernetesVersion: Check = {
  name: "kubernetes-version",
  of: "cluster",
  async *run(world) {
    const { cluster } = world;
    const user = cluster.environments.find((each) => each.protected || each.application.workload.drain);
    if (!user) return;
    const version = await world.version();
    if (!version || Number(version.major) > 1 || Number.parseInt(version.minor) >= minor) return;
    const what = user.protected ? "protected" : "workload.drain";
    yield problem(
      user.at,
      `cluster ${cluster.name} is of Kubernetes ${version.major}.${version.minor}`,
      `1.${minor} or newer, for ${what}`,
      `Upgrade the cluster, or leave out ${what}.`,
    );
  },
};
