import type { ExternalSecret } from "../../.gen/crds";
import type {
  App,
  Cluster,
  Environment,
  GitHub,
  GpgKey,
  Monitoring,
  NotificationProvider,
  RegistryCredential,
  Repository,
  SshSigningKey,
  TokenReceiver,
  Verify,
} from "../../model/delivery";
import { apiAddress } from "../../model/github-server";
import { environmentSecrets, monitoringSecrets, providerSecrets, type KeptSecret } from "../../model/kept-secrets";
import {
  alertmanagerSecretName,
  applicationSecretName,
  appSecretName,
  gitSecretName,
  providerSecretName,
  registryCredentialSecretName,
  registryLogin,
  registryTokenSecretName,
  signersSecretName,
  watchLabel,
  webhookSecretName,
} from "../../model/names";
import type { SecretPaths } from "../../model/secret-paths";
import { pullStore, type Store } from "../../model/stores";
import { externalSecret, type ExternalSecretOptions } from "./external-secret";

/** Text as a word of a template, whose escapes Go shares with JSON. */
const quoted = (text: string): string => JSON.stringify(text);

/** Text that a template writes as it is. */
const literal = (text: string): string => (text.includes("{{") ? `{{ ${quoted(text)} }}` : text);

/** The lines of a known_hosts file: as they are, or in Base64, where they go through what holds no line ends. */
export type HostKeys = { readonly lines: string } | { readonly base64: string };

const hostKeys = (keys: HostKeys): string =>
  "lines" in keys ? literal(keys.lines) : `{{ "${keys.base64}" | b64dec }}`;

/** A Secret in the Flux namespace. */
const inFluxNamespace = (
  { fluxNamespace, secretStore }: Cluster,
  options: Omit<ExternalSecretOptions, "namespace" | "store">,
): ExternalSecret => externalSecret({ ...options, namespace: fluxNamespace, store: secretStore });

/**
 * The Secret that Flux clones and pushes with.
 *
 * @param knownHosts the server's host keys
 * @see https://fluxcd.io/flux/components/source/gitrepositories/#ssh-authentication
 */
export const gitSecret = (
  repository: Repository,
  cluster: Cluster,
  paths: SecretPaths,
  knownHosts: HostKeys,
): ExternalSecret =>
  inFluxNamespace(cluster, {
    name: gitSecretName(repository.objectName),
    paths: { identity: paths.deployKey(repository, cluster) },
    template: { data: { identity: "{{ .identity }}", known_hosts: hostKeys(knownHosts) } },
  });

/** The Secret that Flux acts as the GitHub App with. @see https://fluxcd.io/flux/components/source/gitrepositories/#github */
export const appSecret = (
  { id, installationOwner, installationId }: App,
  { apiUrl }: GitHub,
  cluster: Cluster,
  { appKey }: SecretPaths,
): ExternalSecret =>
  inFluxNamespace(cluster, {
    name: appSecretName,
    paths: { privateKey: appKey },
    template: {
      data: {
        githubAppID: String(id),
        // Flux refuses both.
        ...(installationOwner !== undefined && { githubAppInstallationOwner: literal(installationOwner) }),
        ...(installationId !== undefined && { githubAppInstallationID: String(installationId) }),
        // In full: Flux asks at exactly this address.
        ...(apiUrl !== undefined && { githubAppBaseURL: literal(apiAddress(apiUrl)) }),
        githubAppPrivateKey: "{{ .privateKey }}",
      },
    },
  });

/**
 * The Secret with the public keys that a repository's commits are known by: the bot's, and those that the file names.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/#verification
 */
export const signersSecret = (
  { objectName }: Repository,
  { listed }: Verify,
  cluster: Cluster,
  { botKeys }: SecretPaths,
): ExternalSecret =>
  inFluxNamespace(cluster, {
    name: signersSecretName(objectName),
    paths: {},
    extract: botKeys,
    // Only Base64 and what is around it is left of the files' text, so none of it is a template.
    ...(Object.keys(listed).length > 0 && { template: { data: listed } }),
  });

