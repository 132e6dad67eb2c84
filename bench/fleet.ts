import { stringify } from "yaml";
import { fleetParameters, type FleetApplication, type FleetClusters, type FleetEnvironment } from "./fleet-parameters";

const policies: Readonly<Record<FleetEnvironment["policy"], { readonly imagePolicy: object; readonly tag: string }>> = {
  build: {
    imagePolicy: { filterTags: { pattern: "^[0-9]+$" }, policy: { numerical: { order: "asc" } } },
    tag: "9050352340",
  },
  time: {
    imagePolicy: {
      filterTags: { pattern: "^main-[0-9a-f]+-(?P<time>[0-9]+)$", extract: "${time}" },
      policy: { numerical: {} },
    },
    tag: "main-1a2b3c4d-1700000000",
  },
  release: { imagePolicy: { policy: { semver: { range: ">=1.0.0" } } }, tag: "1.0.0" },
  name: {
    imagePolicy: { filterTags: { pattern: "^build-[a-z0-9]+$" }, policy: { alphabetical: { order: "desc" } } },
    tag: "build-a1",
  },
  pinned: {
    imagePolicy: { policy: { semver: { range: "1.x" } }, digestReflectionPolicy: "IfNotPresent" },
    tag: "1.2.3",
  },
  followed: {
    imagePolicy: {
      filterTags: { pattern: "^nightly-[0-9]+$" },
      policy: { alphabetical: {} },
      digestReflectionPolicy: "Always",
      interval: "10m",
    },
    tag: "nightly-20240101",
  },
};

const registries = { ghcr: "ghcr.io", mirror: "registry.acme.example:5000" } as const;

function environment(application: string, parameters: FleetEnvironment): object {
  const { name, cluster, policy, isReviewed, isRouted, ownsNamespace } = parameters;
  const { imagePolicy, tag } = policies[policy];
  return {
    name,
    cluster,
    namespace: `${application}-${name}`,
    ...(ownsNamespace && { createNamespace: true }),
    path: `${application}/overlays/${name}`,
    imagePolicy,
    initialTag: tag,
    ...(isReviewed && { pushBranch: `flux/${application}-${name}` }),
    ...(isRouted && { route: { host: `${name}.${application}.acme.example` } }),
  };
}

const application = ({ name, repository, credential, environments }: FleetApplication): object => ({
  name,
  repository,
  image: {
    name: `${credential ? registries[credential] : "quay.io"}/acme/${name}`,
    ...(credential && { credential }),
  },
  port: 8080,
  environments: environments.map((each) => environment(name, each)),
});

/**
 * A delivery file of so many environments, with every common feature: private and public images, policies of all
 * kinds, routes, push branches, key rotation, notifications, webhooks. The same number gives the same text.
 */
export function fleetFile(count: number, on?: FleetClusters): string {
  const { clusters, repositories, credentials, applications } = fleetParameters(count, on);
  const delivery = {
    github: {
      organization: "acme",
      bot: { username: "acme-bot", name: "Acme Bot", email: "bot@acme.example" },
    },
    aws: { region: "eu-central-1", parameterPrefix: "/", tags: { team: "platform" } },
    state: { backend: "local" },
    clusters: clusters.map((name) => ({
      name,
      connection: { type: "kubeconfig", context: name },
      secretStore: { readerPolicy: `delivery-${name}` },
      gateway: { name: "public", namespace: "gateways", sectionName: "https" },
      receiver: { host: `flux.${name}.acme.example` },
      notifications: {
        providers: [
          { name: "alertmanager", type: "alertmanager", address: "http://alertmanager.monitoring:9093/api/v2/alerts" },
          { name: "chat", type: "slack", addressParameter: "/acme/slack", channel: "#deployments" },
        ],
        alerts: [
          { name: "info", provider: "alertmanager", severity: "info" },
          { name: "error", provider: "chat", severity: "error" },
        ],
      },
    })),
    repositories: repositories.map(({ name, writer, isRotating }) => ({
      name,
      ...(isRotating && { deployKey: { generations: [1, 2] } }),
      ...(clusters.length > 1 && { imageUpdate: { cluster: writer } }),
    })),
    registryCredentials: credentials.map((name) => ({
      name,
      registry: registries[name],
      ...(name === "mirror" && { variable: "mirror_token" }),
    })),
    applications: applications.map(application),
  };
  return stringify(delivery, { aliasDuplicateObjects: false, lineWidth: 0 });
}
