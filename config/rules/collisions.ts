import type { Delivery } from "../defaults";
import { automationName, dockerSecretName, gitSecretName, webhookSecretName } from "../names";
import { formatGiven, formatPath, type Path, type Problem } from "../problems";
import { automations, clusterView, stackNames } from "../topology";

/** Something that must be the only one with its key. */
interface Claim {
  readonly key: string;
  readonly path: Path;
  readonly given: string;
  /** What the key is, as in "an SSM path of its own". */
  readonly noun: string;
}

function collisions(claims: readonly Claim[]): Problem[] {
  const first = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const earlier = first.get(claim.key);
    if (!earlier) {
      first.set(claim.key, claim);
      return [];
    }
    return {
      path: claim.path,
      given: formatGiven(claim.given),
      expected: `${claim.noun} of its own: ${formatPath(earlier.path)} has this one`,
    };
  });
}

/** No two secrets share an SSM parameter. */
export function uniqueParameters(delivery: Delivery): Problem[] {
  const noun = "an SSM path";
  const { gpg } = delivery.github.bot;
  const claim = (given: string, path: Path): Claim => ({ key: given, given, path, noun });
  return collisions([
    claim(gpg.parameter, ["github", "bot", "gpg", "parameter"]),
    ...(gpg.passphrase ? [claim(gpg.passphraseParameter, ["github", "bot", "gpg", "passphraseParameter"])] : []),
    ...delivery.clusters.flatMap(({ receiver }, index) =>
      receiver ? [claim(receiver.parameter, ["clusters", index, "receiver", "parameter"])] : [],
    ),
    ...delivery.repositories.map(({ deployKey }, index) =>
      claim(deployKey.parameter, ["repositories", index, "deployKey", "parameter"]),
    ),
    ...delivery.registryCredentials.map(({ parameter }, index) =>
      claim(parameter, ["registryCredentials", index, "parameter"]),
    ),
  ]);
}

/** No two stacks share a name, and so a state. */
export function uniqueStacks({ clusters }: Delivery): Problem[] {
  return collisions(
    clusters.map((cluster, index) => ({
      key: stackNames(cluster).app,
      given: cluster.stackSuffix,
      path: ["clusters", index, "stackSuffix"],
      noun: "a suffix",
    })),
  );
}

/** No two entries are one repository on GitHub: its deploy key and webhook would be made twice. */
export function uniqueGitHubRepositories({ repositories }: Delivery): Problem[] {
  return collisions(
    repositories.map(({ gitHubName }, index) => ({
      key: gitHubName.toLowerCase(),
      given: gitHubName,
      path: ["repositories", index, "gitHubName"],
      noun: "a GitHub repository",
    })),
  );
}

/** No two environments of a cluster share the name of their Kustomization, or of their policy where it is written. */
export function uniqueObjectNames(delivery: Delivery): Problem[] {
  const runs = new Map<string, string>();
  for (const { deployments, clusters } of automations(delivery)) {
    for (const { application, environment } of deployments) {
      runs.set(`${application.name}/${environment.name}`, clusters[0] ?? "");
    }
  }
  const environments = delivery.applications.flatMap((application, index) =>
    application.environments.map((environment, at) => ({
      writer: runs.get(`${application.name}/${environment.name}`) ?? environment.cluster,
      runner: environment.cluster,
      given: environment.objectName,
      path: ["applications", index, "environments", at, "objectName"],
    })),
  );
  const claims = (side: "runner" | "writer"): Problem[] =>
    collisions(
      environments.map((each) => ({
        key: `${each[side]}/${each.given}`,
        given: each.given,
        path: each.path,
        noun: `a name on cluster ${each[side]}`,
      })),
    );
  const problems = claims("runner");
  return problems.length > 0 ? problems : claims("writer");
}

/** No two automations of a cluster share a name: push branches that differ only in punctuation do. */
export function uniqueAutomationNames(delivery: Delivery): Problem[] {
  const names = new Map<string, string>();
  return delivery.applications.flatMap((application, index) =>
    application.environments.flatMap(({ pushBranch }, at) => {
      const name = automationName(application.repository, pushBranch);
      const identity = `${application.repository} ${pushBranch ?? ""}`;
      const earlier = names.get(name) ?? identity;
      names.set(name, earlier);
      if (earlier === identity) return [];
      return {
        path: ["applications", index, "environments", at, "pushBranch"],
        given: formatGiven(pushBranch),
        expected: `a branch whose automation has a name of its own: ${formatGiven(name)} is taken`,
      };
    }),
  );
}

/** The Secrets of a Flux namespace have distinct names, whatever the repositories and credentials are called. */
export function uniqueSecretNames(delivery: Delivery): Problem[] {
  return delivery.clusters.flatMap((cluster) => {
    const view = clusterView(delivery, cluster);
    const claim = (given: string, path: Path): Claim => ({
      key: given,
      given,
      path,
      noun: `a Secret on cluster ${cluster.name}`,
    });
    return collisions([
      ...(cluster.receiver ? [claim(webhookSecretName, ["clusters"])] : []),
      claim(delivery.github.bot.gpg.secretName, ["github", "bot", "gpg", "secretName"]),
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
    ]);
  });
}

/** One overlay belongs to one environment: its marker names one policy. */
export function uniqueOverlays({ applications }: Delivery): Problem[] {
  return collisions(
    applications.flatMap((application, index) =>
      application.environments.map(({ path }, at) => ({
        key: `${application.repository}:${path}`,
        given: path,
        path: ["applications", index, "environments", at, "path"],
        noun: `an overlay in repository ${application.repository}`,
      })),
    ),
  );
}

/** One host name leads to one place. */
export function uniqueHosts({ clusters, applications }: Delivery): Problem[] {
  return collisions([
    ...clusters.flatMap(({ name, receiver }, index) =>
      receiver
        ? [
            {
              key: `${name}/${receiver.host}`,
              given: receiver.host,
              path: ["clusters", index, "receiver", "host"],
              noun: "a host",
            },
          ]
        : [],
    ),
    ...applications.flatMap((application, index) =>
      application.environments.flatMap(({ cluster, route }, at) =>
        route
          ? [
              {
                key: `${cluster}/${route.host}`,
                given: route.host,
                path: ["applications", index, "environments", at, "route", "host"],
                noun: "a host",
              },
            ]
          : [],
      ),
    ),
  ]);
}
