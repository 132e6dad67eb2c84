import type { Receiver } from "../../.gen/crds";
import type { Cluster, GitHub, Receiver as ReceiverElement } from "../../model/delivery";
import { webhookSecretName } from "../../model/names";

/** GitHub's events that a Receiver answers; without ping every new webhook begins with a failure. */
export const receiverEvents = ["push", "ping"] as const;

/**
 * CEL that is true of the source of the repository that calls: `res` is one of the sources, of which Flux gives only the
 * metadata, and `req` what GitHub sends. The file may write GitHub's names in another case. They have nothing but letters,
 * digits and `._-`, so quoted they are text to CEL. Only those that differ from their source's name are listed: cel-go
 * reads at most 100,000 characters.
 *
 * @see https://fluxcd.io/flux/components/notification/receivers/#filtering-reconciled-objects-with-cel
 */
function isCallersSource({ organization }: GitHub, { repositories }: Cluster): string {
  const others = repositories.filter(({ objectName, gitHubName }) => gitHubName.toLowerCase() !== objectName);
  const names = Object.fromEntries(others.map(({ objectName, gitHubName }) => [objectName, gitHubName.toLowerCase()]));
  const source = "res.metadata.name";
  const repository = others.length > 0 ? `${JSON.stringify(names)}[?${source}].orValue(${source})` : source;
  return `req.repository.full_name.lowerAscii() == "${organization.toLowerCase()}/" + ${repository}`;
}

/**
 * Takes GitHub's webhooks; a push reconciles its repository's source.
 *
 * @see https://fluxcd.io/flux/components/notification/receivers/
 */
export const receiver = ({ name, interval }: ReceiverElement, cluster: Cluster, github: GitHub): Receiver => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1",
  kind: "Receiver",
  metadata: { name, namespace: cluster.fluxNamespace },
  spec: {
    type: "github",
    interval,
    events: [...receiverEvents],
    secretRef: { name: webhookSecretName },
    resourceFilter: isCallersSource(github, cluster),
    resources: cluster.repositories.map((repository) => ({
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      name: repository.objectName,
    })),
  },
});
