import { groupBy } from "es-toolkit/array";
import type { KubernetesObject } from "../.gen/crds";
import { Kubectl, type Reference } from "../cluster/kubectl";
import {
  appliedBy,
  disown,
  isOwnedBy,
  managers,
  ownsFields,
  type Manager,
  type OwnedObject,
} from "../cluster/ownership";
import { loadDeliveryFile } from "../config/load";
import { formatGiven, oneOf, UserError } from "../config/problems";
import { objectName } from "../manifests/cluster-object";
import { objectsOfStacks } from "../manifests/made-objects";
import type { Cluster, Delivery } from "../model/delivery";
import { fleetApplicationName, fleetNames } from "../model/names";
import { commonHelp, configFile, exitCodes, UsageError, type Command } from "./command";
import { whileWorking, type Step } from "./progress";
import { inScratchFolder } from "./synthesized";

/** The cluster is not where its objects could be handed over. */
export class HandoverError extends UserError {}

const help = `Ends a move of a cluster between OpenTofu and Git: from then on its objects have one owner.

  npm run handover -- CLUSTER

  CLUSTER            its name in the file
  --dry-run          tells what would change, and changes nothing
${commonHelp}
After \`delivery: git\` is deployed and Flux has applied the fleet's repository, the objects' fields belong to OpenTofu's
provider too, so what goes from Git would stay in the cluster. After a cluster is taken back, they belong to Flux too, and
the fleet's Kustomizations are there without a source. The command ends both. Nothing is made, deleted or restarted but
those Kustomizations, and nothing is changed where an object is not taken over yet. It can be run again at any time.

Exits 0 when each object has one owner, 1 when some are not taken over yet or the cluster can't be asked, 2 on a wrong flag.
`;

const options = { "dry-run": { type: "boolean", default: false } } as const;

function clusterOf(name: string, { clusters }: Delivery): Cluster {
  const found = clusters.find((each) => each.name === name);
  if (found) return found;
  const choices = oneOf(clusters.map((each) => formatGiven(each.name)));
  throw new UsageError(`there is no cluster ${formatGiven(name)}; expected ${choices}`);
}

/** A move that has been deployed. */
interface Move {
  readonly kubectl: Kubectl;
  readonly cluster: Cluster;
  /** Every object that changes hands. */
  readonly objects: readonly KubernetesObject[];
  /** Names of the Kustomizations by which Flux applies the fleet's repository. */
  readonly ofFleet: ReadonlySet<string>;
  readonly from: Manager;
  readonly to: Manager;
  readonly step: Step;
}

const listed = (names: readonly string[]): string => {
  const [some, more] = [names.slice(0, 10), names.length - 10];
  return [...some, ...(more > 0 ? [`and ${more} more`] : [])].map((line) => `  ${line}\n`).join("");
};

/** Those that belong to who lets go of them; all of them belong to who takes them. */
function changingHands({ kubectl, cluster, objects, ofFleet, from, to, step }: Move): OwnedObject[] {
  step(`asking cluster ${cluster.name} who owns ${objects.length} objects`);
  const found = new Map(kubectl.owners(objects).map((each) => [objectName(each), each]));
  // Flux labels all that it applies; OpenTofu may apply an object of which it says nothing.
  const isTaken = (object: KubernetesObject, live: OwnedObject): boolean =>
    isOwnedBy(live, to) || (to === managers.openTofu && !ownsFields(object));
  const open = objects.flatMap((object) => {
    const live = found.get(objectName(object));
    return live && isTaken(object, live) ? [] : [objectName(object)];
  });
  if (open.length > 0) {
    const by = to === managers.flux ? "Flux has not applied" : "OpenTofu has not taken back";
    const remedy =
      to === managers.flux
        ? "Push the fleet's files (npm run git-side -- --fleet), deploy both stacks of the cluster, and see npm run why for what is not Ready."
        : "Deploy both stacks of the cluster with it in adopt.everything.";
    throw new HandoverError(`${by} ${open.length} of ${objects.length} objects:\n${listed(open)}${remedy}`);
  }
  // What another Kustomization applies too stays that one's.
  return [...found.values()].filter(
    (each) => isOwnedBy(each, from) && (from === managers.openTofu || ofFleet.has(appliedBy(each) ?? "")),
  );
}

