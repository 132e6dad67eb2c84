import type { Environment } from "../../../model/delivery";
import { applicationSecretName } from "../../../model/names";
import { isMany, scaleOf } from "../../../model/workload";
import { selector } from "./selector";
import { plainVariables, secretVariables } from "./variables";

/** Zones and nodes. Neither holds up a Pod: where there is one of them alone, it goes there. */
const topologyKeys = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"];

/** Only the Pods of one revision are spread: those that go don't count. */
const spread = (name: string): object[] =>
  topologyKeys.map((topologyKey) => ({
    topologyKey,
    maxSkew: 1,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selector(name) },
    matchLabelKeys: ["pod-template-hash"],
  }));

/** What is given of a mapping; undefined where that is nothing. */
function given<T extends object>(fields: T): T | undefined {
  return Object.values(fields).some((value) => value !== undefined) ? fields : undefined;
}

/**
 * What is otherwise about a Deployment in one environment: a part of it, which kustomize puts over the base's. Containers
 * and variables are known by their names, so nothing of others is lost.
 */
export function deploymentPatch(environment: Environment): object | undefined {
  const { application, objectName, secrets, workload } = environment;
  const { objectName: name } = application;
  const scale = scaleOf(environment);
  const variables = [
    ...(plainVariables(workload.env) ?? []),
    ...secretVariables(applicationSecretName(objectName), Object.keys(secrets)),
  ];
  const { requests, limits } = workload.resources;
  const container = given({
    env: variables.length > 0 ? variables : undefined,
    resources: given({ requests: given({ ...requests }), limits: given({ ...limits }) }),
  });
  const pod = given({
    topologySpreadConstraints: isMany(scale) ? spread(name) : undefined,
    containers: container && [{ name, ...container }],
  });
  const spec = given({ replicas: scale.replicas, template: pod && { spec: pod } });
  return spec && { apiVersion: "apps/v1", kind: "Deployment", metadata: { name }, spec };
}

/** What is otherwise about the application's ServiceAccount in one environment. */
export function serviceAccountPatch({ application, workload }: Environment): object | undefined {
  const { annotations } = workload.serviceAccount;
  const account = application.workload.serviceAccount;
  if (!account || Object.keys(annotations).length === 0) return undefined;
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: account.name, annotations: { ...annotations } },
  };
}
