import type { Delivery } from "../defaults";
import { formatGiven, type Problem } from "../problems";
import { orderingKey } from "../schema/image-policy";
import { dnsLabel } from "../schema/primitives";
import { automations } from "../topology";

type EnvironmentPath = ["applications", number, "environments", number];

const environmentsOf = (delivery: Delivery) =>
  delivery.applications.flatMap((application, index) =>
    application.environments.map((environment, at) => ({
      application,
      environment,
      path: ["applications", index, "environments", at] as EnvironmentPath,
    })),
  );

/** The tag that an overlay begins with is one that its policy could have chosen. */
export function initialTagIsAccepted(delivery: Delivery): Problem[] {
  return environmentsOf(delivery).flatMap(({ environment, path }) => {
    const { imagePolicy, initialTag } = environment;
    const problem = (expected: string): Problem[] => [
      { path: [...path, "initialTag"], given: formatGiven(initialTag), expected },
    ];
    const key = orderingKey(imagePolicy, initialTag);
    if (key === undefined) {
      return problem(`a tag that the image policy's pattern ${formatGiven(imagePolicy.filterTags?.pattern)} matches`);
    }
    if (imagePolicy.policy.numerical && !/^[+-]?[0-9]+(\.[0-9]+)?$/.test(key)) {
      return problem(`a tag of which the numerical policy compares a number, not ${formatGiven(key)}`);
    }
    return [];
  });
}

/** A push branch is another one than the deployed branch. */
export function pushBranchDiffers(delivery: Delivery): Problem[] {
  return environmentsOf(delivery).flatMap(({ application, environment, path }) => {
    const branch = delivery.repositories.find(({ name }) => name === application.repository)?.branch;
    if (environment.pushBranch === undefined || environment.pushBranch !== branch) return [];
    return {
      path: [...path, "pushBranch"],
      given: formatGiven(environment.pushBranch),
      expected: "another branch than the repository's own; leave it out to push there",
    };
  });
}

/** What is reached from outside has a Gateway to come through. */
export function routesHaveGateway(delivery: Delivery): Problem[] {
  const withoutGateway = new Set(delivery.clusters.filter(({ gateway }) => !gateway).map(({ name }) => name));
  return [
    ...delivery.clusters.flatMap(({ name, receiver }, index) =>
      receiver && withoutGateway.has(name)
        ? [
            {
              path: ["clusters", index, "receiver"],
              given: `a receiver at ${receiver.host}`,
              expected: "a gateway on this cluster that its route goes through: add one, or remove the receiver",
            },
          ]
        : [],
    ),
    ...environmentsOf(delivery).flatMap(({ environment, path }) =>
      environment.route && withoutGateway.has(environment.cluster)
        ? [
            {
              path: [...path, "route"],
              given: `a route at ${environment.route.host}`,
              expected: `a gateway on cluster ${environment.cluster}: add one there, or remove the route`,
            },
          ]
        : [],
    ),
  ];
}

/** A private image's credential is for the image's own registry. */
export function credentialFitsImage({ applications, registryCredentials }: Delivery): Problem[] {
  return applications.flatMap(({ image }, index) => {
    const credential = registryCredentials.find(({ name }) => name === image.credential);
    const [registry] = image.name.split("/");
    if (!credential || credential.registry === registry) return [];
    return {
      path: ["applications", index, "image", "credential"],
      given: `${formatGiven(credential.name)}, a login to ${credential.registry}`,
      expected: `a credential for the image's registry ${registry}`,
    };
  });
}

/** Updates to one branch are written by one cluster. */
export function oneWriterForEachBranch(delivery: Delivery): Problem[] {
  return automations(delivery).flatMap(({ repository, pushBranch, clusters }) => {
    if (clusters.length < 2) return [];
    const branch = pushBranch ?? repository.branch;
    return {
      path: ["repositories", delivery.repositories.indexOf(repository), "imageUpdate", "cluster"],
      given: "nothing",
      expected:
        `one of the clusters ${clusters.join(", ")}: environments on all of them have updates pushed to branch ` +
        `${formatGiven(branch)}, and two clusters that push to one branch race. Name the one that writes, ` +
        `or give environments a pushBranch`,
    };
  });
}

/** Names made of several names are still names to Kubernetes. */
export function derivedNamesFit(delivery: Delivery): Problem[] {
  const tooLong = (given: string): boolean => !dnsLabel.safeParse(given).success;
  return environmentsOf(delivery)
    .flatMap(({ environment, path }) =>
      tooLong(environment.objectName)
        ? [
            {
              path: [...path, "objectName"],
              given: formatGiven(environment.objectName),
              expected: "a name of at most 63 characters: set objectName to a shorter one",
            },
          ]
        : [],
    )
    .concat(
      automations(delivery).flatMap(({ name, deployments: [first] }) => {
        if (!first || !tooLong(name)) return [];
        const found = environmentsOf(delivery).find(({ environment }) => environment === first.environment);
        return [
          {
            path: [...(found?.path ?? []), "pushBranch"],
            given: formatGiven(first.environment.pushBranch),
            expected: `a branch that makes a Kubernetes name of at most 63 characters with the repository's, not ${formatGiven(name)}`,
          },
        ];
      }),
    );
}

/** The provider's own variables are not a token's. */
export function tokenVariablesAreFree({ registryCredentials }: Delivery): Problem[] {
  const taken = new Set(["github_token", "github_bot_token"]);
  return registryCredentials.flatMap(({ variable }, index) =>
    taken.has(variable)
      ? [
          {
            path: ["registryCredentials", index, "variable"],
            given: formatGiven(variable),
            expected: "a variable of its own: this one is the GitHub provider's credential",
          },
        ]
      : [],
  );
}

/** Only a ClusterSecretStore can be made for all namespaces. */
export function createdStoreIsForTheCluster({ clusters }: Delivery): Problem[] {
  return clusters.flatMap(({ secretStore }, index) =>
    secretStore.create && secretStore.kind === "SecretStore"
      ? [
          {
            path: ["clusters", index, "secretStore", "kind"],
            given: formatGiven(secretStore.kind),
            expected: "ClusterSecretStore where create is set: a SecretStore would be needed in every namespace",
          },
        ]
      : [],
  );
}
