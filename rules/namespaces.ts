import { formatGiven, type Path, type Problem } from "../config/problems";
import type { Cluster, Delivery } from "../model/delivery";
import { monitoringSecrets } from "../model/kept-secrets";
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

/** A SecretStore is kept by the user in a namespace that is there: what needs it at once can't wait for it. */
export function* storesAreThereBefore({ clusters, environments }: Delivery): Generator<Problem> {
  const refuseStore = (namespace: string, { secretStore: { name } }: Cluster, path: Path): Problem => ({
    path,
    given: `true for ${formatGiven(namespace)}`,
    expected: `false: SecretStore ${name}, which a Secret there is read from, has to be in the namespace before; or use a ClusterSecretStore`,
  });
  yield* each(clusters, function* (cluster) {
    const { monitoring, secretStore, at } = cluster;
    if (secretStore.kind !== "SecretStore" || !monitoring?.createNamespace) return;
    if (monitoringSecrets(monitoring, at).length === 0) return;
    yield refuseStore(monitoring.namespace, cluster, [...at, "monitoring", "createNamespace"]);
  });
  yield* each(environments, function* ({ cluster, createNamespace, namespace, application, at }) {
    if (!createNamespace || cluster.secretStore.kind !== "SecretStore" || !application.credential) return;
    yield refuseStore(namespace, cluster, [...at, "createNamespace"]);
  });
}

/** Namespaces that are there before the stacks, as one for the monitoring's Secret has to be where no stack makes it. */
function existingNamespaces({ fluxNamespace, gateway, secretStore, monitoring, at }: Cluster): Set<string | undefined> {
  const holdsSecret = monitoringSecrets(monitoring, at).length > 0;
  return new Set([
    "default",
    fluxNamespace,
    gateway?.namespace,
    secretStore.create?.serviceAccount?.namespace,
    monitoring?.createNamespace === false && holdsSecret ? monitoring.namespace : undefined,
  ]);
}

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
