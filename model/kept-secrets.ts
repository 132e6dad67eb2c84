import type { Path } from "../config/problems";
import type { Cluster, Environment, Monitoring, NotificationProvider } from "./delivery";

/** A secret that the user keeps in the store: a cluster reads it, no stack makes it. */
export interface KeptSecret {
  /** Key of the Secret that it becomes. */
  readonly key: string;
  /** Where it is in the store. */
  readonly path: string;
  /** The field that says so. */
  readonly at: Path;
}

/** What a provider of notifications needs that is secret. @see https://fluxcd.io/flux/components/notification/providers/ */
export function providerSecrets(provider: NotificationProvider): readonly KeptSecret[] {
  switch (provider.type) {
    case "alertmanager":
      return [];
    // The webhook's URL is all that it takes to post.
    case "slack":
    case "discord":
    case "msteams":
      return [{ key: "address", path: provider.addressParameter, at: [...provider.at, "addressParameter"] }];
    case "github":
    case "githubdispatch":
      // Without a token it acts as the GitHub App, whose Secret is shared.
      return provider.tokenParameter === undefined
        ? []
        : [{ key: "token", path: provider.tokenParameter, at: [...provider.at, "tokenParameter"] }];
  }
}

/** What the monitoring's Alertmanager needs that is secret, if there is one: the webhooks that it sends to. */
export function monitoringSecrets(monitoring: Monitoring | undefined, at: Path): readonly KeptSecret[] {
  const secrets = { slack: monitoring?.slack, discord: monitoring?.discord };
  return (["slack", "discord"] as const).flatMap((key) => {
    const path = secrets[key]?.parameter;
    return path === undefined ? [] : { key, path, at: [...at, "monitoring", key, "parameter"] };
  });
}

/** What an environment's application needs that is secret, by the names of its variables. */
export const environmentSecrets = ({ secrets, at }: Environment): readonly KeptSecret[] =>
  Object.entries(secrets).map(([key, path]) => ({ key, path, at: [...at, "secrets", key] }));

export const hasSecrets = ({ secrets }: Environment): boolean => Object.keys(secrets).length > 0;

/** What each of a cluster's stores reads of the secrets that the user keeps. */
export interface KeptSecrets {
  readonly secretStore: readonly KeptSecret[];
  /** Nothing where there is no such store. */
  readonly pullSecretStore: readonly KeptSecret[];
}

/** Every secret that a cluster reads and the user keeps, by the store that reads it: those of applications by that of their namespaces. */
export function keptSecrets({ notifications, monitoring, environments, pullSecretStore, at }: Cluster): KeptSecrets {
  const ofApplications = environments.flatMap(environmentSecrets);
  return {
    secretStore: [
      ...notifications.providers.flatMap(providerSecrets),
      ...monitoringSecrets(monitoring, at),
      ...(pullSecretStore ? [] : ofApplications),
    ],
    pullSecretStore: pullSecretStore ? ofApplications : [],
  };
}
