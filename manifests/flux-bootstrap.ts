import { notifiesAsApp, usesApp } from "../model/app";
import { registryReceivers } from "../model/called";
import type { Cluster, GitHub, Receiver, RegistryReceiver, Repository } from "../model/delivery";
import { namedAfter } from "../model/names";
import { identityOf, readersOf, type StoreIdentity } from "../model/readers";
import { required } from "../model/required";
import type { SecretPaths } from "../model/secret-paths";
import { ownPullStore } from "../model/stores";
import type { IdentityAnnotations, StoreProvider } from "../secrets/store";
import type { ClusterObject } from "./cluster-object";
import { clusterPullSecretStore, clusterSecretStore } from "./external-secrets/cluster-secret-store";
import {
  alertmanagerSecret,
  appSecret,
  gitSecret,
  notificationSecret,
  registryTokenSecret,
  signersSecret,
  webhookSecret,
  type HostKeys,
} from "./external-secrets/secrets";
import { alert, imageAlert, tellsImages } from "./flux/alert";
import { gitRepository } from "./flux/git-repository";
import { notificationProvider } from "./flux/notification-provider";
import { receiver } from "./flux/receiver";
import { registryReceiver } from "./flux/registry-receiver";
import { receiverRoute } from "./gateway/http-route";
import { namespace } from "./kubernetes/namespace";
import { serviceAccount } from "./kubernetes/service-account";
import { helmRelease, helmRepository, helmValues } from "./monitoring/kube-prometheus-stack";

/** The roles of a cluster's stores. @default - none was made */
export interface StoreRoles {
  readonly everything?: string | undefined;
  readonly pullSecrets?: string | undefined;
}

/** What the objects are told by whoever applies them, and may be a reference of theirs. */
export interface BootstrapReferences {
  readonly github: GitHub;
  readonly paths: SecretPaths;
  readonly storeProvider: StoreProvider;
  readonly identityAnnotations: IdentityAnnotations;
  /** The roles that were made for the cluster's stores to read as: references, or their names. */
  readonly roles: StoreRoles;
  /** The Git server's SSH host keys. */
  readonly knownHosts: HostKeys;
}

/** What a cluster's applications share: sources, notifications, the way in for webhooks; each after what it needs. */
export function fluxBootstrapObjects(cluster: Cluster, references: BootstrapReferences): readonly ClusterObject[] {
  const store = secretStore(cluster, references);
  const app = appObjects(cluster, references, store);
  const sources = cluster.repositories.map((repository) => sourceObjects(repository, cluster, references, store, app));
  return [
    ...store,
    ...pullSecretStore(cluster, references),
    ...app,
    ...sources.flatMap(({ secrets, source }) => [...secrets, source]),
    ...monitoringObjects(cluster, store),
    ...notificationObjects(cluster, store, app),
    ...receiverObjects(
      cluster,
      references,
      store,
      sources.map(({ source }) => source),
    ),
  ];
}

/** The GitHub App's Secret, one for all that act as the App. */
function appObjects(
  cluster: Cluster,
  { github, paths }: BootstrapReferences,
  store: readonly ClusterObject[],
): ClusterObject[] {
  const { app } = github;
  if (!app || !usesApp(cluster)) return [];
  return [
    {
      id: "github-app",
      manifest: appSecret(app, github, cluster, paths),
      at: ["github", "app"],
      waitForReady: true,
      isDeletedLast: true,
      after: store,
    },
  ];
}

/** A repository's source, after its own Secrets and the App's. */
function sourceObjects(
  repository: Repository,
  cluster: Cluster,
  { paths, knownHosts }: BootstrapReferences,
  store: readonly ClusterObject[],
  app: readonly ClusterObject[],
): { readonly secrets: readonly ClusterObject[]; readonly source: ClusterObject } {
  const { at, access, deployKey, verify } = repository;
  const secret = { at, waitForReady: true, after: store };
  const key: ClusterObject[] = deployKey
    ? [
        {
          ...namedAfter("git-secret", repository),
          manifest: gitSecret(repository, cluster, paths, knownHosts),
          ...secret,
        },
      ]
    : [];
  const signers: ClusterObject[] = verify
    ? [
        {
          ...namedAfter("signers", repository),
          manifest: signersSecret(repository, verify, cluster, paths),
          isDeletedLast: true,
          ...secret,
        },
      ]
    : [];
  const source = {
    ...namedAfter("git-repository", repository),
    manifest: gitRepository(repository, cluster),
    at,
    waitForReady: true,
    after: [...(access === "app" ? app : key), ...signers],
  };
  return { secrets: [...key, ...signers], source };
}

function secretStore(cluster: Cluster, references: BootstrapReferences): ClusterObject[] {
  if (!cluster.secretStore.create) return [];
  const identity = identityOf(readersOf(cluster).everything, references.roles.everything);
  const account = storeAccount("secret-store-account", identity, references);
  const manifest = clusterSecretStore(cluster, references.storeProvider, identity);
  return [...account, { id: "secret-store", manifest, waitForReady: true, after: account }];
}

