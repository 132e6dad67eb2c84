import type { Application, Environment, Workload } from "./delivery";

/** How many Pods an environment's workload has. */
export type Scale = Pick<Workload, "replicas" | "autoscaling">;

const isGiven = ({ replicas, autoscaling }: Scale): boolean => replicas !== undefined || autoscaling !== undefined;

/** What an environment says, or else what its application does. */
export const scaleOf = ({ workload, application }: Environment): Scale =>
  isGiven(workload) ? workload : application.workload;

/** Whether there may be more than one Pod. */
export const isMany = ({ replicas, autoscaling }: Scale): boolean => (autoscaling?.maxReplicas ?? replicas ?? 1) > 1;

/** CPU and memory of an environment's container, each the environment's or else the application's. */
export function resourcesOf(
  { resources: { requests, limits } }: Pick<Application["workload"], "resources">,
  own?: Environment["workload"]["resources"],
): { readonly [K in "cpu" | "memory"]: { readonly requested: string; readonly limit: string | undefined } } {
  return {
    cpu: { requested: own?.requests.cpu ?? requests.cpu, limit: own?.limits.cpu ?? limits.cpu },
    memory: { requested: own?.requests.memory ?? requests.memory, limit: own?.limits.memory ?? limits.memory },
  };
}
