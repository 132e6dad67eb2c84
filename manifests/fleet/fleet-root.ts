import type { ConfigMap } from "../../.gen/crds";
import type { Cluster, Fleet } from "../../model/delivery";
import { fleetParametersName, watchLabel } from "../../model/names";
import type { ClusterObject } from "../cluster-object";
import { clusterKustomization } from "./fleet-kustomization";
import type { FleetObjects } from "./fleet-objects";

/** What the fleet's manifests name. Flux looks at once where it changes. */
const parameters = ({ fluxNamespace }: Cluster, values: Readonly<Record<string, string>>): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: fleetParametersName, namespace: fluxNamespace, labels: { ...watchLabel } },
  data: { ...values },
});

/** Id of what applies all that is in the fleet's repository for a cluster. */
export const fleetId = "fleet";

/**
 * What has Flux apply a cluster's part of the fleet's repository.
 *
 * @param before what it needs for that, stores and the repository's source
 */
export function fleetRoot(
  cluster: Cluster,
  fleet: Fleet,
  { values }: FleetObjects,
  before: readonly ClusterObject[],
): readonly ClusterObject[] {
  const named = { id: "fleet-parameters", manifest: parameters(cluster, values) };
  const own = {
    id: fleetId,
    manifest: clusterKustomization(cluster, fleet),
    at: ["fleet"],
    waitForReady: true,
    after: [...before, named],
  };
  return [named, own];
}
