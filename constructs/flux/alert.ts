import type { Alert } from "../../.gen/crds";
import type { Cluster } from "../../config/defaults";

type AlertConfig = Cluster["notifications"]["alerts"][number];

/** Kinds whose events are sent, whatever their names. */
const sources = ["GitRepository", "Kustomization", "HelmRelease"] as const;

/** Which events go to a provider. @see https://fluxcd.io/flux/components/notification/alerts/ */
export function alert({ name, provider, severity }: AlertConfig, namespace: string): Alert {
  return {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Alert",
    metadata: { name, namespace },
    spec: {
      providerRef: { name: provider },
      eventSeverity: severity,
      eventMetadata: { severity },
      eventSources: sources.map((kind) => ({ kind, name: "*" })),
    },
  };
}
