import { formatGiven, type Path, type Problem } from "../config/problems";
import { dnsLabel } from "../config/schema/primitives";
import { usesApp } from "../model/app";
import { tokenReceivers } from "../model/called";
import type { Application, Cluster, Delivery, Environment, GitHub, Repository } from "../model/delivery";
import {
  alertmanagerSecretName,
  appSecretName,
  gitSecretName,
  providerSecretName,
  registryCredentialSecretName,
  registryTokenSecretName,
  signersSecretName,
  webhookSecretName,
} from "../model/names";
import { claims, each, unique, type Claim } from "./rule";

/** No two environments of a cluster share the name of their Kustomization, or of their policy where it is written. */
export function* uniqueObjectNames({ environments }: Delivery): Generator<Problem> {
  const claimsOn = (clusterOf: (environment: Environment) => Cluster): Iterable<Claim> =>
    claims(environments, function* (environment) {
      const { name } = clusterOf(environment);
      const { objectName, at } = environment;
      yield {
        key: `${name}/${objectName}`,
        given: objectName,
        path: [...at, "objectName"],
        noun: `a name on cluster ${name}`,
      };
    });
  const running = [...unique(claimsOn(({ cluster }) => cluster))];
  const told = new Set(running.map(({ path }) => path.join()));
  yield* running;
  for (const problem of unique(claimsOn(({ automation }) => automation.cluster))) {
    if (!told.has(problem.path.join())) yield problem;
  }
}

/** The field that names an element's objects. */
const nameField = ({ name, objectName, at }: Application | Repository): Path => [
  ...at,
  objectName === name ? "name" : "objectName",
];

/** No two repositories' objects share a name, nor two applications', whatever they are called in the file. */
export function* uniqueNamesOfObjects({ applications, repositories }: Delivery): Generator<Problem> {
  for (const list of [applications, repositories]) {
    yield* unique(
      claims<Application | Repository>(list, function* (element) {
        const { objectName } = element;
        yield { key: objectName, given: objectName, path: nameField(element), noun: "a name for its objects" };
      }),
    );
  }
}

/** No two automations of a cluster share a name: push branches that differ only in punctuation do. */
export const uniqueAutomationNames = ({ automations }: Delivery): Iterable<Problem> =>
  unique(
    claims(automations, function* ({ name, cluster, repository, pushBranch, at }) {
      yield {
        key: `${cluster.name}/${name}`,
        given: pushBranch ?? repository.name,
        path: at,
        noun: "an ImageUpdateAutomation",
        mend: `both would be named ${name}`,
      };
    }),
  );

const isTooLong = (name: string): boolean => !dnsLabel.safeParse(name).success;

/** Names made of several names are still names to Kubernetes. */
export function* derivedNamesFit({ environments, automations }: Delivery): Generator<Problem> {
  yield* each(environments, function* ({ objectName, at }) {
    if (!isTooLong(objectName)) return;
    yield {
      path: [...at, "objectName"],
      given: formatGiven(objectName),
      expected: "a name of at most 63 characters: set objectName to a shorter one",
    };
  });
  yield* each(automations, function* ({ name, pushBranch, at }) {
    if (!isTooLong(name)) return;
    yield {
      path: at,
      given: formatGiven(pushBranch),
      expected: `a branch that makes a name of at most 63 characters with the repository's, not ${formatGiven(name)}`,
    };
  });
}

/** The Secrets with the bot's keys, and the fields that name them. */
function* signingSecrets({ bot: { gpg, ssh } }: GitHub): Generator<readonly [name: string, path: Path]> {
  if (gpg) yield [gpg.secretName, ["github", "bot", "gpg", "secretName"]];
  if (ssh) yield [ssh.secretName, ["github", "bot", "ssh", "secretName"]];
}

/** The Secrets of a cluster's Flux namespace, each with where its name comes from. */
function* fluxSecrets(cluster: Cluster, github: GitHub): Generator<Claim> {
  const noun = `a Secret in namespace ${cluster.fluxNamespace} of cluster ${cluster.name}`;
  const claim = (name: string, path: Path): Claim => ({ key: name, given: name, path, noun });
  const { receiver, monitoring } = cluster;
  if (receiver) yield claim(webhookSecretName, [...cluster.at, "receiver"]);
  yield* claims(tokenReceivers(cluster), function* ({ name, at }) {
    yield claim(registryTokenSecretName(name), [...at, "name"]);
  });
  if (monitoring?.namespace === cluster.fluxNamespace)
    yield claim(alertmanagerSecretName, [...cluster.at, "monitoring"]);
  yield* claims(cluster.notifications.providers, function* ({ name, at }) {
    yield claim(providerSecretName(name), [...at, "name"]);
  });
  yield* claims(cluster.repositories, function* (repository) {
    const { objectName, deployKey, verify } = repository;
    if (deployKey) yield claim(gitSecretName(objectName), nameField(repository));
    if (verify) yield claim(signersSecretName(objectName), nameField(repository));
  });
  if (github.app && usesApp(cluster)) yield claim(appSecretName, ["github", "app"]);
  yield* claims(cluster.scanCredentials, function* ({ name, at }) {
    yield claim(registryCredentialSecretName(name), [...at, "name"]);
  });
  for (const [name, path] of signingSecrets(github)) yield claim(name, path);
}

/** The Secrets of a Flux namespace have distinct names, whatever the repositories and credentials are called. */
export const uniqueSecretNames = ({ clusters, github }: Delivery): Iterable<Problem> =>
  each(clusters, (cluster) => unique(fluxSecrets(cluster, github)));

const refuse = (given: string, path: Path, kind: string): Problem => ({
  path,
  given: formatGiven(given),
  expected: `a name other than the Flux namespace's, which Flux's own ${kind} has`,
});

/** Flux's own source, Kustomization and Secret are named as its namespace: ours would take them over. */
export function* fluxKeepsItsNames({ clusters, github }: Delivery): Generator<Problem> {
  yield* each(clusters, function* ({ fluxNamespace }) {
    for (const [name, path] of signingSecrets(github)) if (name === fluxNamespace) yield refuse(name, path, "Secret");
  });
  yield* each(clusters, function* ({ fluxNamespace, repositories }) {
    yield* each(repositories, function* (repository) {
      const { objectName } = repository;
      if (objectName === fluxNamespace) yield refuse(objectName, nameField(repository), "GitRepository");
    });
  });
  yield* each(clusters, function* ({ fluxNamespace, environments }) {
    yield* each(environments, function* ({ objectName, at }) {
      if (objectName === fluxNamespace) yield refuse(objectName, [...at, "objectName"], "Kustomization");
    });
  });
}
