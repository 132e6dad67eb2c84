/** Asks clusters for what the environments' tags go through: a list of each kind, side by side. */
import { Semaphore } from "es-toolkit/promise";
import { groupBy, uniq } from "es-toolkit/array";
import type { z } from "zod";
import { clusterObject } from "../cluster/cluster-state";
import { ClusterError, type Kubectl, type Reference } from "../cluster/kubectl";
import { appliedByLabels } from "../cluster/ownership";
import { reason } from "../config/problems";
import { objectName, present, type Named } from "../manifests/cluster-object";
import type { Cluster, Delivery, Environment } from "../model/delivery";
import { diagnoseObjects, identityOf, Tolerant, type Diagnosis, type Finding } from "../why/diagnosis";
import type { Examined } from "../why/examined";
import { faultOf } from "../why/faults";
import { remedyFor } from "../why/remedies";
import { Chains, clustersOf } from "./chain";
import { pipelineObject, type PipelineObject } from "./objects";
import { isRolledOut, stuckOf } from "./workload";

/** What a cluster says. */
export interface Picture {
  /** By their names. */
  readonly objects: ReadonlyMap<string, PipelineObject>;
  /** By the name of the Kustomization that has applied them. */
  readonly deployments: ReadonlyMap<string, readonly PipelineObject[]>;
  /** What keeps those of an environment from running, and will not get better by itself; by its Kustomization. */
  readonly stuck: ReadonlyMap<string, readonly Finding[]>;
  readonly diagnosis: Diagnosis;
  readonly chains: Chains;
}

/** What a cluster says, or why it can't be asked. */
export type Answer = Picture | ClusterError;

/** How a cluster is asked. */
export type Asking = Pick<Kubectl, "list" | "raw">;

/** Programs that run at once: each takes some 40 MB. */
const atOnce = 12;

/** Namespaces that are asked one by one, so that nobody needs rights to all. */
const fewNamespaces = 8;

/** Kinds that no namespace holds. */
const clusterWide = new Set(["Namespace", "ClusterSecretStore", "ValidatingAdmissionPolicy"]);

/** Without Flux's own there is nothing to be said; what else can't be read is a note. */
const isNeeded = ({ apiVersion }: Reference): boolean => apiVersion.includes(".toolkit.fluxcd.io/");

/** As kubectl knows a kind: kustomization.v1.kustomize.toolkit.fluxcd.io */
function kindName({ apiVersion, kind }: Reference): string {
  const [group = "", version] = apiVersion.split("/");
  return version === undefined ? kind.toLowerCase() : `${kind.toLowerCase()}.${version}.${group}`;
}

const groupOf = ({ apiVersion }: Reference): string => apiVersion;

/** Where the objects of some kinds are; undefined where that is more than one place. */
function onlyNamespace(references: readonly Reference[]): string | undefined {
  const namespaces = uniq(
    references.filter(({ kind }) => !clusterWide.has(kind)).map(({ metadata }) => metadata.namespace),
  );
  return namespaces.length === 1 ? namespaces[0] : undefined;
}

/** Asks no more at once than a machine bears. */
class Limited implements Asking {
  constructor(
    private readonly asking: Asking,
    private readonly semaphore: Semaphore,
  ) {}

  list: Asking["list"] = (...args) => this.inTurn(() => this.asking.list(...args));

  raw: Asking["raw"] = (...args) => this.inTurn(() => this.asking.raw(...args));

  private async inTurn<T>(ask: () => Promise<T>): Promise<T> {
    await this.semaphore.acquire();
    try {
      return await ask();
    } finally {
      this.semaphore.release();
    }
  }
}

/** The objects that a cluster has, and which kinds it does not tell of, in words. */
interface Listed {
  readonly objects: ReadonlyMap<string, PipelineObject>;
  readonly untold: ReadonlySet<string>;
  readonly unknown: readonly string[];
}

async function listObjects(
  identity: readonly Reference[],
  references: readonly Reference[],
  asking: Asking,
): Promise<Listed> {
  const untold = new Set<string>();
  const unknown: string[] = [];
  // By their names: not everybody may list namespaces.
  const itself = identity.map(({ metadata: { name } }) => asking.raw(`/api/v1/namespaces/${name}`, pipelineObject));
  const lists = Object.values(groupBy(references, groupOf)).map(async (group) => {
    try {
      // Who serves one kind of a group serves all.
      return await asking.list(uniq(group.map(kindName)).join(","), pipelineObject, onlyNamespace(group));
    } catch (error) {
      if (!(error instanceof ClusterError) || group.some(isNeeded)) throw error;
      group.forEach(({ kind }) => untold.add(kind));
      unknown.push(`${uniq(group.map(({ kind }) => kind)).join(", ")} can't be read: ${reason(error)}`);
      return [];
    }
  });
  const [named, listed] = await Promise.all([Promise.all(itself), Promise.all(lists)]);
  const all = [...named.flatMap((each) => present(each)), ...listed.flat()];
  const objects = new Map(all.map((each) => [objectName(each), each]));
  return { objects, untold, unknown };
}

/** What a list has, by namespace. @throws ClusterError where it can't be read there */
type ByNamespace<T> = (namespace: string) => T[];

const isForbidden = (error: unknown): boolean => error instanceof ClusterError && /forbidden/i.test(error.message);