/** Others change the objects too: what has failed is tried again with what is there then. */
const attempts = 5;

function takeFrom(move: Move, changing: readonly OwnedObject[]): void {
  const { kubectl, objects, from, cluster, step } = move;
  const byName = new Map(objects.map((each) => [objectName(each), each]));
  let open = changing;
  let complaint = "";
  for (let attempt = 1; open.length > 0; attempt += 1) {
    if (attempt > attempts) {
      throw new HandoverError(`${open.length} objects of cluster ${cluster.name} could not be changed:\n${complaint}`);
    }
    const patches = groupBy(
      open.map((object) => ({ object, operations: disown(object, from) })),
      ({ operations }) => JSON.stringify(operations),
    );
    for (const group of Object.values(patches)) {
      step(`patching ${group.length} objects of cluster ${cluster.name}`);
      const named = group.flatMap(({ object }) => byName.get(objectName(object)) ?? []);
      complaint = kubectl.patch(named, group[0]?.operations ?? []) || complaint;
    }
    open = changingHands(move);
  }
}

/** What the fleet's root has applied, as far as it has no source any more. */
function orphans({ kubectl, cluster }: Move): string[] {
  const namespace = cluster.fluxNamespace;
  const root: Reference = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name: fleetNames.cluster, namespace },
  };
  if (kubectl.objects([root]).length > 0) {
    throw new HandoverError(
      `${objectName(root)} still applies the fleet's repository: deploy ${cluster.stacks.fluxBootstrap}, which deletes it.`,
    );
  }
  return kubectl.kustomizationsOf(fleetNames.cluster).map(({ metadata }) => metadata.name);
}

function moveOf(cluster: Cluster, delivery: Delivery, kubectl: Kubectl, step: Step): Move {
  const { fluxBootstrap, app, byFlux } = objectsOfStacks(cluster, delivery);
  const ofFleet = new Set([...Object.values(fleetNames), ...delivery.applications.map(fleetApplicationName)]);
  const changing = cluster.fleet ? [...byFlux] : [...fluxBootstrap, ...app];
  const [from, to] = cluster.fleet ? [managers.openTofu, managers.flux] : [managers.flux, managers.openTofu];
  return { kubectl, cluster, objects: changing.map(({ manifest }) => manifest), ofFleet, from, to, step };
}

/** What a handover changes, or would. */
interface Handover {
  readonly changing: readonly OwnedObject[];
  /** The fleet's Kustomizations that have no source any more. */
  readonly left: readonly string[];
  /** Objects that the owner has in the end. */
  readonly count: number;
}

function handOver(cluster: Cluster, delivery: Delivery, scratch: string, isDry: boolean, step: Step): Handover {
  const move = moveOf(cluster, delivery, Kubectl.of(cluster, scratch), step);
  const changing = changingHands(move);
  const left = cluster.fleet ? [] : orphans(move);
  if (!isDry) {
    if (left.length > 0) move.kubectl.deleteKustomizations(left);
    takeFrom(move, changing);
  }
  return { changing, left, count: move.objects.length };
}

/** Leaves each object with one owner after a cluster has been moved to Git, or back. */
export const handover: Command<typeof options> = {
  name: "handover",
  help,
  options,
  operands: ["CLUSTER"],
  run(values, output, [name = ""]) {
    const { out } = output;
    const { delivery } = loadDeliveryFile(configFile(values));
    const cluster = clusterOf(name, delivery);
    const isDry = values["dry-run"];
    const { changing, left, count } = inScratchFolder((scratch) =>
      whileWorking(output, ({ step }) => handOver(cluster, delivery, scratch, isDry, step), { isBlocking: true }),
    );
    const owner = cluster.fleet ? "Flux" : "OpenTofu";
    if (isDry) {
      const names = changing.map(objectName).sort();
      out(
        `${names.length} of ${count} objects would belong to ${owner} alone:\n${names.map((each) => `  ${each}\n`).join("")}`,
      );
      if (left.length > 0) out(`These Kustomizations would be deleted: ${left.join(", ")}.\n`);
      return exitCodes.ok;
    }
    out(`All ${count} objects of cluster ${cluster.name} belong to ${owner} alone.\n`);
    if (left.length > 0) out(`Deleted, without what they had applied: ${left.join(", ")}.\n`);
    return exitCodes.ok;
  },
};
