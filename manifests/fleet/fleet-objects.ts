import type { Application, Cluster, Delivery, Fleet } from "../../model/delivery";
import { usesSsh } from "../../model/deploy-keys";
import { knownHostsText } from "../../model/github-server";
import type { SecretPaths } from "../../model/secret-paths";
import { appObjects } from "../app";
import type { ClusterObject } from "../cluster-object";
import type { HostKeys } from "../external-secrets/secrets";
import { fluxBootstrapObjects } from "../flux-bootstrap";
import { givenReferences } from "../given-references";
import { Variables } from "./variables";

/** What only OpenTofu knows of what the fleet's manifests name. */
export interface FleetReferences {
  readonly paths: SecretPaths;
  /** The Git server's host keys in Base64, where the file pins none. */
  readonly knownHosts: string;
}

/** A cluster's objects that Flux applies from the fleet's repository. */
export interface FleetObjects {
  readonly infrastructure: readonly ClusterObject[];
  /** By namespace. */
  readonly tenants: ReadonlyMap<string, readonly ClusterObject[]>;
  readonly applications: ReadonlyMap<Application, readonly ClusterObject[]>;
  /** What the variables stand for that they name. */
  readonly values: Readonly<Record<string, string>>;
}

/** What a cluster's Flux applies from the fleet's repository: the same objects as OpenTofu would, with names for paths. */
export function fleetObjects(
  cluster: Cluster,
  fleet: Fleet,
  delivery: Delivery,
  { paths, knownHosts }: FleetReferences,
): FleetObjects {
  const variables = new Variables(paths);
  const { secretPaths } = variables;
  const { github } = delivery;
  const hostKeys = (): HostKeys => {
    if (github.knownHosts) return { lines: knownHostsText(github.knownHosts) };
    return usesSsh(cluster) ? { base64: variables.name("known_hosts", knownHosts) } : { lines: "" };
  };
  const shared = fluxBootstrapObjects(cluster, {
    ...givenReferences(cluster, delivery),
    paths: secretPaths,
    knownHosts: hostKeys(),
  });
  const infrastructure: ClusterObject[] = splitObjects(shared, fleet).byFlux;
  const tenants = new Map<string, ClusterObject[]>();
  const applications = new Map<Application, ClusterObject[]>();
  for (const object of appObjects(cluster, delivery, secretPaths)) {
    const { of } = object;
    if (of === undefined) infrastructure.push(object);
    else if (of.type === "tenant") add(tenants, of.namespace, object);
    else add(applications, of.application, object);
  }
  return { infrastructure, tenants, applications, values: variables.values };
}

function add<K>(groups: Map<K, ClusterObject[]>, key: K, object: ClusterObject): void {
  const group = groups.get(key);
  if (group) group.push(object);
  else groups.set(key, [object]);
}

/**
 * Tells apart what Flux needs before it can read the fleet's repository, which is OpenTofu's, the stores and the
 * repository's source with all that they come after, from what it applies.
 */
export function splitObjects(
  objects: readonly ClusterObject[],
  { repository }: Fleet,
): { readonly byOpenTofu: ClusterObject[]; readonly byFlux: ClusterObject[] } {
  const needed = new Set<ClusterObject>();
  const need = (object: ClusterObject): void => {
    if (needed.has(object)) return;
    needed.add(object);
    object.after?.forEach(need);
  };
  objects
    .filter(
      ({ manifest: { kind, metadata } }) =>
        kind === "ClusterSecretStore" || (kind === "GitRepository" && metadata.name === repository.objectName),
    )
    .forEach(need);
  return {
    byOpenTofu: objects.filter((each) => needed.has(each)),
    byFlux: objects.filter((each) => !needed.has(each)),
  };
}
