import { formatGiven, type Path, type Problem } from "../config/problems";
import type { Cluster, Delivery } from "../model/delivery";
import { claims, each, unique } from "./rule";

/** Two environments of an application on one cluster have namespaces of their own: they have the same Deployment. */
export const uniqueWorkloads = ({ environments }: Delivery): Iterable<Problem> =>
  unique(
    claims(environments, function* ({ application, cluster, namespace, at }) {
      yield {
        key: `${cluster.name}/${namespace}/${application.name}`,
        given: namespace,
        path: [...at, "namespace"],
        noun: `a namespace for Deployment ${application.name} on cluster ${cluster.name}`,
      };
    }),
  );

/** Flux's network policies let no request into its namespace, and its own objects have their names there. */
export const workloadsLeaveFluxAlone = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ cluster, namespace, at }) {
    if (cluster.fluxNamespace !== namespace) return;
    yield {
      path: [...at, "namespace"],
      given: formatGiven(namespace),
      expected: `another namespace: this is Flux's own on cluster ${cluster.name}`,
    };
  });

/** Namespaces that are there before the stacks. */
const existingNamespaces = ({ fluxNamespace, gateway, secretStore }: Cluster): Set<string | undefined> =>
  new Set(["default", fluxNamespace, gateway?.namespace, secretStore.create?.serviceAccount?.namespace]);

const refuse = (namespace: string, at: Path): Problem => ({
  path: [...at, "createNamespace"],
  given: `true for ${formatGiven(namespace)}`,
  expected: "false: the namespace is there before the stack, which would delete it with all that is in it",
});

/** A namespace is made by one stack, and not where it is there before: destroying the stack would delete it. */
export function* madeNamespacesAreNew({ clusters, environments }: Delivery): Generator<Problem> {
  yield* each(clusters, function* (cluster) {
    const { monitoring } = cluster;
    if (!monitoring?.createNamespace) return;
    const { namespace } = monitoring;
    if (existingNamespaces(cluster).has(namespace) || namespace.startsWith("kube-"))
      yield refuse(namespace, [...cluster.at, "monitoring"]);
  });
  yield* each(environments, function* ({ cluster, createNamespace, namespace, at }) {
    if (!createNamespace) return;
    const { monitoring } = cluster;
    const isMonitorings = monitoring?.createNamespace === true && monitoring.namespace === namespace;
    if (isMonitorings || existingNamespaces(cluster).has(namespace)) yield refuse(namespace, at);
  });
}
