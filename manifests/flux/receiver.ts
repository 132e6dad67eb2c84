import type { Receiver } from "../../.gen/crds";
import type { Cluster, Receiver as ReceiverElement } from "../../model/delivery";
import { webhookSecretName } from "../../model/names";

/** GitHub's events that a Receiver answers; without ping every new webhook begins with a failure. */
export const receiverEvents = ["push", "ping"] as const;

/** Takes GitHub's webhooks; a push reconciles the sources. @see https://fluxcd.io/flux/components/notification/receivers/ */
export const receiver = ({ name, interval }: ReceiverElement, { fluxNamespace, repositories }: Cluster): Receiver => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1",
  kind: "Receiver",
  metadata: { name, namespace: fluxNamespace },
  spec: {
    type: "github",
    interval,
    events: [...receiverEvents],
    secretRef: { name: webhookSecretName },
    resources: repositories.map((repository) => ({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      name: repository.objectName,
    })),
  },
});