/**
 * The Secret of a registry login: in the Flux namespace for scans, in a workload's for pulls.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets
 */
export function registryCredentialSecret(
  credential: RegistryCredential,
  namespace: string,
  cluster: Cluster,
  paths: SecretPaths,
): ExternalSecret {
  const { registry, username, name } = credential;
  const auth = `(printf "%s:%s" ${quoted(username)} .token | b64enc)`;
  const login = `(dict "username" ${quoted(username)} "password" .token "auth" ${auth})`;
  return externalSecret({
    name: registryCredentialSecretName(name),
    namespace,
    store: namespace === cluster.fluxNamespace ? cluster.secretStore : pullStore(cluster),
    paths: { token: paths.registryToken(credential) },
    template: {
      type: "kubernetes.io/dockerconfigjson",
      data: { ".dockerconfigjson": `{{ dict "auths" (dict ${quoted(registryLogin(registry))} ${login}) | toJson }}` },
    },
  });
}

/** The Secret with the bot's GPG key. @see https://fluxcd.io/flux/components/image/imageupdateautomations/#signing-key */
export const signingSecret = ({ secretName }: GpgKey, cluster: Cluster, paths: SecretPaths): ExternalSecret =>
  inFluxNamespace(cluster, {
    name: secretName,
    paths: { "git.asc": paths.signingKey, passphrase: paths.passphrase },
  });

/** The Secret with the bot's SSH signing key, which has no password. */
export const sshSigningSecret = ({ secretName }: SshSigningKey, cluster: Cluster, paths: SecretPaths): ExternalSecret =>
  inFluxNamespace(cluster, {
    name: secretName,
    paths: { identity: paths.sshSigningKey },
  });

/** A Receiver's token; the label makes Flux see a new one at once. */
const tokenSecret = (name: string, path: string, cluster: Cluster): ExternalSecret =>
  inFluxNamespace(cluster, {
    name,
    paths: { token: path },
    template: { labels: watchLabel, data: { token: "{{ .token }}" } },
  });

/** The Secret that a Receiver verifies GitHub's webhooks with. */
export const webhookSecret = (cluster: Cluster, paths: SecretPaths): ExternalSecret =>
  tokenSecret(webhookSecretName, paths.receiverToken(cluster), cluster);

/** The Secret of a registry's Receiver. */
export const registryTokenSecret = (receiver: TokenReceiver, cluster: Cluster, paths: SecretPaths): ExternalSecret =>
  tokenSecret(registryTokenSecretName(receiver.name), paths.registryReceiverToken(receiver), cluster);

/** The Secret of what the user keeps; undefined where there is nothing to keep. */
function keptSecret(
  name: string,
  namespace: string,
  store: Store,
  kept: readonly KeptSecret[],
): ExternalSecret | undefined {
  if (kept.length === 0) return undefined;
  const paths = Object.fromEntries(kept.map(({ key, path }) => [key, path]));
  return externalSecret({ name, namespace, store, paths });
}

/** The Secret of what a notification provider keeps secret, if anything. */
export const notificationSecret = (provider: NotificationProvider, cluster: Cluster): ExternalSecret | undefined =>
  keptSecret(providerSecretName(provider.name), cluster.fluxNamespace, cluster.secretStore, providerSecrets(provider));

/** The Secret of the webhooks that the monitoring's Alertmanager sends to, if any. */
export const alertmanagerSecret = (monitoring: Monitoring, cluster: Cluster): ExternalSecret | undefined =>
  keptSecret(
    alertmanagerSecretName,
    monitoring.namespace,
    cluster.secretStore,
    monitoringSecrets(monitoring, cluster.at),
  );

/** The Secret of what an environment's application keeps secret, if anything: a key for each of its variables. */
export const applicationSecret = (environment: Environment): ExternalSecret | undefined =>
  keptSecret(
    applicationSecretName(environment.objectName),
    environment.namespace,
    pullStore(environment.cluster),
    environmentSecrets(environment),
  );
