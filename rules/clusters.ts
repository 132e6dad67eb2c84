import { normalize } from "node:path/posix";
import { known } from "../config/ill-formed";
import type { Problem } from "../config/problems";
import type { Connection, Delivery } from "../model/delivery";
import { claims, each, unique, type Claim } from "./rule";

/** No two stacks share a name, and so a state. */
export const uniqueStacks = ({ clusters }: Delivery): Iterable<Problem> =>
  unique(
    claims(clusters, function* ({ stacks, stackSuffix, at }) {
      yield { key: stacks.app, given: stackSuffix, path: [...at, "stackSuffix"], noun: "a suffix" };
    }),
  );

/** No two clusters share what is called after them, whatever they are called in the file. */
export const uniqueNamesOfClusters = ({ clusters }: Delivery): Iterable<Problem> =>
  unique(
    claims(clusters, function* ({ name, objectName, at }) {
      const path = [...at, objectName === name ? "name" : "objectName"];
      yield { key: objectName, given: objectName, path, noun: "a name for its stacks and keys" };
    }),
  );

/** What a connection leads to, as far as the file says; variables are told apart by their names. */
function* leadsTo(connection: Connection): Generator<Omit<Claim, "path">> {
  switch (connection.type) {
    case "kubeconfig": {
      const { path, context } = connection;
      if (context === undefined) return;
      yield {
        key: JSON.stringify([normalize(path), context]),
        given: `${path}, context ${context}`,
        noun: "a kubeconfig file or context",
        mend: "give each cluster its context",
      };
      return;
    }
    case "eks": {
      const { name, region, accountId } = connection;
      const key = JSON.stringify([accountId, region, name]);
      yield { key, given: `${name} in ${region}`, noun: "an EKS cluster" };
      return;
    }
    case "variables":
  }
}

/** No two clusters are reached the same way: what belongs to one would be applied to the other. */
export const uniqueConnections = ({ clusters }: Delivery): Iterable<Problem> =>
  unique(
    claims(clusters, function* ({ connection, at }) {
      for (const claim of leadsTo(connection)) yield { ...claim, path: [...at, "connection"] };
    }),
  );

/**
 * A file's current context is any of its contexts, the other clusters' too, whether they are reached by it or not:
 * whoever switches it would mix them up.
 */
export const contextsAreNamed = ({ clusters }: Delivery): Iterable<Problem> =>
  each(clusters, function* ({ connection, at }) {
    if (clusters.length < 2 || connection.type !== "kubeconfig" || connection.context !== undefined) return;
    yield {
      path: [...at, "connection", "context"],
      given: "nothing",
      expected: `this cluster's context in ${connection.path}: where there are several clusters, the current one may be another's`,
    };
  });

/** No two clusters have one UID: they would be one cluster. */
export const uniqueUids = ({ clusters }: Delivery): Iterable<Problem> =>
  unique(
    claims(clusters, function* ({ uid, at }) {
      if (uid !== undefined) yield { key: uid, given: uid, path: [...at, "uid"], noun: "a UID" };
    }),
  );

/** What is reached from outside has a Gateway to come through. */
export function* routesHaveGateway({ clusters, environments }: Delivery): Generator<Problem> {
  yield* each(clusters, function* ({ receiver, gateway, at }) {
    if (!receiver || gateway) return;
    yield {
      path: [...at, "receiver"],
      given: known(() => `a receiver at ${receiver.host}`) ?? "a receiver",
      expected: "a gateway on this cluster that its route goes through: add one, or remove the receiver",
    };
  });
  yield* each(environments, function* ({ route, cluster, at }) {
    if (!route || cluster.gateway) return;
    yield {
      path: [...at, "route"],
      given: known(() => `a route at ${route.host}`) ?? "a route",
      expected: `a gateway on cluster ${cluster.name}: add one there, or remove the route`,
    };
  });
}

/** A receiver's host leads nowhere else, and an application's to one place in its cluster. */
export function* uniqueHosts({ clusters, environments }: Delivery): Generator<Problem> {
  const receivers = [
    ...claims(clusters, function* ({ receiver, at }) {
      if (!receiver) return;
      const { host } = receiver;
      yield { key: host, given: host, path: [...at, "receiver", "host"], noun: "a host" };
    }),
  ];
  const taken = new Set(receivers.map(({ key }) => key));
  const routes = claims(environments, function* ({ route, cluster, at }) {
    if (!route) return;
    const hosts = [
      { host: route.host, path: ["host"] },
      ...route.aliases.map((host, index) => ({ host, path: ["aliases", index] })),
    ];
    for (const { host, path } of hosts) {
      // Two clusters may serve one application behind one name; a webhook needs the cluster it is for.
      const key = taken.has(host) ? host : `${cluster.name}/${host}`;
      yield { key, given: host, path: [...at, "route", ...path], noun: "a host" };
    }
  });
  yield* unique([...receivers, ...routes]);
}
