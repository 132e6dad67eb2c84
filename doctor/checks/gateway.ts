import { z } from "zod";
import { conditions } from "../../cluster/cluster-state";
import type { HTTPRoute } from "../../.gen/crds";
import { problem, warning, type Check } from "../check";
import { kubectlOf, namespacesOf } from "../kubernetes";

const selector = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(z.object({ key: z.string(), operator: z.string(), values: z.array(z.string()).default([]) }))
    .default([]),
});

const listener = z.object({
  name: z.string(),
  hostname: z.string().optional(),
  protocol: z.string().default(""),
  allowedRoutes: z
    .object({
      namespaces: z.object({ from: z.string().default("Same"), selector: selector.optional() }).optional(),
      kinds: z.array(z.object({ kind: z.string() })).optional(),
    })
    .optional(),
});

const gatewayObject = z.object({
  spec: z.object({ listeners: z.array(listener) }),
  status: z.object({ conditions }).optional(),
});

type Listener = z.output<typeof listener>;
type Labels = Readonly<Record<string, string>>;

/** @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/label-selector/ */
function selects({ matchLabels, matchExpressions }: z.output<typeof selector>, labels: Labels): boolean {
  const meets = ({ key, operator, values }: (typeof matchExpressions)[number]): boolean => {
    const value = labels[key];
    switch (operator) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      default:
        return operator === "DoesNotExist" && value === undefined;
    }
  };
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value) && matchExpressions.every(meets);
}

/** Whether a listener's host covers a route's. @see https://gateway-api.sigs.k8s.io/reference/spec/#listener */
function covers(own: string | undefined, host: string): boolean {
  if (own === undefined || own === host) return true;
  if (own.startsWith("*.")) return host.endsWith(own.slice(1));
  return host.startsWith("*.") && own.endsWith(host.slice(1));
}

/** Protocols whose listeners know no HTTP. @see https://gateway-api.sigs.k8s.io/reference/spec/#protocoltype */
const streams: ReadonlySet<string> = new Set(["TLS", "TCP", "UDP"]);

/** Why a listener does not take a route; undefined where it does. */
function refusal(
  { allowedRoutes, hostname, name, protocol }: Listener,
  route: HTTPRoute,
  own: string,
  labels: Labels,
): string | undefined {
  if (streams.has(protocol)) return `${name} is of protocol ${protocol}, and takes no HTTPRoute`;
  const { kinds, namespaces } = allowedRoutes ?? {};
  const { namespace = "" } = route.metadata;
  if (kinds && !kinds.some(({ kind }) => kind === "HTTPRoute")) return `${name} takes no HTTPRoute`;
  const { from, selector: chosen } = namespaces ?? { from: "Same" };
  const admits =
    from === "All" ||
    (from === "Same" && namespace === own) ||
    (from === "Selector" && chosen !== undefined && selects(chosen, labels));
  if (!admits) return `${name} takes no routes of namespace ${namespace}`;
  const hosts = route.spec.hostnames ?? [];
  return hosts.some((host) => covers(hostname, host))
    ? undefined
    : `${name} is for ${hostname ?? ""}, not for ${hosts.join(", ")}`;
}

const isRoute = (manifest: { readonly kind: string }): manifest is HTTPRoute => manifest.kind === "HTTPRoute";

/** The Gateway is there, and a listener of it takes each route. */
export const gateway: Check = {
  name: "gateway",
  of: "cluster",
  async *run(world) {
    const { cluster, objects } = world;
    const { gateway: given, name: clusterName } = cluster;
    const routes = objects.flatMap(({ manifest, at }) =>
      isRoute(manifest) ? [{ route: manifest, at: at ?? cluster.at }] : [],
    );
    if (!given || routes.length === 0) return;
    const { name, namespace, sectionName } = given;
    const words = `Gateway ${namespace}/${name} of cluster ${clusterName}`;
    const placed = [...cluster.at, "gateway"];
    const path = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/gateways/${name}`;
    const found = await world.get(path, gatewayObject);
    if (!found) {
      yield problem(
        placed,
        `there is no ${words}`,
        "a Gateway that is there",
        "Make it, or correct its name and namespace.",
      );
      return;
    }
    const listeners = found.spec.listeners.filter((each) => sectionName === undefined || each.name === sectionName);
    if (listeners.length === 0) {
      const expected = `the listener ${sectionName}`;
      yield problem(
        [...placed, "sectionName"],
        `${words} has no listener ${sectionName}`,
        expected,
        "Add it, or correct sectionName.",
      );
      return;
    }
    const labels = new Map((await namespacesOf(world)).map(({ metadata }) => [metadata.name, metadata.labels]));
    for (const each of cluster.createdNamespaces) labels.set(each.name, { ...each.labels, ...labels.get(each.name) });
    for (const { route, at } of routes) {
      const { namespace: from = "", name: routeName } = route.metadata;
      const itsLabels = { ...labels.get(from), "kubernetes.io/metadata.name": from };
      const refusals = listeners.map((each) => refusal(each, route, namespace, itsLabels));
      if (refusals.includes(undefined)) continue;
      yield problem(
        at,
        `no listener of ${words} takes HTTPRoute ${from}/${routeName}: ${refusals.join("; ")}`,
        "a listener that does",
        "Let allowedRoutes of a listener admit the namespace, and its hostname cover the host: docs/prerequisites.md.",
      );
    }
    const fallen = found.status?.conditions.find(({ type, status }) => type === "Programmed" && status === "False");
    if (fallen) {
      yield warning(
        placed,
        `${words} is not programmed: ${fallen.message}`,
        "one that is",
        `${kubectlOf(cluster)} describe gateway ${name} -n ${namespace} says more.`,
      );
    }
  },
};
