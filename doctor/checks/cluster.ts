import { ClusterError } from "../../cluster/kubectl";
import { NotKnown, problem, type Check } from "../check";
import { kubectlOf } from "../kubernetes";

/** The cluster answers, and is the one of the file. */
export const cluster: Check = {
  name: "cluster",
  of: "cluster",
  async *run(world) {
    const { name, at, uid, connection } = world.cluster;
    try {
      await world.version();
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (world.signal.aborted) throw new NotKnown(error.message);
      yield problem(
        [...at, "connection"],
        error.message,
        `an answer of cluster ${name}`,
        connection.type === "kubeconfig"
          ? `Look at the file and its context, and that the API server can be reached from here: ${kubectlOf(world.cluster)} cluster-info tries it.`
          : "Look at the connection, and that the API server can be reached from here.",
      );
      return;
    }
    if (uid === undefined) return;
    const found = await world.uid();
    if (found === uid) return;
    yield problem(
      [...at, "uid"],
      `the connection of ${name} leads to the cluster with UID ${found ?? "unknown"}`,
      `the one with ${uid}`,
      "Correct the connection, such as its context, or the UID.",
    );
  },
};
