import type { Application, Cluster, Delivery, Environment, RegistryCredential, Repository } from "./defaults";
import { automationName } from "./names";

/** One environment of one application. */
export interface Deployment {
  readonly application: Application;
  readonly environment: Environment;
  readonly repository: Repository;
}

/**
 * All environments whose updates are pushed to one branch of one repository. They share one
 * ImageUpdateAutomation, on one cluster: two that push to a branch race.
 * @see https://github.com/fluxcd/image-automation-controller/issues/939
 */
export interface Automation {
  readonly name: string;
  readonly repository: Repository;
  readonly pushBranch?: string;
  readonly deployments: readonly Deployment[];
  /** Clusters that could hold it; more than one is refused by a rule. */
  readonly clusters: readonly string[];
}

/** A registry login that a namespace needs. */
export interface NamespacedCredential {
  readonly namespace: string;
  readonly credential: RegistryCredential;
}

function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((each) => each.name === name);
  if (!found) throw new Error(`no "${name}" among ${list.map((each) => each.name).join(", ")}`);
  return found;
}

/** The distinct values of a list by key, in the order of their first appearance. */
function distinct<T>(list: readonly T[], key: (value: T) => string): T[] {
  return [...new Map(list.map((each) => [key(each), each] as const).reverse()).values()].reverse();
}

export const deployments = (delivery: Delivery): Deployment[] =>
  delivery.applications.flatMap((application) =>
    application.environments.map((environment) => ({
      application,
      environment,
      repository: named(delivery.repositories, application.repository),
    })),
  );

export function automations(delivery: Delivery): Automation[] {
  const groups = new Map<string, Deployment[]>();
  for (const deployment of deployments(delivery)) {
    const key = `${deployment.repository.name} ${deployment.environment.pushBranch ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), deployment]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { repository, environment } = first;
    const { pushBranch } = environment;
    return {
      name: automationName(repository.name, pushBranch),
      repository,
      ...(pushBranch !== undefined && { pushBranch }),
      deployments: group,
      clusters: repository.imageUpdate.cluster
        ? [repository.imageUpdate.cluster]
        : [...new Set(group.map((each) => each.environment.cluster))],
    };
  });
}

/** The part of the delivery that one cluster has. */
export interface ClusterView {
  readonly cluster: Cluster;
  /** Environments that run here. */
  readonly deployments: readonly Deployment[];
  /** Automations that write from here. */
  readonly automations: readonly Automation[];
  /** Repositories that are deployed or written from here. */
  readonly repositories: readonly Repository[];
  /** Applications whose image is scanned here. */
  readonly scannedApplications: readonly Application[];
  /** Logins of the Flux namespace, for scans. */
  readonly scanCredentials: readonly NamespacedCredential[];
  /** Logins of the workloads' namespaces, for pulls; none of them is the Flux namespace. */
  readonly pullCredentials: readonly NamespacedCredential[];
  /** Namespaces that the stacks make. */
  readonly ownNamespaces: readonly string[];
}

export function clusterView(delivery: Delivery, cluster: Cluster): ClusterView {
  const here = deployments(delivery).filter(({ environment }) => environment.cluster === cluster.name);
  const writers = automations(delivery).filter(({ clusters }) => clusters[0] === cluster.name);
  const scanned = writers.flatMap((automation) => automation.deployments.map(({ application }) => application));

  const credentialOf = (application: Application, namespace: string): NamespacedCredential[] =>
    application.image.credential === undefined
      ? []
      : [{ namespace, credential: named(delivery.registryCredentials, application.image.credential) }];
  const key = ({ namespace, credential }: NamespacedCredential): string => `${namespace}/${credential.name}`;
  const scanCredentials = distinct(
    scanned.flatMap((application) => credentialOf(application, cluster.fluxNamespace)),
    key,
  );
  const pullCredentials = distinct(
    here.flatMap(({ application, environment }) => credentialOf(application, environment.namespace)),
    key,
  );

  return {
    cluster,
    deployments: here,
    automations: writers,
    repositories: distinct(
      [...here.map(({ repository }) => repository), ...writers.map(({ repository }) => repository)],
      ({ name }) => name,
    ),
    scannedApplications: distinct(scanned, ({ name }) => name),
    scanCredentials,
    pullCredentials,
    ownNamespaces: [
      ...new Set(
        here.filter(({ environment }) => environment.createNamespace).map(({ environment }) => environment.namespace),
      ),
    ],
  };
}

/** SSM paths that a cluster reads and that the user keeps: no stack makes them. */
export function foreignParameters({ monitoring, notifications }: Cluster): string[] {
  const addresses = notifications.providers.flatMap((provider) => {
    if ("addressParameter" in provider) return provider.addressParameter;
    return "tokenParameter" in provider ? provider.tokenParameter : [];
  });
  const webhooks = [monitoring?.slack?.parameter, monitoring?.discord?.parameter];
  return [...new Set([...addresses, ...webhooks.filter((path) => path !== undefined)])];
}

/** Names of the stacks of one cluster. */
export const stackNames = (cluster: Cluster): { readonly fluxBootstrap: string; readonly app: string } => ({
  fluxBootstrap: `flux-bootstrap${cluster.stackSuffix}`,
  app: `app${cluster.stackSuffix}`,
});
