/** Which objects a stack needs: its own, and those of others that they wait for. */
import { valueAt, type Path } from "../config/problems";
import { objectName, type ClusterObject } from "../manifests/cluster-object";
import { objectsOfStacks } from "../manifests/made-objects";
import { referencesOf } from "../manifests/references";
import type { Cluster, Delivery } from "../model/delivery";
import { fleetNames } from "../model/names";
import { fluxStore, ownPullStore, type PlacedStore } from "../model/stores";
import type { Reference } from "../cluster/kubectl";

export interface Examined {
  readonly name: string;
  readonly manifest: Reference;
  /** The stack that makes it. @default - none */
  readonly stack?: string | undefined;
  /** Where in the file it comes from. */
  readonly at: Path;
  /** What must be Ready before it, by its name. */
  readonly needs: readonly string[];
  /** Whether Flux applies it, from the fleet's repository. @default false */
  readonly isByGit?: boolean;
}

/** What a manifest names and waits for. */
const namedBy = (manifest: Reference): string[] =>
  [...referencesOf(manifest)]
    .filter(({ isWaitedFor }) => isWaitedFor)
    .map(({ kind, name, namespace }) => objectName({ kind, metadata: { name, namespace } }));

/** The stores that the stacks do not make, as far as somebody reads from them. */
function storeObjects({ store: { kind, name }, at }: PlacedStore, objects: readonly ClusterObject[]): Examined[] {
  const users = objects
    .map(({ manifest }) => manifest)
    .filter((manifest) => valueAt(manifest, ["spec", "secretStoreRef", "name"]) === name);
  const namespaces = kind === "SecretStore" ? users.map(({ metadata }) => metadata.namespace) : [undefined];
  return (users.length > 0 ? namespaces : []).map((namespace) => {
    const manifest = { apiVersion: "external-secrets.io/v1", kind, metadata: { name, namespace } };
    return { name: objectName(manifest), manifest, at, needs: [] };
  });
}

/** What Flux begins with where it applies a cluster's objects itself. */
const fleetRoot = ({ fluxNamespace: namespace }: Cluster): string =>
  objectName({ kind: "Kustomization", metadata: { name: fleetNames.cluster, namespace } });

/** The objects of one of a cluster's stacks, or that Flux applies in its place, after those that they need. */
export function examinedObjects(stack: string, cluster: Cluster, delivery: Delivery): readonly Examined[] {
  const { fluxBootstrap, app, byFlux } = objectsOfStacks(cluster, delivery);
  const examined =
    (own: string) =>
    (object: ClusterObject): Examined => {
      const { manifest, at = cluster.at, after = [] } = object;
      const isByGit = byFlux.has(object);
      const needs = [...after.map((each) => objectName(each.manifest)), ...namedBy(manifest)];
      return {
        name: objectName(manifest),
        manifest,
        stack: own,
        at,
        needs: isByGit ? [...needs, fleetRoot(cluster)] : needs,
        isByGit,
      };
    };
  const all = new Map<string, Examined>();
  const listed = [
    ...[...fluxStore(cluster), ...ownPullStore(cluster)].flatMap((each) =>
      storeObjects(each, [...fluxBootstrap, ...app]),
    ),
    ...fluxBootstrap.map(examined(cluster.stacks.fluxBootstrap)),
    ...app.map(examined(cluster.stacks.app)),
  ];
  // Of a store that the stack makes the last is taken, which says so.
  for (const each of listed) all.set(each.name, each);
  const needed = new Set<Examined>();
  const need = (one: Examined | undefined): void => {
    if (!one || needed.has(one)) return;
    one.needs.forEach((name) => need(all.get(name)));
    needed.add(one);
  };
  [...all.values()].filter((each) => each.stack === stack).forEach(need);
  return [...needed];
}
