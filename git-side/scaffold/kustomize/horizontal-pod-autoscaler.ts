import type { HorizontalPodAutoscaler } from "../../../.gen/crds";
import type { Scale } from "../../../model/workload";
import { selector } from "./selector";

/** Sets the number of Pods by their load. @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ */
export const horizontalPodAutoscaler = (
  name: string,
  { minReplicas, maxReplicas, averageUtilization }: NonNullable<Scale["autoscaling"]>,
): HorizontalPodAutoscaler => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name, labels: selector(name) },
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
    minReplicas,
    maxReplicas,
    metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization } } }],
  },
});
