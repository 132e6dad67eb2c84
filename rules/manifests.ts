import type { KubernetesObject } from "../.gen/crds";
import type { Path, Problem } from "../config/problems";
import { objectName } from "../manifests/cluster-object";
import { alertmanagerConfig } from "../manifests/monitoring/alertmanager-config";
import { manifestFaults } from "../manifests/validate";
import type { Delivery } from "../model/delivery";
import { madeObjects } from "./made-objects";
import { each } from "./rule";

function* refuse(manifest: KubernetesObject, path: Path): Generator<Problem> {
  for (const fault of manifestFaults(manifest)) {
    yield {
      path,
      given: `what makes ${objectName(manifest)} wrong`,
      expected: `values that Kubernetes takes: ${fault}`,
    };
  }
}

/** Every object is one that its CRD accepts: what no other rule has caught is told before an apply would. */
export const manifestsAreAccepted = (delivery: Delivery): Iterable<Problem> =>
  each(delivery.clusters, function* (cluster) {
    for (const { manifest, at = cluster.at } of madeObjects(cluster, delivery)) yield* refuse(manifest, at);
    const routes = cluster.monitoring && alertmanagerConfig(cluster.monitoring);
    if (routes) yield* refuse(routes, [...cluster.at, "monitoring"]);
  });
