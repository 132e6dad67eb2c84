import type { Cluster, Delivery } from "../model/delivery";
import { appObjects } from "./app";
import type { ClusterObject } from "./cluster-object";
import { fleetObjects, splitObjects } from "./fleet/fleet-objects";
import { fleetRoot } from "./fleet/fleet-root";
import { fluxBootstrapObjects } from "./flux-bootstrap";
import { givenReferences } from "./given-references";

/** The objects of a cluster's two stacks: those that OpenTofu applies, and those that Flux does in its place. */
export interface StackObjects {
  readonly fluxBootstrap: readonly ClusterObject[];
  readonly app: readonly ClusterObject[];
  /** Those of both that Flux applies. */
  readonly byFlux: ReadonlySet<ClusterObject>;
}

/** The objects that each stack makes in a cluster, or has Flux make, with what the file gives in the place of OpenTofu's references. */
export function objectsOfStacks(cluster: Cluster, delivery: Delivery): StackObjects {
  const references = givenReferences(cluster, delivery);
  const { paths } = references;
  const shared = fluxBootstrapObjects(cluster, references);
  const app = appObjects(cluster, delivery, paths);
  const { fleet } = cluster;
  if (!fleet) return { fluxBootstrap: shared, app, byFlux: new Set() };
  const { byOpenTofu, byFlux } = splitObjects(shared, fleet);
  const objects = fleetObjects(cluster, fleet, delivery, { paths, knownHosts: "" });
  return {
    fluxBootstrap: [...fleetRoot(cluster, fleet, objects, byOpenTofu), ...byFlux],
    app,
    byFlux: new Set([...byFlux, ...app]),
  };
}

/** All objects of a cluster, whoever applies them. */
export function madeObjects(cluster: Cluster, delivery: Delivery): readonly ClusterObject[] {
  const { fluxBootstrap, app } = objectsOfStacks(cluster, delivery);
  return [...fluxBootstrap, ...app];
}

/** The objects of a cluster that OpenTofu applies. */
export function objectsByOpenTofu(cluster: Cluster, delivery: Delivery): readonly ClusterObject[] {
  const { fluxBootstrap, app, byFlux } = objectsOfStacks(cluster, delivery);
  return [...fluxBootstrap, ...app].filter((each) => !byFlux.has(each));
}
