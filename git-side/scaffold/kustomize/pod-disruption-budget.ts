import type { PodDisruptionBudget } from "../../../.gen/crds";
import { selector } from "./selector";

/**
 * Lets a drain of nodes take one Pod at a time. Those that are not Ready may go at any time: a crash must not hold up a node.
 *
 * @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
 */
export const podDisruptionBudget = (name: string): PodDisruptionBudget => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { name, labels: selector(name) },
  spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: "AlwaysAllow", selector: { matchLabels: selector(name) } },
});
