import type { DeliveryShape } from "./schema";

type Filled<T, K extends keyof T> = Omit<T, K> & { readonly [P in K]-?: Exclude<T[P], undefined> };
type Each<T> = T extends readonly (infer U)[] ? U : never;

type ShapeRepository = Each<DeliveryShape["repositories"]>;
type ShapeCluster = Each<DeliveryShape["clusters"]>;
type ShapeCredential = Each<DeliveryShape["registryCredentials"]>;
type ShapeApplication = Each<DeliveryShape["applications"]>;
type ShapeEnvironment = Each<ShapeApplication["environments"]>;
type ShapeBot = DeliveryShape["github"]["bot"];

export type Repository = Filled<Omit<ShapeRepository, "deployKey">, "gitHubName"> & {
  readonly deployKey: Filled<ShapeRepository["deployKey"], "parameter">;
};
export type Receiver = Filled<Exclude<ShapeCluster["receiver"], undefined>, "parameter">;
export type Cluster = Filled<Omit<ShapeCluster, "receiver">, "stackSuffix"> & { readonly receiver?: Receiver };
export type RegistryCredential = Filled<ShapeCredential, "username" | "parameter">;
export type Environment = Filled<ShapeEnvironment, "path" | "objectName">;
export type Application = Omit<ShapeApplication, "environments" | "build"> & {
  readonly build: Filled<ShapeApplication["build"], "context" | "dockerfile">;
  readonly environments: readonly Environment[];
};
export type Bot = Omit<ShapeBot, "gpg"> & {
  readonly gpg: Filled<ShapeBot["gpg"], "parameter" | "passphraseParameter" | "secretName">;
};

/** delivery.yaml with every default filled in. */
export interface Delivery {
  readonly github: Omit<DeliveryShape["github"], "bot"> & { readonly bot: Bot };
  readonly aws: DeliveryShape["aws"];
  readonly state: DeliveryShape["state"];
  readonly clusters: readonly Cluster[];
  readonly repositories: readonly Repository[];
  readonly registryCredentials: readonly RegistryCredential[];
  readonly applications: readonly Application[];
  readonly adopt: DeliveryShape["adopt"];
}

function fillBot(bot: ShapeBot): Bot {
  const parameter = bot.gpg.parameter ?? `/github/gpg-keys/${bot.username}`;
  return {
    ...bot,
    gpg: {
      ...bot.gpg,
      parameter,
      passphraseParameter: bot.gpg.passphraseParameter ?? `${parameter}/passphrase`,
      // The login of an enterprise's user holds a "_", which no name in Kubernetes does.
      secretName: bot.gpg.secretName ?? `${bot.username.toLowerCase().replaceAll("_", "-")}-gpgkey`,
    },
  };
}

function fillCluster(cluster: ShapeCluster, { github, clusters }: DeliveryShape): Cluster {
  const { receiver, ...rest } = cluster;
  const folder = `/github/${github.organization}/${cluster.name}/${cluster.fluxNamespace}`;
  return {
    ...rest,
    stackSuffix: cluster.stackSuffix ?? (clusters.length === 1 ? "" : `-${cluster.name}`),
    ...(receiver && { receiver: { ...receiver, parameter: receiver.parameter ?? `${folder}/receiver/token` } }),
  };
}

function fillRepository(repository: ShapeRepository): Repository {
  const { deployKey } = repository;
  return {
    ...repository,
    gitHubName: repository.gitHubName ?? repository.name,
    deployKey: { ...deployKey, parameter: deployKey.parameter ?? `/github/${repository.name}/deploy-key` },
  };
}

function fillApplication(application: ShapeApplication, { applications }: DeliveryShape): Application {
  const { name, build, repository } = application;
  const alone = applications.every((other) => other === application || other.repository !== repository);
  const context = build.context ?? (alone ? "." : name);
  return {
    ...application,
    build: { context, dockerfile: build.dockerfile ?? (context === "." ? "Dockerfile" : `${context}/Dockerfile`) },
    environments: application.environments.map((environment) => ({
      ...environment,
      path: environment.path ?? `kustomize/overlays/${environment.name}`,
      objectName: environment.objectName ?? `${application.name}-${environment.name}`,
    })),
  };
}

/** Fills in the defaults that depend on other fields; the schema has filled in the rest. */
export function fillDefaults(shape: DeliveryShape): Delivery {
  return {
    ...shape,
    github: { ...shape.github, bot: fillBot(shape.github.bot) },
    clusters: shape.clusters.map((cluster) => fillCluster(cluster, shape)),
    repositories: shape.repositories.map(fillRepository),
    registryCredentials: shape.registryCredentials.map((credential) => ({
      ...credential,
      username: credential.username ?? shape.github.bot.username,
      parameter: credential.parameter ?? `/github/${credential.name}/ghcr-token`,
    })),
    applications: shape.applications.map((application) => fillApplication(application, shape)),
  };
}
