import { valueAt, type Problem } from "../config/problems";
import type { Cluster, Delivery } from "../model/delivery";
import { each } from "./rule";

/** Chart values by which the Alertmanager has another address, or is not there. */
const moving = [
  ["fullnameOverride"],
  ["nameOverride"],
  ["namespaceOverride"],
  ["alertmanager", "enabled"],
  ["alertmanager", "service", "port"],
  ["alertmanager", "alertmanagerSpec", "routePrefix"],
] as const;

/** Why the address of an Alertmanager has to be given; undefined where it is known. */
function whyUnknown({ monitoring }: Cluster): string | undefined {
  if (!monitoring) return "where the cluster has no monitoring";
  const moved = moving.find((path) => {
    const value = valueAt(monitoring.values, path);
    return value !== undefined && value !== null && value !== true;
  });
  return moved && `where monitoring.values has ${moved.join(".")}`;
}

/** An Alertmanager's address is given, or that of the cluster's own monitoring is known. */
export function* alertmanagerHasAddress({ clusters }: Delivery): Generator<Problem> {
  yield* each(clusters, function* (cluster) {
    const reason = whyUnknown(cluster);
    if (reason === undefined) return;
    yield* each(cluster.notifications.providers, function* (provider) {
      if (provider.type !== "alertmanager" || provider.address !== undefined) return;
      yield {
        path: [...provider.at, "address"],
        given: "nothing",
        expected: `an http(s) URL ending in /api/v2/alerts ${reason}`,
      };
    });
  });
}
