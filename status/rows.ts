/** How far each environment's tags have come: from what clusters say to a row of each environment. No clock, no request. */
import { selectTag } from "../flux/select-tag";
import { isPlainObject } from "es-toolkit/predicate";
import { valueAt, type Path } from "../config/problems";
import { objectName } from "../manifests/cluster-object";
import type { Cluster, Delivery, Environment } from "../model/delivery";
import type { Finding } from "../why/diagnosis";
import { isUnderWay, reasons, untagged, type Fault } from "../why/faults";
import { remedyFor } from "../why/remedies";
import { ClusterError, type Reference } from "../cluster/kubectl";
import type { Answer, Picture } from "./ask";
import { linksOf, type Links } from "./chain";
import type { PipelineObject } from "./objects";
import { isRolledOut, wantedPods } from "./workload";

/** How an environment is, the worst first. */
export const states = ["broken", "unknown", "moving", "waiting", "suspended", "pinned", "ready"] as const;

/**
 * - `broken`: something is not as it should be, and stays so until somebody mends it
 * - `unknown`: its cluster can't be asked
 * - `moving`: a tag, or a commit, is on its way
 * - `waiting`: for somebody, as long as they take: a review, a promotion, a deploy
 * - `suspended`, `pinned`: as the file says
 * - `ready`: it runs what was chosen
 */
export type State = (typeof states)[number];

/** What is wrong, as `npm run why` says it. */
export interface Broken {
  readonly object: string;
  readonly at: Path;
  readonly fault: Fault;
  readonly event?: string | undefined;
  readonly remedy?: string | undefined;
}

/** How far an environment's tags have come. What nobody tells is undefined. */
export interface Row {
  readonly environment: Environment;
  readonly state: State;
  /** The newest that its policy would choose, were it not pinned or suspended. */
  readonly seen?: string | undefined;
  /** What its policy has chosen. */
  readonly chosen?: string | undefined;
  /** What was written to Git last. */
  readonly written?: string | undefined;
  /** What the applied revision runs. */
  readonly running?: string | undefined;
  /** Revisions of its repository, such as main@sha1:... */
  readonly fetched?: string | undefined;
  readonly applied?: string | undefined;
  /** Whether the newest commit's signature is good. @default - nobody looks */
  readonly isSigned?: boolean | undefined;
  /** Of its Deployments. @default - it has none */
  readonly pods?: { readonly ready: number; readonly wanted: number } | undefined;
  /** What it waits for, in words. */
  readonly waitsFor?: string | undefined;
  /** Since when it is as it is, as Kubernetes writes times. */
  readonly since?: string | undefined;
  /** Until when it soaks at least, in the same way. */
  readonly until?: string | undefined;
  /** The first link that is broken. */
  readonly broken?: Broken | undefined;
}

