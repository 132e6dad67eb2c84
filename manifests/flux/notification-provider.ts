import type { Provider } from "../../.gen/crds";
import type { Cluster, NotificationProvider, Repository } from "../../model/delivery";
import { webAddress } from "../../model/github-server";
import { providerSecretName } from "../../model/names";
import { alertmanagerAddress } from "../monitoring/kube-prometheus-stack";

/** The repository's web address, which Flux's Git providers want. */
function repositoryAddress({ gitHubName, github }: Repository): string {
  return `${webAddress(github.apiUrl)}/${github.organization}/${gitHubName}`;
}

function specOf(provider: NotificationProvider, { monitoring }: Cluster): Provider["spec"] {
  const { type } = provider;
  const secretRef = { name: providerSecretName(provider.name) };
  switch (provider.type) {
    case "alertmanager":
      return { type, address: provider.address ?? (monitoring && alertmanagerAddress(monitoring)) };
    case "slack":
    case "discord":
    case "msteams":
      return { type, secretRef, channel: provider.channel, username: provider.username };
    case "github":
    case "githubdispatch":
      return { type, address: repositoryAddress(provider.repository), secretRef };
  }
}

/** Where events go. @see https://fluxcd.io/flux/components/notification/providers/ */
export const notificationProvider = (provider: NotificationProvider, cluster: Cluster): Provider => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
  kind: "Provider",
  metadata: { name: provider.name, namespace: cluster.fluxNamespace },
  spec: specOf(provider, cluster),
});
