import { uniqBy } from "es-toolkit/array";
import { problem, type Check, type Fault } from "../check";
import { installerOf, namespacesOf } from "../kubernetes";

/** Namespaces that no stack makes, and that objects are put in, are there. */
export const namespaces: Check = {
  name: "namespaces",
  of: "cluster",
  async *run(world) {
    const { cluster } = world;
    const { name, fluxNamespace, monitoring, at } = cluster;
    const there = new Set((await namespacesOf(world)).map(({ metadata }) => metadata.name));
    const made = new Set(cluster.createdNamespaces.map((each) => each.name));
    const missing = (namespace: string, from: Fault["at"], remedy: string): Fault =>
      problem(from, `cluster ${name} has no namespace ${namespace}`, "a namespace that is there", remedy);
    if (!there.has(fluxNamespace) && installerOf(cluster, "flux") === undefined) {
      yield missing(fluxNamespace, [...at, "fluxNamespace"], "Install Flux there, or correct fluxNamespace.");
    }
    if (monitoring && !monitoring.createNamespace && !there.has(monitoring.namespace)) {
      yield missing(monitoring.namespace, [...at, "monitoring"], "Make it, or write createNamespace: true.");
    }
    // The overlay of one that is cluster-wide may make its own.
    const used = cluster.environments.filter(({ namespace, clusterWide }) => !clusterWide && !made.has(namespace));
    for (const { namespace, at: from } of uniqBy(used, (each) => each.namespace)) {
      if (!there.has(namespace)) yield missing(namespace, from, "Make it, or write createNamespace: true.");
    }
  },
};
