import type { Cluster, Delivery } from "../defaults";
import {
  alertmanagerSecretName,
  dockerSecretName,
  gitSecretName,
  providerSecretName,
  webhookSecretName,
} from "../names";
import { formatGiven, type Path, type Problem } from "../problems";
import { dnsLabel } from "../schema/primitives";
import { automations, clusterView, type Automation } from "../topology";
import { collisions, environmentsOf, type Claim, type Placed } from "./claims";

/** Where an automation has its name from: its first environment's push branch, or else its repository. */
function automationPath({ repository, pushBranch, deployments }: Automation, delivery: Delivery): Path {
  const placed = environmentsOf(delivery).find(({ environment }) => environment === deployments[0]?.environment);
  return pushBranch === undefined || !placed
    ? ["repositories", delivery.repositories.indexOf(repository), "name"]
    : [...placed.path, "pushBranch"];
}

/** The cluster that an environment's policy is on. */
function writers(delivery: Delivery): (placed: Placed) => string {
  const names = new Map(
    automations(delivery).flatMap(({ deployments, clusters: [writer = ""] }) =>
      deployments.map(({ environment }) => [environment, writer] as const),
    ),
  );
  return ({ environment }) => names.get(environment) ?? environment.cluster;
}

/** No two environments of a cluster share the name of their Kustomization, or of their policy where it is written. */
export function uniqueObjectNames(delivery: Delivery): Problem[] {
  const writerOf = writers(delivery);
  const environments = environmentsOf(delivery);
  const claims = (clusterOf: (placed: Placed) => string): Problem[] =>
    collisions(
      environments.map((placed) => ({
        key: `${clusterOf(placed)}/${placed.environment.objectName}`,
        given: placed.environment.objectName,
        path: [...placed.path, "objectName"],
        noun: `a name on cluster ${clusterOf(placed)}`,
      })),
    );
  const running = claims(({ environment }) => environment.cluster);
  const told = new Set(running.map(({ path }) => path.join()));
  return [...running, ...claims(writerOf).filter(({ path }) => !told.has(path.join()))];
}

/** No two automations of a cluster share a name: push branches that differ only in punctuation do. */
export function uniqueAutomationNames(delivery: Delivery): Problem[] {
  return collisions(
    automations(delivery).map((automation) => ({
      key: `${automation.clusters[0] ?? ""}/${automation.name}`,
      given: automation.pushBranch ?? automation.repository.name,
      path: automationPath(automation, delivery),
      noun: "an ImageUpdateAutomation",
      mend: `both would be named ${automation.name}`,
    })),
  );
}

/** Names made of several names are still names to Kubernetes. */
export function derivedNamesFit(delivery: Delivery): Problem[] {
  const isTooLong = (name: string): boolean => !dnsLabel.safeParse(name).success;
  return [
    ...environmentsOf(delivery).flatMap(({ environment: { objectName }, path }) =>
      isTooLong(objectName)
        ? {
            path: [...path, "objectName"],
            given: formatGiven(objectName),
            expected: "a name of at most 63 characters: set objectName to a shorter one",
          }
        : [],
    ),
    ...automations(delivery).flatMap((automation) =>
      isTooLong(automation.name)
        ? {
            path: automationPath(automation, delivery),
            given: formatGiven(automation.pushBranch),
            expected: `a branch that makes a name of at most 63 characters with the repository's, not ${formatGiven(automation.name)}`,
          }
        : [],
    ),
  ];
}

/** The Secrets of a Flux namespace. */
function secretsOf(delivery: Delivery, cluster: Cluster): Claim[] {
  const view = clusterView(delivery, cluster);
  const index = delivery.clusters.indexOf(cluster);
  const claim = (given: string, path: Path): Claim => ({
    key: given,
    given,
    path,
    noun: `a Secret in namespace ${cluster.fluxNamespace} of cluster ${cluster.name}`,
  });
  const { monitoring } = cluster;
  return [
    ...(cluster.receiver ? [claim(webhookSecretName, ["clusters", index, "receiver"])] : []),
    ...(monitoring?.namespace === cluster.fluxNamespace
      ? [claim(alertmanagerSecretName, ["clusters", index, "monitoring"])]
      : []),
    ...cluster.notifications.providers.map(({ name }, at) =>
      claim(providerSecretName(name), ["clusters", index, "notifications", "providers", at, "name"]),
    ),
    ...view.repositories.map((repository) =>
      claim(gitSecretName(repository.name), ["repositories", delivery.repositories.indexOf(repository), "name"]),
    ),
    ...view.scanCredentials.map(({ credential }) =>
      claim(dockerSecretName(credential.name), [
        "registryCredentials",
        delivery.registryCredentials.indexOf(credential),
        "name",
      ]),
    ),
    claim(delivery.github.bot.gpg.secretName, ["github", "bot", "gpg", "secretName"]),
  ];
}

/** The Secrets of a Flux namespace have distinct names, whatever the repositories and credentials are called. */
export const uniqueSecretNames = (delivery: Delivery): Problem[] =>
  delivery.clusters.flatMap((cluster) => collisions(secretsOf(delivery, cluster)));

/** Flux's own source, Kustomization and Secret are named as its namespace: ours would take them over. */
export function fluxKeepsItsNames(delivery: Delivery): Problem[] {
  const { clusters, repositories, github } = delivery;
  const refuse = (given: string, path: Path, kind: string): Problem => ({
    path,
    given: formatGiven(given),
    expected: `a name other than the Flux namespace's, which Flux's own ${kind} has`,
  });
  return clusters.flatMap((cluster) => {
    const { fluxNamespace } = cluster;
    const { secretName } = github.bot.gpg;
    return [
      ...(secretName === fluxNamespace ? [refuse(secretName, ["github", "bot", "gpg", "secretName"], "Secret")] : []),
      ...clusterView(delivery, cluster)
        .repositories.filter(({ name }) => name === fluxNamespace)
        .map((each) => refuse(each.name, ["repositories", repositories.indexOf(each), "name"], "GitRepository")),
      ...environmentsOf(delivery)
        .filter(({ environment }) => environment.cluster === cluster.name && environment.objectName === fluxNamespace)
        .map(({ path }) => refuse(fluxNamespace, [...path, "objectName"], "Kustomization")),
    ];
  });
}
