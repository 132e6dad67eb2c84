import type { Provider } from "../../.gen/crds";
import type { Cluster, NotificationProvider } from "../../model/delivery";
import { notifiesAsApp } from "../../model/app";
import { repositoryAddress } from "../../model/github-server";
import { appSecretName, providerSecretName } from "../../model/names";
import { alertmanagerAddress } from "../monitoring/kube-prometheus-stack";

function specOf(provider: NotificationProvider, { monitoring }: Cluster): Provider["spec"] {
  const { type } = provider;
  const secretRef = { name: notifiesAsApp(provider) ? appSecretName : providerSecretName(provider.name) };
  switch (provider.type) {
    case "alertmanager":
      return { type, address: provider.address ?? (monitoring && alertmanagerAddress(monitoring)) };
    case "slack":
    case "discord":
    case "msteams":
      return { type, secretRef, channel: provider.channel, username: provider.username };
    case "github":
    case "githubdispatch":
      return {
        type,
        address: repositoryAddress(provider.repository.github, provider.repository.gitHubName),
        secretRef,
      };
  }
}

/** Where events go. @see https://fluxcd.io/flux/components/notification/providers/ */
export const notificationProvider = (provider: NotificationProvider, cluster: Cluster): Provider => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
  kind: "Provider",
  metadata: { name: provider.name, namespace: cluster.fluxNamespace },
  spec: specOf(provider, cluster),
});
