import type { Kustomization } from "../../.gen/crds";
import type { ClusterObject } from "../../manifests/cluster-object";
import {
  applicationKustomization,
  fleetFolders,
  infrastructureKustomization,
  tenantsKustomization,
} from "../../manifests/fleet/fleet-kustomization";
import { fleetObjects } from "../../manifests/fleet/fleet-objects";
import { substitutable } from "../../manifests/fleet/variables";
import type { Cluster, Delivery, Fleet } from "../../model/delivery";
import { fleetNames } from "../../model/names";
import { givenPaths } from "../../model/secret-paths";
import { fleetHeader } from "../files/header";
import type { TreeFile } from "../files/tree-file";
import { yamlFile } from "../files/yaml-file";
import { fleetWorkflow } from "./workflow";

const file = (path: string, value: object): TreeFile => yamlFile({ path, header: fleetHeader, value });

/**
 * Whether an object stays when nothing asks for it any more: a namespace may hold what is not Flux's, and without the
 * account that deploys there, what was deployed could not be deleted.
 */
const stays = ({ manifest: { kind }, of, isDeletedLast }: ClusterObject): boolean =>
  kind === "Namespace" || (of?.type === "tenant" && isDeletedLast === true);

/** @see https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources */
const kept = { "kustomize.toolkit.fluxcd.io/prune": "disabled" };

function manifestOf(object: ClusterObject): object {
  const { manifest } = object;
  if (!stays(object)) return substitutable(manifest);
  const { annotations } = manifest.metadata;
  return substitutable({ ...manifest, metadata: { ...manifest.metadata, annotations: { ...annotations, ...kept } } });
}

const filesIn = (folder: string, objects: readonly ClusterObject[]): TreeFile[] =>
  objects.map((object) => file(`${folder}/${object.id}.yaml`, manifestOf(object)));

/** A cluster's part: what Flux begins with, then the folders that this names. */
function clusterFiles(cluster: Cluster, fleet: Fleet, delivery: Delivery): TreeFile[] {
  const objects = fleetObjects(cluster, fleet, delivery, { paths: givenPaths(delivery), knownHosts: "" });
  const { infrastructure, tenants, applications } = objects;
  const beginning = fleetFolders.cluster(cluster);
  const begin = (name: string, manifest: Kustomization): TreeFile => file(`${beginning}/${name}.yaml`, manifest);
  const before = tenants.size > 0 ? fleetNames.tenants : fleetNames.infrastructure;
  return [
    begin("infrastructure", infrastructureKustomization(cluster, fleet)),
    ...filesIn(fleetFolders.infrastructure(cluster), infrastructure),
    ...(tenants.size > 0 ? [begin("tenants", tenantsKustomization(cluster, fleet))] : []),
    ...[...tenants].flatMap(([namespace, own]) => filesIn(`${fleetFolders.tenants(cluster)}/${namespace}`, own)),
    ...[...applications].flatMap(([application, own]) => [
      begin(`applications/${application.objectName}`, applicationKustomization(application, before, cluster, fleet)),
      ...filesIn(fleetFolders.application(cluster, application), own),
    ]),
  ];
}

/**
 * Folders of the clusters that are delivered by Git now. Those of others are left alone: Flux may still apply them, and
 * another delivery may have written them.
 */
export const foldersInUse = ({ clusters }: Delivery): string[] =>
  clusters
    .filter(({ fleet }) => fleet)
    .flatMap((cluster) => [
      fleetFolders.cluster(cluster),
      fleetFolders.infrastructure(cluster),
      fleetFolders.tenants(cluster),
      fleetFolders.applications(cluster),
    ]);

/** The files of the fleet's repository, by path; none where nothing is delivered by Git. */
export function fleetTree(delivery: Delivery): readonly TreeFile[] {
  const clusters = delivery.clusters.flatMap((cluster) =>
    cluster.fleet ? clusterFiles(cluster, cluster.fleet, delivery) : [],
  );
  if (!delivery.fleet || clusters.length === 0) return [];
  return [...clusters, fleetWorkflow(delivery.fleet)].sort((a, b) => (a.path < b.path ? -1 : 1));
}