/** What the app stack reads pull Secrets from, where that is a store of its own. */
const pullSecretStore = (cluster: Cluster, references: BootstrapReferences): ClusterObject[] =>
  ownPullStore(cluster).flatMap(({ store, at }) => {
    if (!store.create) return [];
    const identity = identityOf(readersOf(cluster).pullSecrets, references.roles.pullSecrets);
    const account = storeAccount("pull-secret-store-account", identity, references);
    const manifest = clusterPullSecretStore(cluster, store, references.storeProvider, identity);
    return [...account, { id: "pull-secret-store", manifest, at, waitForReady: true, after: account }];
  });

/** The ServiceAccount that a store reads as, where it does. */
const storeAccount = (
  id: string,
  identity: StoreIdentity | undefined,
  { identityAnnotations }: BootstrapReferences,
): ClusterObject[] =>
  identity?.serviceAccount
    ? [{ id, manifest: serviceAccount(identity.serviceAccount, identityAnnotations(identity.role)) }]
    : [];

function monitoringObjects(cluster: Cluster, store: readonly ClusterObject[]): ClusterObject[] {
  const { monitoring } = cluster;
  if (!monitoring) return [];
  const home: ClusterObject[] = monitoring.createNamespace
    ? [{ id: "monitoring-namespace", manifest: namespace(monitoring.namespace) }]
    : [];
  const webhooks = alertmanagerSecret(monitoring, cluster);
  const secrets: ClusterObject[] = webhooks
    ? [{ id: "monitoring-secret", manifest: webhooks, waitForReady: true, after: [...store, ...home] }]
    : [];
  const charts = { id: "monitoring-charts", manifest: helmRepository(monitoring, cluster) };
  const values = { id: "monitoring-values", manifest: helmValues(monitoring, cluster) };
  const release = {
    id: "monitoring-release",
    manifest: helmRelease(monitoring, cluster),
    after: [...home, ...secrets, charts, values],
  };
  return [...home, ...secrets, charts, values, release];
}

function notificationObjects(
  cluster: Cluster,
  store: readonly ClusterObject[],
  app: readonly ClusterObject[],
): ClusterObject[] {
  const providers = new Map(
    cluster.notifications.providers.map((provider) => {
      const secret = notificationSecret(provider, cluster);
      const before: ClusterObject[] = secret
        ? [
            {
              id: `notification-secret-${provider.name}`,
              manifest: secret,
              at: provider.at,
              waitForReady: true,
              after: store,
            },
          ]
        : [];
      const own = {
        id: `notification-provider-${provider.name}`,
        manifest: notificationProvider(provider, cluster),
        at: provider.at,
        after: notifiesAsApp(provider) ? app : before,
      };
      return [provider, { before, own }] as const;
    }),
  );
  const alerts = cluster.notifications.alerts.flatMap((each) => {
    const how = { at: each.at, after: [required(providers, each.provider, each.provider.name).own] };
    const id = `alert-${each.name}`;
    const own = { id, manifest: alert(each, cluster), ...how };
    return tellsImages(each) ? [own, { id: `${id}_images`, manifest: imageAlert(each, cluster), ...how }] : [own];
  });
  return [...[...providers.values()].flatMap(({ before, own }) => [...before, own]), ...alerts];
}

/** Names of the objects that GitHub's webhook needs before its first ping. */
export const receiverIds = ["receiver", "receiver-route"] as const;

function receiverObjects(
  cluster: Cluster,
  references: BootstrapReferences,
  store: readonly ClusterObject[],
  sources: readonly ClusterObject[],
): ClusterObject[] {
  const { github, paths } = references;
  const { receiver: element, gateway, fluxNamespace } = cluster;
  if (!element || !gateway) return [];
  const [receiverId, routeId] = receiverIds;
  const secret = {
    id: "receiver-secret",
    manifest: webhookSecret(cluster, paths),
    waitForReady: true,
    after: store,
  };
  return [
    secret,
    { id: receiverId, manifest: receiver(element, cluster, github), waitForReady: true, after: [secret, ...sources] },
    { id: routeId, manifest: receiverRoute(element, fluxNamespace, gateway) },
    ...registryReceivers(cluster).flatMap((registry) => registryObjects(registry, element, cluster, references, store)),
  ];
}

/** A registry's Receiver. It comes in by the route of the cluster's own. */
function registryObjects(
  element: RegistryReceiver,
  { interval }: Receiver,
  cluster: Cluster,
  { github, paths }: BootstrapReferences,
  store: readonly ClusterObject[],
): ClusterObject[] {
  // Names have no underscore: the Secret of one is not another's Receiver.
  const id = `registry-receiver-${element.name}`;
  const { at } = element;
  const secret: ClusterObject[] =
    element.type === "generic-oidc"
      ? []
      : [
          {
            id: `${id}_secret`,
            manifest: registryTokenSecret(element, cluster, paths),
            at,
            waitForReady: true,
            after: store,
          },
        ];
  const own = {
    id,
    manifest: registryReceiver(element, interval, cluster, github),
    at,
    waitForReady: true,
    after: secret,
  };
  return [...secret, own];
}
