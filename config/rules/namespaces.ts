import type { Delivery } from "../defaults";
import { formatGiven, type Path, type Problem } from "../problems";
import { collisions, environmentsOf } from "./claims";

/** Two environments of an application on one cluster have namespaces of their own: they have the same Deployment. */
export function uniqueWorkloads(delivery: Delivery): Problem[] {
  return collisions(
    environmentsOf(delivery).map(({ application, environment, path }) => ({
      key: `${environment.cluster}/${environment.namespace}/${application.name}`,
      given: environment.namespace,
      path: [...path, "namespace"],
      noun: `a namespace for Deployment ${application.name} on cluster ${environment.cluster}`,
    })),
  );
}

/** Flux's network policies let no request into its namespace, and its own objects have their names there. */
export function workloadsLeaveFluxAlone(delivery: Delivery): Problem[] {
  return environmentsOf(delivery).flatMap(({ environment: { cluster, namespace }, path }) =>
    delivery.clusters.some(({ name, fluxNamespace }) => name === cluster && fluxNamespace === namespace)
      ? {
          path: [...path, "namespace"],
          given: formatGiven(namespace),
          expected: `another namespace: this is Flux's own on cluster ${cluster}`,
        }
      : [],
  );
}

/** A namespace is made by one stack, and not where it is there before: destroying the stack would delete it. */
export function madeNamespacesAreNew(delivery: Delivery): Problem[] {
  const expected = "false: the namespace is there before the stack, which would delete it with all that is in it";
  const refuse = (namespace: string, path: Path): Problem => ({
    path: [...path, "createNamespace"],
    given: `true for ${formatGiven(namespace)}`,
    expected,
  });
  return delivery.clusters.flatMap((cluster, index) => {
    const { fluxNamespace, gateway, secretStore, monitoring } = cluster;
    const existing = new Set([
      "default",
      fluxNamespace,
      gateway?.namespace,
      secretStore.create?.serviceAccount?.namespace,
    ]);
    const made = monitoring?.createNamespace ? monitoring.namespace : undefined;
    return [
      ...(made !== undefined && (existing.has(made) || made.startsWith("kube-"))
        ? [refuse(made, ["clusters", index, "monitoring"])]
        : []),
      ...environmentsOf(delivery).flatMap(({ environment, path }) =>
        environment.cluster === cluster.name &&
        environment.createNamespace &&
        (existing.has(environment.namespace) || environment.namespace === made)
          ? refuse(environment.namespace, path)
          : [],
      ),
    ];
  });
}
