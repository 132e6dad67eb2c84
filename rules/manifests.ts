import type { KubernetesObject } from "../.gen/crds";
import { known } from "../config/ill-formed";
import { formatGiven, formatPath, valueAt, type Path, type Problem } from "../config/problems";
import { objectName } from "../manifests/cluster-object";
import { madeObjects } from "../manifests/made-objects";
import { alertmanagerConfig } from "../manifests/monitoring/alertmanager-config";
import { describeFault, manifestFaults, type ManifestFault } from "../manifests/validate";
import type { Delivery } from "../model/delivery";
import { each } from "./rule";

/**
 * The field of an element that a manifest's wrong one was taken from: it ends in the same names and has the same value.
 * Others are made of what the file has, and only the element is known.
 */
function fieldOf({ path, value }: ManifestFault, at: Path, delivery: Delivery): Path | undefined {
  if (value === undefined || typeof value === "object") return undefined;
  return path
    .map((_, index) => [...at, ...path.slice(index)])
    .find((field) => known(() => valueAt(delivery, field)) === value);
}

function* refuse(manifest: KubernetesObject, at: Path, delivery: Delivery): Generator<Problem> {
  for (const fault of manifestFaults(manifest)) {
    const field = fieldOf(fault, at, delivery);
    const name = objectName(manifest);
    if (field) {
      const expected = `what ${name} takes: ${formatPath(fault.path)} ${fault.rule}`;
      yield { path: field, given: formatGiven(fault.value), expected };
    } else {
      const expected = `values that Kubernetes takes: ${describeFault(fault)}`;
      yield { path: at, given: `what makes ${name} wrong`, expected };
    }
  }
}

/** Every object is one that its CRD accepts: what no other rule has caught is told before an apply would. */
export const manifestsAreAccepted = (delivery: Delivery): Iterable<Problem> =>
  each(delivery.clusters, function* (cluster) {
    for (const { manifest, at = cluster.at } of madeObjects(cluster, delivery)) yield* refuse(manifest, at, delivery);
    const routes = cluster.monitoring && alertmanagerConfig(cluster.monitoring);
    if (routes) yield* refuse(routes, [...cluster.at, "monitoring"], delivery);
  });
