import { whereKnown } from "../config/ill-formed";
import { formatGiven, formatPath, type Path, type Problem } from "../config/problems";
import { objectName } from "../manifests/cluster-object";
import { namespace as namespaceOf } from "../manifests/kubernetes/namespace";
import type { Cluster, Delivery } from "../model/delivery";
import { hasSecrets, monitoringSecrets } from "../model/kept-secrets";
import { externalSecretsAccountOf } from "../model/readers";
import { fluxStore, ownPullStore, pullStore, type Store } from "../model/stores";
import { claims, each, unique } from "./rule";

/** Two environments of an application on one cluster have namespaces of their own: they have the same Deployment. */
export const uniqueWorkloads = ({ environments }: Delivery): Iterable<Problem> =>
  unique(
    claims(environments, function* ({ application, cluster, namespace, at }) {
      yield {
        key: `${cluster.name}/${namespace}/${application.objectName}`,
        given: namespace,
        path: [...at, "namespace"],
        noun: `a namespace for Deployment ${application.objectName} on cluster ${cluster.name}`,
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
  const refuseStore = (namespace: string, { name }: Store, path: Path): Problem => ({
    path,
    given: `true for ${formatGiven(namespace)}`,
    expected: `false: SecretStore ${name}, which a Secret there is read from, has to be in the namespace before; or use a ClusterSecretStore`,
  });
  yield* each(clusters, function* (cluster) {
    const { monitoring, secretStore, at } = cluster;
    if (secretStore.kind !== "SecretStore" || !monitoring?.createNamespace) return;
    if (monitoringSecrets(monitoring, at).length === 0) return;
    yield refuseStore(monitoring.namespace, secretStore, [...at, "monitoring", "createNamespace"]);
  });
  yield* each(clusters, function* (cluster) {
    const store = pullStore(cluster);
    if (store.kind !== "SecretStore") return;
    const reading = new Set([
      ...cluster.pullCredentials.map(({ namespace }) => namespace),
      ...whereKnown(cluster.environments, (each) => (hasSecrets(each) ? each.namespace : undefined)),
    ]);
    yield* each(cluster.namespaces, function* ({ name, create, at }) {
      if (create && reading.has(name)) yield refuseStore(name, store, [...at, "create"]);
    });
  });
  yield* each(environments, function* (environment) {
    const { cluster, createNamespace, namespace, application, at } = environment;
    if (!createNamespace || pullStore(cluster).kind !== "SecretStore") return;
    if (!application.credential && !hasSecrets(environment)) return;
    yield refuseStore(namespace, pullStore(cluster), [...at, "createNamespace"]);
  });
}

/** Namespaces that are there before the stacks, as one for the monitoring's Secret has to be where no stack makes it. */
function existingNamespaces(cluster: Cluster): Set<string | undefined> {
  const { fluxNamespace, gateway, serviceAccountRoles: ways, prerequisites, monitoring, at } = cluster;
  const holdsSecret = monitoringSecrets(monitoring, at).length > 0;
  return new Set([
    "default",
    fluxNamespace,
    gateway?.namespace,
    prerequisites?.externalSecrets.install || ways?.type === "pod-identity"
      ? externalSecretsAccountOf(cluster).namespace
      : undefined,
    ...[...fluxStore(cluster), ...ownPullStore(cluster)].map(({ store }) => store.create?.serviceAccount?.namespace),
    monitoring?.createNamespace === false && holdsSecret ? monitoring.namespace : undefined,
  ]);
}

const refuse = (namespace: string, path: Path): Problem => ({
  path,
  given: `true for ${formatGiven(namespace)}`,
  expected: "false: the namespace is there before the stack, which would delete it with all that is in it",
});

/** A namespace is made by one stack, and not where it is there before: destroying the stack would delete it. */
export function* madeNamespacesAreNew({ clusters, environments }: Delivery): Generator<Problem> {
  const isThere = (namespace: string, cluster: Cluster): boolean => {
    const { monitoring } = cluster;
    const isMonitorings = monitoring?.createNamespace === true && monitoring.namespace === namespace;
    return isMonitorings || existingNamespaces(cluster).has(namespace);
  };
  yield* each(clusters, function* (cluster) {
    const { monitoring } = cluster;
    if (!monitoring?.createNamespace) return;
    const { namespace } = monitoring;
    if (existingNamespaces(cluster).has(namespace) || namespace.startsWith("kube-"))
      yield refuse(namespace, [...cluster.at, "monitoring", "createNamespace"]);
  });
  yield* each(clusters, function* (cluster) {
    yield* each(cluster.namespaces, function* ({ name, create, at }) {
      if (create && isThere(name, cluster)) yield refuse(name, [...at, "create"]);
    });
  });
  yield* each(environments, function* ({ cluster, createNamespace, namespace, at }) {
    if (createNamespace && isThere(namespace, cluster)) yield refuse(namespace, [...at, "createNamespace"]);
  });
}

/** A namespace has one owner: what the cluster lists is not an environment's too. */
export const listedNamespacesAreTheClusters = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ cluster, createNamespace, namespace, at }) {
    if (!createNamespace) return;
    const [listed] = whereKnown(cluster.namespaces, (each) => (each.name === namespace ? each : undefined));
    if (!listed) return;
    yield {
      path: [...at, "createNamespace"],
      given: `true for ${formatGiven(namespace)}`,
      expected: `no createNamespace in any environment there: ${formatPath([...listed.at, "name"])} claims the namespace for the cluster, at the same address, so that nothing is planned`,
    };
  });

/** What the stacks do not make they neither label nor protect. */
export const usedNamespacesAreLeftAlone = ({ clusters }: Delivery): Iterable<Problem> =>
  each(clusters, function* (cluster) {
    yield* each(cluster.namespaces, function* ({ create, labels, protected: isProtected, at }) {
      if (create) return;
      const expected = "create: true, or none where the namespace is only used";
      const keys = Object.keys(labels);
      if (keys.length > 0) yield { path: [...at, "labels"], given: formatGiven(labels), expected };
      if (isProtected) yield { path: [...at, "protected"], given: formatGiven(isProtected), expected };
    });
  });

/** A namespace that was there before the stacks is never deleted by them: an import would make it theirs. */
export const adoptedNamespacesAreProtected = ({ adopt }: Delivery): Iterable<Problem> =>
  each(adopt.objects, function* ({ cluster, object, at }) {
    const { createdNamespaces, monitoring } = cluster;
    const made = [
      ...createdNamespaces,
      ...(monitoring?.createNamespace ? [{ name: monitoring.namespace, protected: false }] : []),
    ].find(({ name }) => objectName(namespaceOf(name)) === object);
    if (!made || made.protected) return;
    yield {
      path: [...at, "object"],
      given: formatGiven(object),
      expected: `a namespace that namespaces of cluster ${cluster.name} lists with protected: true: it was there before the stacks, which must not delete it; or none that they make`,
    };
  });