/** Lists a kind, of each namespace by itself, or of all at once where they are many and one may. */
async function listBy<T extends Named>(
  namespaces: readonly string[],
  [kind, ...selectors]: readonly [string, ...string[]],
  one: z.ZodType<T>,
  asking: Asking,
): Promise<ByNamespace<T>> {
  const ask = (places: readonly (string | undefined)[]) =>
    Promise.allSettled(places.map((each) => asking.list(kind, one, each, selectors)));
  const isMany = namespaces.length > fewNamespaces;
  const [wide] = isMany ? await ask([undefined]) : [];
  const isWide = wide !== undefined && !(wide.status === "rejected" && isForbidden(wide.reason));
  const answers = isWide ? [wide] : await ask(namespaces);
  return (namespace) => {
    const answer = answers[isWide ? 0 : namespaces.indexOf(namespace)];
    if (answer?.status === "rejected") throw answer.reason;
    return (answer?.value ?? []).filter(({ metadata }) => metadata.namespace === namespace);
  };
}

/** The Kustomization that has applied an object. @default - none has */
const ownerOf = ({ metadata: { labels } }: PipelineObject): string | undefined => labels?.[appliedByLabels.name];

/** Namespaces where Pods and events may tell more. */
function doubtful(
  examined: readonly Examined[],
  objects: Listed["objects"],
  environments: readonly Environment[],
): { readonly events: readonly string[]; readonly pods: readonly string[] } {
  const faulty = examined.filter(({ name, manifest }) => faultOf(manifest.kind, objects.get(name)));
  const kustomizations = new Set(
    faulty.filter(({ manifest }) => manifest.kind === "Kustomization").map(({ manifest }) => manifest.metadata.name),
  );
  const pods = uniq(
    environments.filter(({ objectName: own }) => kustomizations.has(own)).map(({ namespace }) => namespace),
  );
  const own = faulty.map(({ manifest }) => manifest.metadata.namespace ?? "default");
  return { events: uniq([...own, ...pods]), pods };
}

/** Asks one cluster of what some environments need there. */
async function askCluster(
  environments: readonly Environment[],
  cluster: Cluster,
  delivery: Delivery,
  asking: Asking,
): Promise<Picture> {
  const chains = new Chains(cluster, delivery);
  const own = environments.filter((each) => each.cluster === cluster);
  const all = chains.ofAll(environments);
  const { objects, untold, unknown } = await listObjects(
    identityOf(cluster),
    all.map(({ manifest }) => manifest),
    asking,
  );
  const examined = all.filter(({ manifest }) => !untold.has(manifest.kind));
  const doubts = doubtful(examined, objects, own);
  const namespaces = uniq(own.map(({ namespace }) => namespace));
  const applied = `--selector=${appliedByLabels.namespace}=${cluster.fluxNamespace}`;
  // After all else, so that what Deployments run is never older than what is said of them.
  const [deploymentsIn, warnings] = await Promise.all([
    listBy(namespaces, ["deployment.v1.apps", applied], pipelineObject, asking),
    listBy(doubts.events, ["events", "--field-selector=type=Warning"], clusterObject, asking),
  ]);
  const tolerant = new Tolerant();
  const deployments = namespaces.flatMap((each) => tolerant.ask(`Deployments of ${each}`, () => deploymentsIn(each)));
  // Only of what does not run the Pods can say why.
  const rolling = deployments.filter((each) => !isRolledOut(each));
  const places = uniq(rolling.flatMap(({ metadata }) => present(metadata.namespace)));
  const pods = await listBy(uniq([...doubts.pods, ...places]), ["pods"], clusterObject, asking);
  const podsIn = new Map(places.map((each) => [each, tolerant.ask(`Pods of ${each}`, () => pods(each))]));
  const stuckIn = (environment: Environment): readonly Finding[] =>
    rolling
      .filter((each) => ownerOf(each) === environment.objectName)
      .flatMap((each) => stuckOf(each, podsIn.get(each.metadata.namespace ?? "") ?? []))
      .map(({ manifest, fault }) => ({
        name: objectName(manifest),
        at: environment.at,
        fault,
        remedy: remedyFor({ manifest, fault, cluster, delivery }),
        waitsFor: [],
      }));
  const diagnosis = diagnoseObjects(examined, cluster, delivery, {
    objects: (references) => references.flatMap((each) => objects.get(objectName(each)) ?? []),
    warnings,
    pods,
  });
  return {
    objects,
    deployments: new Map(Object.entries(groupBy(deployments, (each) => ownerOf(each) ?? ""))),
    stuck: new Map(own.map((each) => [each.objectName, stuckIn(each)])),
    chains,
    diagnosis: { ...diagnosis, unknown: uniq([...unknown, ...tolerant.unknown, ...diagnosis.unknown]) },
  };
}

/**
 * Asks each cluster that knows of some environments.
 *
 * @param reach how one is asked
 * @param told called as each has answered
 */
export async function askClusters(
  environments: readonly Environment[],
  delivery: Delivery,
  reach: (cluster: Cluster) => Promise<Asking>,
  told: (cluster: Cluster) => void = () => undefined,
): Promise<ReadonlyMap<Cluster, Answer>> {
  const semaphore = new Semaphore(atOnce);
  const knowing = uniq(environments.flatMap((each) => [...clustersOf(each)]));
  const answers = knowing.map(async (cluster): Promise<readonly [Cluster, Answer]> => {
    const own = environments.filter((each) => clustersOf(each).has(cluster));
    try {
      return [cluster, await askCluster(own, cluster, delivery, new Limited(await reach(cluster), semaphore))];
    } catch (error) {
      if (error instanceof ClusterError) return [cluster, error];
      throw error;
    } finally {
      told(cluster);
    }
  });
  return new Map(await Promise.all(answers));
}
