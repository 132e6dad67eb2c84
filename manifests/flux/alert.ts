import type { Alert } from "../../.gen/crds";
import type { Alert as AlertElement, Cluster } from "../../model/delivery";

/** Kinds whose events are sent, whatever their names. */
const sources = ["GitRepository", "Kustomization", "HelmRelease"] as const;

/** Which events go to a provider. @see https://fluxcd.io/flux/components/notification/alerts/ */
export const alert = ({ name, provider, severity }: AlertElement, { fluxNamespace }: Cluster): Alert => ({
  apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
  kind: "Alert",
  metadata: { name, namespace: fluxNamespace },
  spec: {
    providerRef: { name: provider.name },
    eventSeverity: severity,
    eventMetadata: { severity },
    eventSources: sources.map((kind) => ({ kind, name: "*" })),
  },
});
