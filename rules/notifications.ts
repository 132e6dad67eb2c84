import { isMapping } from "../config/mapping";
import { formatGiven, valueAt, type Path, type Problem } from "../config/problems";
import { alertmanagerAddress } from "../manifests/monitoring/kube-prometheus-stack";
import type { Cluster, Delivery, Monitoring } from "../model/delivery";
import { each } from "./rule";

/** Chart values by which the Alertmanager has another address, or is not there, each with those that change nothing. */
const moving: readonly (readonly [path: Path, same: readonly unknown[]])[] = [
  [["fullnameOverride"], ["", null]],
  [["nameOverride"], ["", null]],
  [["namespaceOverride"], ["", null]],
  [["alertmanager", "enabled"], [true]],
  [
    ["alertmanager", "service", "port"],
    [9093, "9093"],
  ],
  [["alertmanager", "alertmanagerSpec", "routePrefix"], ["/"]],
];

/** Why the address of an Alertmanager has to be given; undefined where it is known. */
function whyUnknown({ monitoring }: Cluster): string | undefined {
  if (!monitoring) return "where the cluster has no monitoring";
  const [moved] =
    moving.find(([path, same]) => {
      const value = valueAt(monitoring.values, path);
      return value !== undefined && !same.includes(value);
    }) ?? [];
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

/** As a chart's `if` reads it; left empty, a value takes away the chart's own. */
const isOff = (value: unknown): boolean => value === false || value === null || value === 0 || value === "";

const isEmpty = (value: unknown): boolean =>
  value === undefined || isOff(value) || (typeof value === "object" && Object.keys(value ?? {}).length === 0);

type Labels = Readonly<Record<string, string>>;

/** @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements */
function meets(requirement: unknown, labels: Labels): boolean {
  if (!isMapping(requirement)) return false;
  const { key, operator, values } = requirement;
  const label = typeof key === "string" && Object.hasOwn(labels, key) ? labels[key] : undefined;
  const isListed = Array.isArray(values) && values.includes(label);
  if (operator === "In" || operator === "NotIn") return isListed === (operator === "In");
  return operator === (label === undefined ? "DoesNotExist" : "Exists");
}

/** Whether a label selector takes what has these labels. */
function selects(selector: unknown, labels: Labels): boolean {
  if (!isMapping(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  return (
    Object.entries(matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (!Array.isArray(matchExpressions) || matchExpressions.every((each) => meets(each, labels)))
  );
}

/** Why the Alertmanager would pass over the monitoring's own routes: values of its chart, and what is wanted of them. */
function* passingOver({ values, namespace, createNamespace }: Monitoring): Generator<readonly [Path, string]> {
  const spec = ["alertmanager", "alertmanagerSpec"];
  const ofType = [...spec, "alertmanagerConfigMatcherStrategy", "type"];
  const type = valueAt(values, ofType) ?? "None";
  if (type !== "None") yield [ofType, "None or no such value"];
  const ofRoutes = [...spec, "alertmanagerConfigSelector"];
  const routes = valueAt(values, ofRoutes);
  if (!isEmpty(routes) && !selects(routes, {})) yield [ofRoutes, "a selector of what has no label, or no such value"];
  const ofNamespaces = [...spec, "alertmanagerConfigNamespaceSelector"];
  const namespaces = valueAt(values, ofNamespaces);
  // Without a selector it looks in its own namespace. What labels another's namespace has is not known.
  if (namespaces === undefined || namespaces === null || (isMapping(namespaces) && !createNamespace)) return;
  const label = "kubernetes.io/metadata.name";
  if (selects(namespaces, { [label]: namespace })) return;
  yield [ofNamespaces, `a selector of namespace ${namespace}, which has the label ${label} alone, or no such value`];
}

/** The Alertmanager takes the monitoring's own routes, which have no label, for the alerts of Flux's namespace. */
export function* routesAreTaken({ clusters }: Delivery): Generator<Problem> {
  yield* each(clusters, function* ({ monitoring, at }) {
    if (!monitoring?.slack && !monitoring?.discord) return;
    for (const [path, wanted] of passingOver(monitoring)) {
      yield {
        path: [...at, "monitoring", "values", ...path],
        given: formatGiven(valueAt(monitoring.values, path)),
        expected: `${wanted}: the Alertmanager would pass over the routes to Slack and Discord`,
      };
    }
  });
}

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
