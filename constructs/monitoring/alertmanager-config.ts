import type { AlertmanagerConfig, ExternalSecret } from "../../.gen/crds";
import type { Cluster } from "../../config/defaults";
import { alertmanagerSecretName } from "../../config/names";
import { externalSecret } from "../external-secrets/external-secret";

type Monitoring = NonNullable<Cluster["monitoring"]>;

const apiURL = (key: string): { key: string; name: string } => ({ key, name: alertmanagerSecretName });
const ofSeverity = (value: string): object[] => [{ name: "severity", matchType: "=", value }];

/** Routes of alerts: info to Discord, error to Slack, by the severity that Flux's alerts carry. */
export function alertmanagerConfig({ namespace, slack, discord }: Monitoring): AlertmanagerConfig | undefined {
  if (!slack && !discord) return undefined;
  return {
    apiVersion: "monitoring.coreos.com/v1alpha1",
    kind: "AlertmanagerConfig",
    metadata: { name: "flux", namespace },
    spec: {
      route: {
        receiver: "none",
        routes: [
          ...(discord ? [{ receiver: "discord", matchers: ofSeverity("info") }] : []),
          ...(slack ? [{ receiver: "slack", matchers: ofSeverity("error") }] : []),
        ],
      },
      receivers: [
        { name: "none" },
        ...(discord ? [{ name: "discord", discordConfigs: [{ apiURL: apiURL("discord") }] }] : []),
        ...(slack
          ? [
              {
                name: "slack",
                slackConfigs: [
                  { apiURL: apiURL("slack"), ...(slack.channel !== undefined && { channel: slack.channel }) },
                ],
              },
            ]
          : []),
      ],
    },
  };
}

/** The webhooks of those routes. */
export function alertmanagerSecret(monitoring: Monitoring, store: Cluster["secretStore"]): ExternalSecret | undefined {
  const { namespace, slack, discord } = monitoring;
  if (!slack && !discord) return undefined;
  return externalSecret({
    name: alertmanagerSecretName,
    namespace,
    store,
    parameters: { ...(slack && { slack: slack.parameter }), ...(discord && { discord: discord.parameter }) },
  });
}
