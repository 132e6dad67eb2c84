import type { ClusterState, Condition } from "../cluster/cluster-state";

/** What keeps an object from being Ready: a condition, or what stands for one where none says it, with an empty type. */
export type Fault = Condition;

/** What no condition says. */
export const reasons = {
  missing: "Missing",
  terminating: "Terminating",
  unseen: "Unseen",
  suspended: "Suspended",
  /** Its revision is applied, and deploys another tag than the one that was written. */
  untagged: "Untagged",
} as const;

const own = (reason: string, message: string): Fault => ({ type: "", status: "", reason, message });

/** What a Pod or a controller is at in good order; anything else that is not Ready is a failure. */
const underWay: ReadonlySet<string> = new Set([
  "Progressing",
  "ContainerCreating",
  "PodInitializing",
  "ContainersNotReady",
  "ContainersNotInitialized",
]);

/** Whether what is not Ready may become so by itself. */
export const isUnderWay = ({ status, reason }: Fault): boolean => status === "Unknown" || underWay.has(reason);

/** That a Kustomization deploys another tag than the one that was written, though it is Ready. */
export const untagged = (running: string, written: string): Fault =>
  own(reasons.untagged, `what it has applied runs ${running}, not ${written}`);

/** Kinds that no controller reports a condition of: that they are there is all. */
const silent: ReadonlySet<string> = new Set([
  "Namespace",
  "ConfigMap",
  "Provider",
  "Alert",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ServiceAccount",
  "RoleBinding",
]);

const unseen = own(reasons.unseen, "no controller has said anything of it");

/** Of what was just applied: its controller comes to it by itself. */
const behind: Fault = { ...own(reasons.unseen, "its controller has not seen its last change"), status: "Unknown" };

/**
 * What is wrong with a route. Each controller lists what it says of each Gateway, in any order; ResolvedRefs is false
 * until Flux has deployed the Service.
 *
 * @see https://gateway-api.sigs.k8s.io/reference/spec/#routestatus
 */
function routeFault({ status }: ClusterState): Fault | undefined {
  const parents = status?.parents ?? [];
  const said = parents.flatMap(({ conditions }) => conditions);
  if (said.length === 0) return unseen;
  const isTaken = parents.some(({ conditions }) => conditions.some((each) => isTrue(each, "Accepted")));
  return (
    (isTaken ? undefined : said.find(({ type }) => type === "Accepted")) ??
    said.find(({ type, status: value }) => type === "ResolvedRefs" && value !== "True")
  );
}

const isTrue = ({ type, status }: Condition, wanted: string): boolean => type === wanted && status === "True";

/** What its controller is at, such as health checks, which Ready does not say meanwhile. */
function withProgress(ready: Condition, conditions: readonly Condition[]): Fault {
  const work = conditions.find((each) => isTrue(each, "Reconciling"))?.message ?? "";
  return work === "" || work === ready.message ? ready : { ...ready, message: `${ready.message}: ${work}` };
}

function readyFault({ metadata, spec, status }: ClusterState): Fault | undefined {
  const ready = status?.conditions.find(({ type }) => type === "Ready");
  const { generation } = metadata;
  const seen = status?.observedGeneration;
  const isSeen = ready !== undefined && (seen === undefined || generation === undefined || seen >= generation);
  if (isSeen && ready.status === "True") return undefined;
  if (spec.suspend === true) return own(reasons.suspended, "it is suspended: its controller leaves it alone");
  if (!ready) return unseen;
  if (ready.status === "Unknown") return withProgress(ready, status?.conditions ?? []);
  // What is wrong with it as it was before would still be said.
  return isSeen || ready.status !== "True" ? ready : behind;
}

/** What keeps an object from being Ready; undefined where it is. */
export function faultOf(kind: string, found: ClusterState | undefined): Fault | undefined {
  if (!found) return own(reasons.missing, "it is not in the cluster");
  const { deletionTimestamp } = found.metadata;
  if (deletionTimestamp !== undefined)
    return own(reasons.terminating, `it is being deleted since ${deletionTimestamp}`);
  if (silent.has(kind)) return undefined;
  return kind === "HTTPRoute" ? routeFault(found) : readyFault(found);
}

/** Why a Pod does not run; undefined where it does. @see https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ */
export function podFault({ status }: ClusterState): Fault | undefined {
  const containers = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  const held = containers.find(({ state }) => state.waiting);
  const conditions = status?.conditions ?? [];
  const ready = conditions.find(({ type }) => type === "Ready");
  if (held?.state.waiting) {
    const { reason, message } = held.state.waiting;
    // A container has no time of its own.
    const { lastTransitionTime } = ready ?? {};
    const said = `image ${held.image}${message && `: ${message}`}`;
    return { type: "Ready", status: "False", reason, message: said, lastTransitionTime };
  }
  const unscheduled = conditions.find(({ type, status: value }) => type === "PodScheduled" && value === "False");
  // Of a Pod that has ended it is False, and right so.
  const isDone = ready?.reason === "PodCompleted";
  return unscheduled ?? (ready?.status === "False" && !isDone ? ready : undefined);
}
