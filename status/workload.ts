/** What Deployments and their Pods say of how far a rollout has come. */
import type { ClusterState } from "../cluster/cluster-state";
import type { Reference } from "../cluster/kubectl";
import { isUnderWay, podFault, type Fault } from "../why/faults";
import type { PipelineObject } from "./objects";

export const wantedPods = ({ spec: { replicas = 1 } }: PipelineObject): number => replicas;

/** Whether all Pods of a Deployment are of its newest template, and Ready. */
export function isRolledOut(deployment: PipelineObject): boolean {
  const { metadata, status } = deployment;
  const wanted = wantedPods(deployment);
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, readyReplicas = 0 } = status ?? {};
  const isSeen = observedGeneration >= (metadata.generation ?? 0);
  return isSeen && replicas === wanted && updatedReplicas >= wanted && readyReplicas >= wanted;
}

/** Of a Deployment, by what its ReplicaSets call them: NAME-HASH-FIVE. */
const isOf = ({ metadata: { name } }: PipelineObject, { metadata }: ClusterState): boolean =>
  metadata.name.startsWith(`${name}-`) && metadata.name.slice(name.length + 1).split("-").length <= 2;

/** An object that keeps a rollout from its end, and will not get better by itself. */
export interface Stuck {
  readonly manifest: Reference;
  readonly fault: Fault;
}

/**
 * Why a rollout does not come to its end, causes first: its Pods that fail, then that its time is over.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#failed-deployment
 */
export function stuckOf(deployment: PipelineObject, pods: readonly ClusterState[]): readonly Stuck[] {
  const place = (apiVersion: string, { kind, metadata: { name, namespace } }: ClusterState): Reference => ({
    apiVersion,
    kind,
    metadata: { name, namespace },
  });
  const failed = pods.flatMap((pod): Stuck[] => {
    // One that goes is not what the rollout waits for.
    const fault = isOf(deployment, pod) && pod.metadata.deletionTimestamp === undefined ? podFault(pod) : undefined;
    return fault && !isUnderWay(fault) ? [{ manifest: place("v1", pod), fault }] : [];
  });
  const late = deployment.status?.conditions.find(({ type, status }) => type === "Progressing" && status === "False");
  return late ? [...failed, { manifest: place("apps/v1", deployment), fault: late }] : failed;
}
