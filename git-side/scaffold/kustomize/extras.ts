import type { Environment } from "../../../model/delivery";
import { isMany, scaleOf } from "../../../model/workload";
import { horizontalPodAutoscaler } from "./horizontal-pod-autoscaler";
import { overlayNamespace } from "./namespace";
import { networkPolicy } from "./network-policy";
import { deploymentPatch, serviceAccountPatch } from "./patches";
import { podDisruptionBudget } from "./pod-disruption-budget";

/** A file beside an overlay's kustomization.yaml, which names it. */
export interface Extra {
  readonly name: string;
  readonly value: object;
}

const named = (name: string, value: object | undefined): Extra[] => (value ? [{ name, value }] : []);

/** Objects that one environment has beside its base's. */
export function overlayObjects(environment: Environment): readonly Extra[] {
  const { application, createNamespace, namespace } = environment;
  const { objectName: name, workload } = application;
  const scale = scaleOf(environment);
  return [
    ...named("namespace.yaml", createNamespace ? overlayNamespace(namespace) : undefined),
    ...named("horizontal-pod-autoscaler.yaml", scale.autoscaling && horizontalPodAutoscaler(name, scale.autoscaling)),
    ...named("pod-disruption-budget.yaml", isMany(scale) ? podDisruptionBudget(name) : undefined),
    ...named("network-policy.yaml", workload.networkPolicy && networkPolicy(environment, workload.networkPolicy)),
  ];
}

/** What changes the base's objects in one environment. */
export const overlayPatches = (environment: Environment): readonly Extra[] => [
  ...named("deployment-patch.yaml", deploymentPatch(environment)),
  ...named("service-account-patch.yaml", serviceAccountPatch(environment)),
];
