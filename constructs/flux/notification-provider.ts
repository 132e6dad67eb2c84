import type { ExternalSecret, Provider } from "../../.gen/crds";
import type { Cluster, Delivery } from "../../config/defaults";
import { providerSecretName } from "../../config/names";
import { externalSecret } from "../external-secrets/external-secret";
import { alertmanagerAddress } from "../monitoring/kube-prometheus-stack";

type ProviderConfig = Cluster["notifications"]["providers"][number];

/** The repository's web address, which Flux's Git providers want. */
function repositoryAddress(name: string, { github, repositories }: Delivery): string {
  const [host] = github.sshHost.split(":");
  const gitHubName = repositories.find((each) => each.name === name)?.gitHubName ?? name;
  return `https://${host}/${github.organization}/${gitHubName}`;
}

function specOf(config: ProviderConfig, cluster: Cluster, delivery: Delivery): Omit<Provider["spec"], "type"> {
  const secretRef = { name: providerSecretName(config.name) };
  if (config.type === "alertmanager") {
    const address = config.address ?? (cluster.monitoring && alertmanagerAddress(cluster.monitoring));
    return { ...(address !== undefined && { address }) };
  }
  if ("repository" in config) return { address: repositoryAddress(config.repository, delivery), secretRef };
  const { channel, username } = config;
  return { secretRef, ...(channel !== undefined && { channel }), ...(username !== undefined && { username }) };
}

/** Where events go. @see https://fluxcd.io/flux/components/notification/providers/ */
export function notificationProvider(config: ProviderConfig, cluster: Cluster, delivery: Delivery): Provider {
  return {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Provider",
    metadata: { name: config.name, namespace: cluster.fluxNamespace },
    spec: { type: config.type, ...specOf(config, cluster, delivery) },
  };
}

/** What a provider keeps secret, if anything: a chat's address, GitHub's token. */
export function notificationSecret(config: ProviderConfig, cluster: Cluster): ExternalSecret | undefined {
  if (config.type === "alertmanager") return undefined;
  return externalSecret({
    name: providerSecretName(config.name),
    namespace: cluster.fluxNamespace,
    store: cluster.secretStore,
    parameters: "repository" in config ? { token: config.tokenParameter } : { address: config.addressParameter },
  });
}
