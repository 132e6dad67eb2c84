import type { Alert } from "../../.gen/crds";
import type { Alert as AlertElement, Cluster, Environment, NotificationProvider } from "../../model/delivery";
import { healthMessages } from "../../model/promotion";

/** Kinds whose events are sent, whatever their names. */
const sources = ["GitRepository", "Kustomization", "HelmRelease"] as const;

/** Kinds that tell each new tag as info, twice and once more when it is written: of these only failures are sent. */
const imageSources = ["ImageRepository", "ImagePolicy", "ImageUpdateAutomation"] as const;

type Spec = Alert["spec"];
type Events = Required<Pick<Spec, "eventSeverity" | "eventSources">> & Pick<Spec, "exclusionList">;

const every = (kinds: readonly Spec["eventSources"][number]["kind"][]): Spec["eventSources"] =>
  kinds.map((kind) => ({ kind, name: "*" }));

/** Which events go to a provider. @see https://fluxcd.io/flux/components/notification/alerts/ */
const alertOf = (name: string, { provider }: AlertElement, { fluxNamespace }: Cluster, events: Events): Alert => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
  kind: "Alert",
  metadata: { name, namespace: fluxNamespace },
  spec: { providerRef: { name: provider.name }, eventMetadata: { severity: events.eventSeverity }, ...events },
});

export const alert = (element: AlertElement, cluster: Cluster): Alert =>
  alertOf(element.name, element, cluster, { eventSeverity: element.severity, eventSources: every(sources) });

/** The failed image updates of an alert. No alert of the file has its name, since there no name has a dot. */
export const imageAlert = (element: AlertElement, cluster: Cluster): Alert =>
  alertOf(`${element.name}.images`, element, cluster, {
    eventSeverity: "error",
    eventSources: every(imageSources),
    // Every new policy says this until the first scan has ended, and goes on where CI has pushed nothing yet.
    exclusionList: ["no tags in database"],
  });

/** Whether image updates can be told: a commit status is of a commit, and what failed here has none. */
export const tellsImages = ({ provider }: AlertElement): boolean => provider.type !== "github";

/**
 * Tells a repository's workflows when an environment has become healthy after a change, and when it has not: what a
 * promotion starts and ends by. What else fails, such as a build of the overlay, says nothing of the image.
 *
 * @see https://fluxcd.io/flux/components/notification/providers/#github-repository-dispatch
 */
export const promotionAlert = ({ objectName, cluster }: Environment, provider: NotificationProvider): Alert => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
  kind: "Alert",
  metadata: { name: `${objectName}.promotion`, namespace: cluster.fluxNamespace },
  spec: {
    providerRef: { name: provider.name },
    eventSeverity: "info",
    eventSources: [{ kind: "Kustomization", name: objectName }],
    inclusionList: [`^${healthMessages.passed}`, `^${healthMessages.failed}`],
  },
});
