import type { Receiver } from "../../.gen/crds";
import type { Receiver as ReceiverConfig } from "../../config/defaults";
import { webhookSecretName } from "../../config/names";

/** GitHub's events that a Receiver answers; without ping every new webhook begins with a failure. */
export const receiverEvents = ["push", "ping"] as const;

export interface ReceiverOptions {
  readonly receiver: ReceiverConfig;
  readonly namespace: string;
  /** GitRepositories that a push reconciles. */
  readonly repositories: readonly string[];
}

/** Takes GitHub's webhooks. @see https://fluxcd.io/flux/components/notification/receivers/ */
export function receiver({ receiver, namespace, repositories }: ReceiverOptions): Receiver {
  return {
    apiVersion: "notification.toolkit.fluxcd.io/v1",
    kind: "Receiver",
    metadata: { name: receiver.name, namespace },
    spec: {
      type: "github",
      interval: receiver.interval,
      events: [...receiverEvents],
      secretRef: { name: webhookSecretName },
      resources: repositories.map((name) => ({
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        name,
      })),
    },
  };
}
