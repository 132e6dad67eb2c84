import type { Delivery } from "../defaults";
import type { Problem } from "../problems";
import { stackNames } from "../topology";
import { collisions, environmentsOf } from "./claims";

/** No two stacks share a name, and so a state. */
export function uniqueStacks({ clusters }: Delivery): Problem[] {
  return collisions(
    clusters.map((cluster, index) => ({
      key: stackNames(cluster).app,
      given: cluster.stackSuffix,
      path: ["clusters", index, "stackSuffix"],
      noun: "a suffix",
    })),
  );
}

/** No two clusters are reached the same way: what belongs to one would be applied to the other. */
export function uniqueConnections({ clusters }: Delivery): Problem[] {
  return collisions(
    clusters.flatMap(({ connection }, index) => {
      if (connection.type !== "kubeconfig") return [];
      const { path, context } = connection;
      return {
        key: `${path} ${context ?? ""}`,
        given: context === undefined ? `${path}, current context` : `${path}, context ${context}`,
        path: ["clusters", index, "connection"],
        noun: "a kubeconfig file or context",
        mend: "give each cluster its context",
      };
    }),
  );
}

/** No two clusters' IAM policies share a name, which IAM compares without case. */
export function uniqueReaderPolicies({ clusters }: Delivery): Problem[] {
  return collisions(
    clusters.flatMap(({ secretStore: { readerPolicy } }, index) =>
      readerPolicy === undefined
        ? []
        : {
            key: readerPolicy.toLowerCase(),
            given: readerPolicy,
            path: ["clusters", index, "secretStore", "readerPolicy"],
            noun: "an IAM policy",
          },
    ),
  );
}

/** What is reached from outside has a Gateway to come through. */
export function routesHaveGateway(delivery: Delivery): Problem[] {
  const without = new Set(delivery.clusters.filter(({ gateway }) => !gateway).map(({ name }) => name));
  return [
    ...delivery.clusters.flatMap(({ name, receiver }, index) =>
      receiver && without.has(name)
        ? {
            path: ["clusters", index, "receiver"],
            given: `a receiver at ${receiver.host}`,
            expected: "a gateway on this cluster that its route goes through: add one, or remove the receiver",
          }
        : [],
    ),
    ...environmentsOf(delivery).flatMap(({ environment: { route, cluster }, path }) =>
      route && without.has(cluster)
        ? {
            path: [...path, "route"],
            given: `a route at ${route.host}`,
            expected: `a gateway on cluster ${cluster}: add one there, or remove the route`,
          }
        : [],
    ),
  ];
}

/** A receiver's host leads nowhere else, and an application's to one place in its cluster. */
export function uniqueHosts(delivery: Delivery): Problem[] {
  const receivers = delivery.clusters.flatMap(({ receiver }, index) =>
    receiver ? { host: receiver.host, path: ["clusters", index, "receiver", "host"] } : [],
  );
  const taken = new Set(receivers.map(({ host }) => host));
  return collisions([
    ...receivers.map(({ host, path }) => ({ key: host, given: host, path, noun: "a host" })),
    ...environmentsOf(delivery).flatMap(({ environment: { cluster, route }, path }) =>
      route
        ? {
            // Two clusters may serve one application behind one name; a webhook needs the cluster it is for.
            key: taken.has(route.host) ? route.host : `${cluster}/${route.host}`,
            given: route.host,
            path: [...path, "route", "host"],
            noun: "a host",
          }
        : [],
    ),
  ]);
}
