import { uniq } from "es-toolkit/array";
import { reason, type Path } from "../config/problems";
import { objectName } from "../manifests/cluster-object";
import type { Cluster, Delivery } from "../model/delivery";
import type { ClusterState } from "../cluster/cluster-state";
import { examinedObjects, type Examined } from "./examined";
import { faultOf, podFault, type Fault } from "./faults";
import { ClusterError, type Reference } from "../cluster/kubectl";
import { remedyFor } from "./remedies";

/** What a diagnosis asks a cluster. */
export interface Asked {
  readonly objects: (references: readonly Reference[]) => ClusterState[];
  readonly warnings: (namespace: string) => ClusterState[];
  readonly pods: (namespace: string) => ClusterState[];
}

/** What is wrong with an object, and what to do about it. */
export interface Finding {
  readonly name: string;
  /** Where in the file it comes from. */
  readonly at: Path;
  readonly fault: Fault;
  /** Its newest Warning event, as `Reason: message`. @default - none */
  readonly event?: string | undefined;
  /** @default - nobody knows */
  readonly remedy?: string | undefined;
  /** What it waits for, which is not Ready either. */
  readonly waitsFor: readonly string[];
}

export interface Diagnosis {
  /** How many objects were looked at. */
  readonly count: number;
  /** What is not Ready, each after what it waits for. */
  readonly findings: readonly Finding[];
  /** What could not be found out, in words. */
  readonly unknown: readonly string[];
}

/** An object that is not Ready. */
interface Faulty extends Examined {
  readonly fault: Fault;
}

const kubeSystem: Reference = { apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system" } };

function confirm({ name, uid }: Cluster, states: ReadonlyMap<string, ClusterState>): void {
  if (uid === undefined) return;
  const found = states.get(objectName(kubeSystem))?.metadata.uid ?? "none";
  if (uid === found) return;
  throw new ClusterError(
    `This is another cluster than ${name}: its namespace kube-system has the UID ${found}, that of ${name} has ${uid}. Correct the connection of cluster ${name}, or its uid where the cluster was made anew.`,
  );
}

/** Kustomizations that may wait for workloads: between two attempts they say only that they are at it. */
const mayWaitForPods = ({ manifest, fault }: Faulty): boolean =>
  manifest.kind === "Kustomization" &&
  (fault.status === "Unknown" || /health check|timeout waiting/i.test(`${fault.reason} ${fault.message}`));

/** What answers where it is answered; else nothing, and why. */
export class Tolerant {
  readonly unknown: string[] = [];

  ask<T>(what: string, question: () => readonly T[]): readonly T[] {
    try {
      return question();
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      this.unknown.push(`${what} can't be read: ${reason(error)}`);
      return [];
    }
  }
}

/** The Pods that a Kustomization waits for: of its application, or of a workload that it names. */
function heldPods(one: Faulty, cluster: Cluster, pods: (namespace: string) => readonly ClusterState[]): Faulty[] {
  const environment = cluster.environments.find(({ objectName: name }) => name === one.manifest.metadata.name);
  if (!environment) return [];
  const named = [...one.fault.message.matchAll(/[A-Za-z]+\/([a-z0-9.-]+)\/([a-z0-9.-]+)/g)];
  const workloads = uniq([environment.application.name, ...named.map(([, , name = ""]) => name)]);
  return pods(environment.namespace).flatMap((pod) => {
    const fault = podFault(pod);
    const { name, namespace } = pod.metadata;
    if (!fault || !workloads.some((workload) => name.startsWith(`${workload}-`))) return [];
    const manifest = { apiVersion: "v1", kind: "Pod", metadata: { name, namespace } };
    return [{ name: objectName(manifest), manifest, at: environment.at, needs: [], fault }];
  });
}

const timeOf = ({ lastTimestamp, eventTime }: ClusterState): string => lastTimestamp || eventTime;

/** The newest warning about each object. */
function newestWarnings(events: readonly ClusterState[]): ReadonlyMap<string, ClusterState> {
  const newest = new Map<string, ClusterState>();
  for (const event of events) {
    const { kind, name, namespace } = event.involvedObject;
    const about = objectName({ kind, metadata: { name, namespace: namespace || undefined } });
    const other = newest.get(about);
    if (!other || timeOf(other) <= timeOf(event)) newest.set(about, event);
  }
  return newest;
}

/** What tells which cluster it is, where the file says that. Not everybody may read that namespace. */
export const identityOf = ({ uid }: Cluster): readonly Reference[] => (uid === undefined ? [] : [kubeSystem]);

/** Asks a cluster what is not Ready of a stack's objects, and of those that they wait for. */
export const diagnose = (stack: string, cluster: Cluster, delivery: Delivery, asked: Asked): Diagnosis =>
  diagnoseObjects(examinedObjects(stack, cluster, delivery), cluster, delivery, asked);

/** The same of some objects, each after what it needs. */
export function diagnoseObjects(
  all: readonly Examined[],
  cluster: Cluster,
  delivery: Delivery,
  asked: Asked,
): Diagnosis {
  const answers = asked.objects([...identityOf(cluster), ...all.map(({ manifest }) => manifest)]);
  const states = new Map(answers.map((state) => [objectName(state), state]));
  confirm(cluster, states);
  const tolerant = new Tolerant();
  const podsOf = (namespace: string) => tolerant.ask(`Pods of ${namespace}`, () => asked.pods(namespace));
  const faulty = all.flatMap((one): Faulty[] => {
    const fault = faultOf(one.manifest.kind, states.get(one.name));
    if (!fault) return [];
    const own = { ...one, fault };
    const pods = mayWaitForPods(own) ? heldPods(own, cluster, podsOf) : [];
    return [...pods, { ...own, needs: [...own.needs, ...pods.map(({ name }) => name)] }];
  });
  // Events about what has no namespace are in this one.
  const namespaces = uniq(faulty.map(({ manifest }) => manifest.metadata.namespace ?? "default"));
  const events = namespaces.flatMap((each) => tolerant.ask(`Events of ${each}`, () => asked.warnings(each)));
  const warnings = newestWarnings(events);
  const names = new Set(faulty.map(({ name }) => name));
  const findings = faulty.map(({ name, manifest, stack: maker, isByGit, at, needs, fault }): Finding => {
    const warning = warnings.get(name);
    const event = warning && `${warning.reason}: ${warning.message}`;
    const remedy = remedyFor({ manifest, fault, event, stack: maker, isByGit, cluster, delivery });
    return { name, at, fault, event, remedy, waitsFor: uniq(needs).filter((each) => names.has(each)) };
  });
  return { count: all.length, findings, unknown: tolerant.unknown };
}
