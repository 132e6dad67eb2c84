import type { Provider } from "../../.gen/crds";
import type { Cluster } from "../../config/defaults";

type ProviderConfig = Cluster["notifications"]["providers"][number];

/** Where events go. @see https://fluxcd.io/flux/components/notification/providers/ */
export function notificationProvider({ name, type, address }: ProviderConfig, namespace: string): Provider {
  return {
    apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
    kind: "Provider",
    metadata: { name, namespace },
    spec: { type, address },
  };
}
