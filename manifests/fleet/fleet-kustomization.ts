import type { Kustomization } from "../../.gen/crds";
import type { Application, Cluster, Fleet } from "../../model/delivery";
import { fleetApplicationName, fleetNames, fleetParametersName } from "../../model/names";

type Spec = Kustomization["spec"];

/**
 * One of the Kustomizations by which Flux applies the fleet's repository, as itself: they make the accounts that others
 * are applied as. Whoever deletes one leaves what it has applied: OpenTofu, when it takes the cluster back.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#deletion-policy
 */
function fleetKustomization(
  name: string,
  path: string,
  { fluxNamespace }: Cluster,
  { repository, interval, retryInterval, timeout }: Fleet,
  more: Pick<Spec, "dependsOn" | "healthChecks" | "postBuild">,
): Kustomization {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: fluxNamespace },
    spec: {
      sourceRef: { kind: "GitRepository", name: repository.objectName },
      path: `./${path}`,
      interval,
      retryInterval,
      timeout,
      prune: true,
      deletionPolicy: "Orphan",
      ...more,
    },
  };
}

/** Names in the manifests become what OpenTofu has put into the cluster for them. */
const named: Spec["postBuild"] = { substituteFrom: [{ kind: "ConfigMap", name: fleetParametersName }] };

/** Folders of a cluster's part of the repository, from its root. */
export const fleetFolders = {
  cluster: ({ objectName }: Cluster): string => `clusters/${objectName}`,
  infrastructure: ({ objectName }: Cluster): string => `infrastructure/${objectName}`,
  tenants: ({ objectName }: Cluster): string => `tenants/${objectName}`,
  applications: ({ objectName }: Cluster): string => `applications/${objectName}`,
  application: ({ objectName }: Cluster, application: Application): string =>
    `applications/${objectName}/${application.objectName}`,
};

/** Applies the other Kustomizations. It is Ready when GitHub's webhook has somebody to call. */
export const clusterKustomization = (cluster: Cluster, fleet: Fleet): Kustomization => {
  const { fluxNamespace: namespace, receiver } = cluster;
  return fleetKustomization(fleetNames.cluster, fleetFolders.cluster(cluster), cluster, fleet, {
    healthChecks: [
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        name: fleetNames.infrastructure,
        namespace,
      },
      ...(receiver
        ? [{ apiVersion: "notification.toolkit.fluxcd.io/v1", kind: "Receiver", name: receiver.name, namespace }]
        : []),
    ],
  });
};

/** Applies what a cluster's applications share. */
export const infrastructureKustomization = (cluster: Cluster, fleet: Fleet): Kustomization =>
  fleetKustomization(fleetNames.infrastructure, fleetFolders.infrastructure(cluster), cluster, fleet, {
    postBuild: named,
  });

/** Applies namespaces, with who deploys there and what is pulled there with. */
export const tenantsKustomization = (cluster: Cluster, fleet: Fleet): Kustomization =>
  fleetKustomization(fleetNames.tenants, fleetFolders.tenants(cluster), cluster, fleet, {
    dependsOn: [{ name: fleetNames.infrastructure }],
    postBuild: named,
  });

/**
 * Applies an application's image, policies and deployments: by itself, so that none holds up another's.
 *
 * @param after the name of the Kustomization that comes before it
 */
export const applicationKustomization = (
  application: Application,
  after: string,
  cluster: Cluster,
  fleet: Fleet,
): Kustomization =>
  fleetKustomization(
    fleetApplicationName(application),
    fleetFolders.application(cluster, application),
    cluster,
    fleet,
    { dependsOn: [{ name: after }], postBuild: named },
  );
