import type { Receiver } from "../../.gen/crds";
import { announcedByGitHub } from "../../model/called";
import type { Cluster, GitHub, Receiver as ReceiverElement } from "../../model/delivery";
import { imageAnnotation, receiverLabel, webhookSecretName } from "../../model/names";

/**
 * GitHub's events that a webhook sends and a Receiver answers; without ping every new webhook begins with a failure.
 *
 * @param tellsImages whether it tells of pushed images too
 */
export const receiverEvents = (tellsImages: boolean): string[] => ["push", "ping", ...(tellsImages ? ["package"] : [])];

/** The image of an ImageRepository, to a filter. */
export const imageOfResource = `res.metadata.annotations[${JSON.stringify(imageAnnotation)}]`;

/** The ImageRepositories that a Receiver is told of. One that is not there yet is no failed call, as a name would be. */
export const toldImages = (receiver: string): Receiver["spec"]["resources"][number] => ({
  apiVersion: "image.toolkit.fluxcd.io/v1",
  kind: "ImageRepository",
  name: "*",
  matchLabels: { [receiverLabel]: receiver },
});

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
 * CEL that is true of what has changed: of the scan of a package, or else of the source of the repository that calls.
 * A package's image is named by its owner and its own name; which registry that is the address does not say.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#package
 */
const isChanged = (source: string): string =>
  `has(req.package) ? res.kind == "ImageRepository" && ` +
  `${imageOfResource}.substring(${imageOfResource}.indexOf("/") + 1) == ` +
  `(req.package.owner.login + "/" + req.package.name).lowerAscii() : ` +
  `res.kind == "GitRepository" && ${source}`;

/**
 * Takes GitHub's webhooks; a push reconciles its repository's source, a pushed image its own scan.
 *
 * @see https://fluxcd.io/flux/components/notification/receivers/
 */
export function receiver({ name, interval }: ReceiverElement, cluster: Cluster, github: GitHub): Receiver {
  const tellsImages = announcedByGitHub(cluster).size > 0;
  const isSource = isCallersSource(github, cluster);
  return {
    apiVersion: "notification.toolkit.fluxcd.io/v1",
    kind: "Receiver",
    metadata: { name, namespace: cluster.fluxNamespace },
    spec: {
      type: "github",
      interval,
      events: receiverEvents(tellsImages),
      secretRef: { name: webhookSecretName },
      resourceFilter: tellsImages ? isChanged(isSource) : isSource,
      resources: [
        ...cluster.repositories.map((repository) => ({
          apiVersion: "source.toolkit.fluxcd.io/v1",
          kind: "GitRepository" as const,
          name: repository.objectName,
        })),
        ...(tellsImages ? [toldImages(name)] : []),
      ],
    },
  };
}
