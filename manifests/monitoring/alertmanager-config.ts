import type { AlertmanagerConfig } from "../../.gen/crds";
import type { Monitoring } from "../../model/delivery";
import { alertmanagerSecretName } from "../../model/names";

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
                slackConfigs: [{ apiURL: apiURL("slack"), channel: slack.channel }],
              },
            ]
          : []),
      ],
    },
  };
}
