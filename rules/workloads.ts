import { formatGiven, type Path, type Problem } from "../config/problems";
import type { Delivery } from "../model/delivery";
import { amountOf } from "../model/quantity";
import { resourcesOf, type Scale } from "../model/workload";
import { claims, each, unique } from "./rule";

function* scaleProblems({ replicas, autoscaling }: Scale, at: Path): Generator<Problem> {
  if (!autoscaling) return;
  const { minReplicas, maxReplicas } = autoscaling;
  if (replicas !== undefined) {
    const expected = "no replicas beside autoscaling, which sets their number: leave one of them out";
    yield { path: [...at, "replicas"], given: formatGiven(replicas), expected };
  }
  if (minReplicas <= maxReplicas) return;
  yield {
    path: [...at, "autoscaling", "maxReplicas"],
    given: formatGiven(maxReplicas),
    expected: `at least minReplicas, which is ${minReplicas}`,
  };
}

/** The number of Pods is said in one way, and leaves room to scale. */
export function* scalesAreOne({ applications, environments }: Delivery): Generator<Problem> {
  for (const list of [applications, environments]) {
    yield* each<{ readonly workload: Scale; readonly at: Path }>(list, ({ workload, at }) =>
      scaleProblems(workload, [...at, "workload"]),
    );
  }
}

function* resourceProblems(at: Path, ...[workload, own]: Parameters<typeof resourcesOf>): Generator<Problem> {
  const resources = resourcesOf(workload, own);
  for (const field of ["cpu", "memory"] as const) {
    const { requested, limit } = resources[field];
    if (limit === undefined || amountOf(requested) <= amountOf(limit)) continue;
    yield {
      path: [...at, "resources", "requests", field],
      given: formatGiven(requested),
      expected: `at most the limit, which is ${limit}: raise limits.${field}, or request less`,
    };
  }
}

/** Nothing is requested beyond its limit: the API server refuses such Pods. */
export function* requestsFitLimits({ applications, environments }: Delivery): Generator<Problem> {
  yield* each(applications, ({ workload, at }) => resourceProblems([...at, "workload"], workload));
  yield* each(environments, function* ({ workload: { resources }, application, at }) {
    // What the application's own are wrong in has been told.
    const isTold = [...resourceProblems([], application.workload)].length > 0;
    if (!isTold) yield* resourceProblems([...at, "workload"], application.workload, resources);
  });
}

/** A Pod that sleeps before it stops has time left to stop: the API server refuses a sleep until the kill. */
export const drainsEnd = ({ applications }: Delivery): Iterable<Problem> =>
  each(applications, function* ({ workload: { drain }, at }) {
    if (!drain || drain.sleepSeconds < drain.terminationGracePeriodSeconds) return;
    yield {
      path: [...at, "workload", "drain", "terminationGracePeriodSeconds"],
      given: formatGiven(drain.terminationGracePeriodSeconds),
      expected: `more than sleepSeconds, which is ${drain.sleepSeconds}`,
    };
  });

/** A variable is given once: in plain text it would win over the secret without a word. */
export const variablesAreGivenOnce = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ secrets, workload, application, at }) {
    for (const name of Object.keys(secrets)) {
      const place = [
        { env: workload.env, holder: [...at, "workload", "env", name] },
        { env: application.workload.env, holder: [...application.at, "workload", "env", name] },
      ].find(({ env }) => Object.hasOwn(env, name));
      if (!place) continue;
      yield {
        path: [...at, "secrets", name],
        given: formatGiven(name),
        expected: "a variable that no env has, which would win over it",
        atKey: true,
        holder: place.holder,
      };
    }
  });

/** A ServiceAccount is one application's in its namespace, and none that Kubernetes makes. */
export function* serviceAccountsAreOwn({ applications, environments }: Delivery): Generator<Problem> {
  yield* each(applications, function* ({ workload: { serviceAccount }, at }) {
    if (serviceAccount?.name !== "default") return;
    yield {
      path: [...at, "workload", "serviceAccount", "name"],
      given: formatGiven(serviceAccount.name),
      expected: "another name: each namespace has a ServiceAccount default, which all its other Pods run as",
    };
  });
  yield* unique(
    claims(environments, function* ({ application, cluster, namespace }) {
      const { serviceAccount } = application.workload;
      if (!serviceAccount) return;
      yield {
        key: `${cluster.name}/${namespace}/${serviceAccount.name}`,
        given: serviceAccount.name,
        path: [...application.at, "workload", "serviceAccount", "name"],
        noun: `a ServiceAccount in namespace ${namespace} of cluster ${cluster.name}`,
      };
    }),
  );
}

/** What an environment says of a ServiceAccount is about one that there is. */
export const annotatedAccountsAreThere = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ workload, application, at }) {
    const { annotations } = workload.serviceAccount;
    if (Object.keys(annotations).length === 0 || application.workload.serviceAccount) return;
    yield {
      path: [...at, "workload", "serviceAccount", "annotations"],
      given: formatGiven(annotations),
      expected: "annotations of a ServiceAccount that there is: write serviceAccount: {} in the application's workload",
    };
  });