interface Image {
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Tag and digest of an image of that name; undefined of another one. */
function imageOf(image: string, name: string): Image | undefined {
  const [named = "", digest] = image.split("@");
  if (named === name) return { tag: undefined, digest };
  return named.startsWith(`${name}:`) ? { tag: named.slice(name.length + 1), digest } : undefined;
}

/** What of a link an environment's state is made of. */
interface Found {
  readonly environment: Environment;
  readonly links: Links;
  readonly image: PipelineObject | undefined;
  readonly policy: PipelineObject | undefined;
  readonly automation: PipelineObject | undefined;
  readonly source: PipelineObject | undefined;
  readonly kustomization: PipelineObject | undefined;
  readonly deployments: readonly PipelineObject[];
  /** What is not Ready, causes first. */
  readonly findings: readonly Finding[];
  /** What keeps its Pods from running, and will not get better by itself. */
  readonly stuck: readonly Finding[];
  /** What the file gives the cluster as its Kustomization, and as its policy. */
  readonly manifest: Reference | undefined;
  readonly policyManifest: Reference | undefined;
}

const conditionOf = (object: PipelineObject | undefined, wanted: string) =>
  object?.status?.conditions.find(({ type }) => type === wanted);

const changedAt = (object: PipelineObject | undefined, condition = "Ready"): string | undefined =>
  conditionOf(object, condition)?.lastTransitionTime;

/**
 * A Kustomization that is looked at again, as at every interval, and has nothing new to apply: its controller says that it is
 * at it before it knows.
 *
 * @see https://github.com/fluxcd/kustomize-controller/blob/v1.9.4/internal/controller/kustomization_controller.go
 */
function isRoutine({ name, fault }: Finding, { objects, deployments }: Picture): boolean {
  const found = objects.get(name);
  if (found?.kind !== "Kustomization" || fault.reason !== "Progressing") return false;
  const { metadata, spec, status } = found;
  const { kind, name: source, namespace = metadata.namespace } = spec.sourceRef ?? {};
  if (kind === undefined || source === undefined) return false;
  const artifact = objects.get(objectName({ kind, metadata: { name: source, namespace } }))?.status?.artifact;
  const applied = status?.lastAppliedRevision;
  return (
    applied !== undefined &&
    applied === artifact?.revision &&
    metadata.generation !== undefined &&
    metadata.generation === status?.observedGeneration &&
    isSuccess(status.history[0]) &&
    (deployments.get(metadata.name) ?? []).every(isRolledOut)
  );
}

type Run = NonNullable<PipelineObject["status"]>["history"][number];

/** Whether what a run has applied became healthy, as far as it is told. */
const isSuccess = (run: Run | undefined): boolean =>
  (run?.lastReconciledStatus ?? "ReconciliationSucceeded") === "ReconciliationSucceeded";

/** What is not Ready of the objects that an environment needs in a cluster, causes first. */
function findingsOf(environment: Environment, picture: Picture): readonly Finding[] {
  const { chains, diagnosis } = picture;
  const names = new Set(chains.of(environment).map(({ name }) => name));
  const own = linksOf(environment).kustomization;
  const pods = diagnosis.findings.find(({ name }) => name === own)?.waitsFor ?? [];
  for (const each of pods) if (each.startsWith("Pod ")) names.add(each);
  return diagnosis.findings.filter((each) => names.has(each.name) && !isRoutine(each, picture));
}

/** What a freeze suspends. */
const isFrozen = ({ policy, kustomization }: Links, name: string): boolean => [policy, kustomization].includes(name);

/** A freeze that the file asks for is no fault. */
const isMeant = (environment: Environment, { name, fault }: Finding, links: Links): boolean =>
  environment.suspend && fault.reason === reasons.suspended && isFrozen(links, name);

function findOf(environment: Environment, here: Picture, writer: Picture): Found {
  const links = linksOf(environment);
  const findings = [...(writer === here ? [] : findingsOf(environment, writer)), ...findingsOf(environment, here)];
  return {
    environment,
    links,
    image: writer.objects.get(links.image),
    policy: writer.objects.get(links.policy),
    automation: writer.objects.get(links.automation),
    source: here.objects.get(links.source),
    kustomization: here.objects.get(links.kustomization),
    deployments: here.deployments.get(environment.objectName) ?? [],
    findings: findings.filter((each) => !isMeant(environment, each, links)),
    stuck: here.stuck.get(environment.objectName) ?? [],
    manifest: here.chains.manifest(links.kustomization),
    policyManifest: writer.chains.manifest(links.policy),
  };
}

/** The image that Deployments run; none where it is under another name there. */
function runningOf({ environment, deployments }: Found): Image | undefined {
  const { name } = environment.application.image;
  const containers = deployments.flatMap(({ spec: { template } }) => [
    ...(template?.spec.containers ?? []),
    ...(template?.spec.initContainers ?? []),
  ]);
  return containers.map(({ image }) => imageOf(image, name)).find((each) => each !== undefined);
}

function podsOf({ deployments }: Found): Row["pods"] {
  if (deployments.length === 0) return undefined;
  const sum = (count: (one: PipelineObject) => number): number => deployments.reduce((all, one) => all + count(one), 0);
  return { ready: sum(({ status }) => status?.readyReplicas ?? 0), wanted: sum(wantedPods) };
}

/** The newest tag that a scan has seen of those that are the environment's. */
function seenOf({ environment, image, policy }: Found): string | undefined {
  const chosen = policy?.status?.latestRef?.tag;
  const latest = image?.status?.lastScanResult?.latestTags ?? [];
  // Of the image's ten none may be the environment's.
  const all = chosen === undefined || latest.includes(chosen) ? latest : [...latest, chosen];
  return selectTag(environment.imagePolicy, all);
}

const isSame = (a: Image | undefined, b: Image | undefined): boolean =>
  a?.tag === b?.tag && (a?.digest === undefined || b?.digest === undefined || a.digest === b.digest);

/** A commit of a revision, as main@sha1:0123. */
const commitOf = (revision = ""): string => revision.split(":").at(-1) ?? "";

const short = (commit: string): string => commit.slice(0, 7);

/** What an environment waits for, and since when. */
interface Wait {
  readonly state: "moving" | "waiting";
  readonly waitsFor: string;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/**
 * When a Kustomization became healthy with what it has applied; undefined where nobody tells for sure. What is applied again
 * has the time of its first run, though others were applied between: the next entry's last run says so.
 *
 * @see https://github.com/fluxcd/pkg/blob/apis/meta/v1.30.1/apis/meta/history.go
 */
function healthySince(kustomization: PipelineObject | undefined): string | undefined {
  const [last, before] = kustomization?.status?.history ?? [];
  const since = last?.firstReconciled;
  if (!isSuccess(last)) return undefined;
  return !before || Date.parse(since ?? "") >= Date.parse(before.lastReconciled ?? "") ? since : undefined;
}

/** Whether there is all that is given; more may be, such as the API server's defaults. */
const isThere = (given: unknown, there: unknown): boolean =>
  isPlainObject(given)
    ? isPlainObject(there) &&
      Object.entries(given).every(([key, value]) => value === undefined || isThere(value, there[key]))
    : Array.isArray(given)
      ? Array.isArray(there) &&
        given.length === there.length &&
        given.every((each, index) => isThere(each, there[index]))
      : given === there;

const isAlike = (given: unknown, there: unknown): boolean => isThere(given, there) && isThere(there, given);

/** Whether the cluster still has a freeze that the file has not. Who suspends by hand does so to one of the two. */
const isResumed = ({
  environment,
  kustomization,
  policy,
}: Pick<Found, "environment" | "kustomization" | "policy">): boolean =>
  !environment.suspend && kustomization?.spec.suspend === true && policy?.spec.suspend === true;

/** What of the file the cluster does not know yet. */
function deployWait({ environment, policy, kustomization, manifest, policyManifest }: Found): Wait | undefined {
  const { suspend, pin, cluster, automation } = environment;
  const where = ({ fleet, stacks }: Cluster): string =>
    fleet ? `a push to ${fleet.repository.name}` : `a deploy of ${stacks.app}`;
  const waiting = (place: Cluster, what: string): Wait => ({
    state: "waiting",
    waitsFor: `${where(place)}, which ${what}`,
  });
  if (suspend && !(kustomization?.spec.suspend && policy?.spec.suspend)) return waiting(cluster, "suspends it");
  if (isResumed({ environment, kustomization, policy })) return waiting(cluster, "resumes it");
  const tag = policy?.status?.latestRef?.tag;
  if (pin && tag !== undefined && tag !== pin.tag) return waiting(automation.cluster, `pins it to ${pin.tag}`);
  const given = (one: Reference | undefined, field: string): unknown => valueAt(one, ["spec", field]);
  if (kustomization && manifest && !isAlike(given(manifest, "images"), kustomization.spec.images)) {
    return waiting(cluster, pin?.digest === undefined ? "unpins its digest" : `pins it to ${pin.tag}@${pin.digest}`);
  }
  if (!policy || !policyManifest) return undefined;
  const isSamePolicy =
    isThere(given(policyManifest, "policy"), policy.spec.policy) &&
    isAlike(given(policyManifest, "filterTags"), policy.spec.filterTags);
  return isSamePolicy ? undefined : waiting(automation.cluster, pin ? `pins it to ${pin.tag}` : "changes its policy");
}

interface Way {
  /** Whether what was chosen is what is deployed. */
  readonly hasArrived: boolean;
  /** @default - nothing is on its way */
  readonly wait?: Wait | undefined;
}

/** Where on its way a choice is, or a commit. */
function wayOf(found: Found, running: Image | undefined): Way {
  const { environment, links, policy, automation, source, kustomization } = found;
  const chosen = policy?.status?.latestRef;
  const written = automation?.status?.observedPolicies?.[environment.objectName];
  const wanted = chosen && { tag: chosen.tag, digest: environment.pin?.digest ?? chosen.digest };
  const isWritten = written?.tag === chosen?.tag;
  // Under another name the image says nothing: what is applied has it.
  const hasArrived = wanted === undefined || (running ? isSame(running, wanted) : isWritten);
  const moving = (waitsFor: string, since: string | undefined): Way => ({
    hasArrived,
    wait: { state: "moving", waitsFor, since },
  });
  const { lastPushCommit: commit, lastPushTime: pushed = "" } = automation?.status ?? {};
  const { revision, lastUpdateTime: fetched = "" } = source?.status?.artifact ?? {};
  const isBehind = revision !== undefined && kustomization?.status?.lastAppliedRevision !== revision;
  const applying = moving(`${links.kustomization} to apply ${short(commitOf(revision))}`, fetched);
  if (chosen && !hasArrived) {
    if (!isWritten) return moving(`${links.automation} to write ${chosen.tag}`, changedAt(policy));
    if (environment.pushBranch !== undefined) {
      if (isBehind) return applying;
      // Whether that commit has the merge nobody tells: it may be another one, or lack the marker.
      const later = Date.parse(fetched) > Date.parse(pushed) ? `; ${short(commitOf(revision))} is without it` : "";
      const waitsFor = `a merge of branch ${environment.pushBranch}, which has ${chosen.tag}${later}`;
      return { hasArrived, wait: { state: "waiting", waitsFor, since: pushed || undefined } };
    }
    // A later commit may have been fetched with it.
    const isFetched = commit === undefined || commitOf(revision) === commit || Date.parse(fetched) > Date.parse(pushed);
    if (!isFetched) return moving(`${links.source} to fetch ${short(commit)}`, pushed);
  }
  return isBehind ? applying : { hasArrived };
}

function rolloutWait(found: Found): Wait | undefined {
  const [underWay] = found.findings.filter(({ fault }) => isUnderWay(fault));
  if (underWay)
    return { state: "moving", waitsFor: `${underWay.name} to be Ready`, since: underWay.fault.lastTransitionTime };
  const rolling = found.deployments.find((each) => !isRolledOut(each));
  if (!rolling) return undefined;
  const { name, namespace } = rolling.metadata;
  return {
    state: "moving",
    waitsFor: `Pods of Deployment ${namespace ?? ""}/${name}`,
    since: changedAt(rolling, "Available") ?? healthySince(found.kustomization),
  };
}

const plus = (time: string | undefined, seconds: number): string | undefined => {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? undefined : new Date(at + seconds * 1000).toISOString().replace(".000Z", "Z");
};

/** An image that the environment before runs healthy, and that this one has not been given yet. */
function promotionWait(
  { environment }: Found,
  running: Image | undefined,
  before: Found | undefined,
  delivery: Delivery,
): Wait | undefined {
  const { promoteFrom, soakSeconds } = environment;
  const next = before && runningOf(before);
  if (!before || !promoteFrom || next?.digest === undefined || next.digest === running?.digest) return undefined;
  const { state, since } = settle(before, delivery);
  if (state !== "ready" && state !== "pinned") return undefined;
  return {
    state: "waiting",
    waitsFor: `a promotion of ${next.tag ?? next.digest} from ${promoteFrom.name}: its soak, then the reviewers`,
    since,
    until: plus(since, soakSeconds),
  };
}

const toBroken = ({ name: object, at, fault, event, remedy }: Finding): Broken => ({
  object,
  at,
  fault,
  event,
  remedy,
});

/** What a policy that knows no tag is not told by. */
const otherFaults: ReadonlySet<string> = new Set([reasons.missing, reasons.suspended, reasons.terminating]);

/** That no image was promoted yet is no fault of the policy's. */
const isFirstPromotion = ({ environment, links, policy }: Found, { name, fault }: Finding): boolean =>
  environment.promoteFrom !== undefined &&
  environment.pin === undefined &&
  name === links.policy &&
  policy?.status?.latestRef === undefined &&
  !otherFaults.has(fault.reason);

/** A tag that was written and applied, and is not what runs: no condition says so. */
function untaggedIn(found: Found, running: Image | undefined, delivery: Delivery): Broken | undefined {
  const { environment, policy, links, manifest } = found;
  const chosen = policy?.status?.latestRef?.tag;
  if (chosen === undefined || running?.tag === undefined || running.tag === chosen || !manifest) return undefined;
  const fault = untagged(running.tag, chosen);
  const { cluster, at } = environment;
  const remedy = remedyFor({ manifest, fault, stack: cluster.stacks.app, cluster, delivery });
  return { object: links.kustomization, at, fault, remedy };
}

/** How an environment is, and why. */
type Judgement = Pick<Row, "state" | "waitsFor" | "since" | "until" | "broken">;

/** How it is by itself, whatever may be promoted to it. */
function settle(found: Found, delivery: Delivery): Judgement {
  const { environment, findings, stuck, kustomization } = found;
  const brokenBy = (broken: Broken): Judgement => ({
    state: "broken",
    broken,
    since: broken.fault.lastTransitionTime,
  });
  const open = deployWait(found);
  // A deploy mends it.
  const isOpen = ({ name, fault }: Finding): boolean =>
    isResumed(found) && fault.reason === reasons.suspended && isFrozen(found.links, name);
  const failed = findings.find((each) => !isUnderWay(each.fault) && !isFirstPromotion(found, each) && !isOpen(each));
  if (failed) return brokenBy(toBroken(failed));
  const [dead] = stuck;
  if (dead) return brokenBy(toBroken(dead));
  if (open) return open;
  if (environment.suspend) return { state: "suspended" };
  const running = runningOf(found);
  const way = wayOf(found, running);
  const wait = way.hasArrived ? (rolloutWait(found) ?? way.wait) : (way.wait ?? rolloutWait(found));
  if (wait) return wait;
  const other = untaggedIn(found, running, delivery);
  if (other) return brokenBy(other);
  return { state: environment.pin ? "pinned" : "ready", since: healthySince(kustomization) };
}

function judge(found: Found, before: Found | undefined, delivery: Delivery): Judgement {
  const settled = settle(found, delivery);
  if (settled.state !== "ready") return settled;
  return promotionWait(found, runningOf(found), before, delivery) ?? settled;
}

/** The row of each environment, from what the clusters have answered. */
export function rowsOf(
  environments: readonly Environment[],
  answers: ReadonlyMap<Cluster, Answer>,
  delivery: Delivery,
): readonly Row[] {
  const known = new Map<Environment, Found | undefined>();
  const find = (environment: Environment): Found | undefined => {
    if (known.has(environment)) return known.get(environment);
    const [here, writer] = [answers.get(environment.cluster), answers.get(environment.automation.cluster)];
    const isAnswered = here && writer && !(here instanceof ClusterError) && !(writer instanceof ClusterError);
    const found = isAnswered ? findOf(environment, here, writer) : undefined;
    known.set(environment, found);
    return found;
  };
  return environments.map((environment): Row => {
    const found = find(environment);
    if (!found) return { environment, state: "unknown" };
    const { policy, automation, source, kustomization } = found;
    const { promoteFrom, repository, objectName } = environment;
    const verified = repository.verify && conditionOf(source, "SourceVerified")?.status;
    return {
      environment,
      seen: seenOf(found),
      chosen: policy?.status?.latestRef?.tag,
      written: automation?.status?.observedPolicies?.[objectName]?.tag,
      running: runningOf(found)?.tag,
      fetched: source?.status?.artifact?.revision,
      applied: kustomization?.status?.lastAppliedRevision,
      isSigned: verified === undefined ? undefined : verified === "True",
      pods: podsOf(found),
      ...judge(found, promoteFrom && find(promoteFrom), delivery),
    };
  });
}
