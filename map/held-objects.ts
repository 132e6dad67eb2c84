/** Which objects a cluster holds, and who applies each: from what the stacks and the fleet's files say. */
import { parse } from "yaml";
import { formatPath, valueAt, type Path } from "../config/problems";
import { fleetTree } from "../git-side/fleet/tree";
import { objectName, type ClusterObject, type Named } from "../manifests/cluster-object";
import { fleetFolders } from "../manifests/fleet/fleet-kustomization";
import { objectsOfStacks } from "../manifests/made-objects";
import type { Cluster, Delivery, Environment } from "../model/delivery";
import type { Resource, Stacks } from "./opentofu";

/** An object as it is applied. */
export interface HeldObject {
  readonly cluster: Cluster;
  /** Kind, namespace and name. */
  readonly name: string;
  readonly manifest: Named;
  /** The resource that makes it. @default - Flux applies it from the fleet's repository */
  readonly resource?: Resource | undefined;
  /** Its file there, from the repository's root. @default - a resource makes it */
  readonly file?: string | undefined;
  /** Where in the delivery file it comes from. @default - the cluster */
  readonly at?: Path | undefined;
  /** Environments that it is for alone. @default - it is for whatever its references lead to */
  readonly own?: readonly Environment[] | undefined;
  /** What it comes after, by their names. */
  readonly after: readonly string[];
}

export const isNamed = (value: unknown): value is Named =>
  typeof valueAt(value, ["kind"]) === "string" && typeof valueAt(value, ["metadata", "name"]) === "string";

/** The environments that stand at or above each place of the file. */
class Places {
  private readonly byPath = new Map<string, readonly Environment[]>();

  constructor({ applications, environments }: Delivery) {
    for (const each of applications) this.byPath.set(formatPath(each.at), each.environments);
    for (const each of environments) this.byPath.set(formatPath(each.at), [each]);
  }

  environmentsAt(at: Path): readonly Environment[] | undefined {
    for (let length = at.length; length > 0; length -= 1) {
      const found = this.byPath.get(formatPath(at.slice(0, length)));
      if (found) return found;
    }
    return undefined;
  }
}

/** Whose an object is: its application's, its environment's, or of those that share its namespace. */
function ownersOf({ of, at }: ClusterObject, cluster: Cluster, places: Places): readonly Environment[] | undefined {
  if (of?.type !== "tenant") return at && places.environmentsAt(at);
  return cluster.environments.filter(({ namespace }) => namespace === of.namespace);
}

/** The objects of all clusters, in the order in which they are listed. */
export function heldObjects(stacks: Stacks, delivery: Delivery): readonly HeldObject[] {
  const files = fleetTree(delivery);
  const places = new Places(delivery);
  return delivery.clusters.flatMap((cluster) => {
    const { fluxBootstrap, app } = objectsOfStacks(cluster, delivery);
    const known = new Map([...fluxBootstrap, ...app].map((each) => [objectName(each.manifest), each]));
    const held = (manifest: Named): Omit<HeldObject, "resource" | "file"> => {
      const name = objectName(manifest);
      const object = known.get(name);
      return {
        cluster,
        name,
        manifest,
        at: object?.at,
        own: object && ownersOf(object, cluster, places),
        after: (object?.after ?? []).map((each) => objectName(each.manifest)),
      };
    };
    const own = Object.values(cluster.stacks);
    const byOpenTofu = stacks.resources
      .filter(({ stack }) => own.includes(stack))
      .flatMap((resource) => {
        const { manifest } = resource.fields;
        return isNamed(manifest) ? [{ ...held(manifest), resource }] : [];
      });
    const folders = [
      fleetFolders.cluster(cluster),
      fleetFolders.infrastructure(cluster),
      fleetFolders.tenants(cluster),
      fleetFolders.applications(cluster),
    ];
    const byFlux = files
      .filter(({ path }) => cluster.fleet && folders.some((folder) => path.startsWith(`${folder}/`)))
      .flatMap(({ path, text }) => {
        const manifest: unknown = parse(text);
        return isNamed(manifest) ? [{ ...held(manifest), file: path }] : [];
      });
    return [...byOpenTofu, ...byFlux];
  });
}
