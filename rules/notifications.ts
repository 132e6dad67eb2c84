import { formatGiven, valueAt, type Problem } from "../config/problems";
import { alertmanagerAddress } from "../manifests/monitoring/kube-prometheus-stack";
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

/** Chart values by which an Alertmanager passes over the routes of another namespace's alerts, or over all without a label. */
const passingOver = [
  ["alertmanagerConfigMatcherStrategy", "type"],
  ["alertmanagerConfigSelector", "matchLabels"],
  ["alertmanagerConfigSelector", "matchExpressions"],
] as const;

function passesOver(value: unknown): boolean {
  if (value === undefined || value === null || value === "None") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

/** The Alertmanager takes the monitoring's own routes, which have no label, for the alerts of Flux's namespace. */
export function* routesAreTaken({ clusters }: Delivery): Generator<Problem> {
  yield* each(clusters, function* ({ monitoring, at }) {
    if (!monitoring?.slack && !monitoring?.discord) return;
    for (const below of passingOver) {
      const path = ["alertmanager", "alertmanagerSpec", ...below];
      const value = valueAt(monitoring.values, path);
      if (!passesOver(value)) continue;
      yield {
        path: [...at, "monitoring", "values", ...path],
        given: formatGiven(value),
        expected: `no ${below.join(".")}${below[1] === "type" ? " but None" : ""}: the Alertmanager would pass over the routes to Slack and Discord`,
      };
    }
  });
}

/** As a chart's `if` reads it; left empty, a value takes away the chart's own. */
const isOff = (value: unknown): boolean => value === false || value === null || value === 0 || value === "";

/** Alerts that the monitoring's Alertmanager is to send on, or that Flux sends to it, need one that is there. */
export function* routedAlertsHaveAlertmanager({ clusters }: Delivery): Generator<Problem> {
  yield* each(clusters, function* ({ monitoring, notifications, at }) {
    if (!monitoring) return;
    const enabled = valueAt(monitoring.values, ["alertmanager", "enabled"]);
    if (!isOff(enabled)) return;
    const routes = (["slack", "discord"] as const).filter((route) => monitoring[route]);
    if (routes.length > 0) {
      yield {
        path: [...at, "monitoring", "values", "alertmanager", "enabled"],
        given: formatGiven(enabled),
        expected: `no such value, since the Alertmanager sends the alerts of monitoring.${routes.join(" and monitoring.")}; or leave those out`,
      };
    }
    const own = new URL(alertmanagerAddress(monitoring)).hostname;
    yield* each(notifications.providers, function* (provider) {
      if (provider.type !== "alertmanager" || provider.address === undefined) return;
      const { hostname } = new URL(provider.address);
      if (hostname !== own && !hostname.startsWith(`${own}.svc`)) return;
      yield {
        path: [...provider.at, "address"],
        given: formatGiven(provider.address),
        expected: "another Alertmanager's: monitoring.values has none of this address",
      };
    });
  });
}
