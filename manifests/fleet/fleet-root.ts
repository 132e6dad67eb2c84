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
 * What has Flux apply a cluster's part of the fleet's repository, with what that needs.
 *
 * Its source comes after the parameters, and so goes before them: a Kustomization that is still there has no source then,
 * and does not fail for want of a name.
 *
 * @param needed stores and the repository's source, each after what it needs
 */
export function fleetRoot(
  cluster: Cluster,
  fleet: Fleet,
  { values }: FleetObjects,
  needed: readonly ClusterObject[],
): readonly ClusterObject[] {
  const named = { id: "fleet-parameters", manifest: parameters(cluster, values) };
  const before = needed.map((each) =>
    each.manifest.kind === "GitRepository" ? { ...each, after: [...(each.after ?? []), named] } : each,
  );
  const own = {
    id: fleetId,
    manifest: clusterKustomization(cluster, fleet),
    at: ["fleet"],
    waitForReady: true,
    after: [named, ...before],
  };
  return [named, ...before, own];
}
