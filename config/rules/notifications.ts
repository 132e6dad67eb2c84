import type { Delivery } from "../defaults";
import type { Problem } from "../problems";

/** An Alertmanager's address is given, or that of the cluster's own monitoring is known. */
export function alertmanagerHasAddress({ clusters }: Delivery): Problem[] {
  return clusters.flatMap(({ monitoring, notifications }, index) =>
    notifications.providers.flatMap((provider, at) =>
      provider.type === "alertmanager" && provider.address === undefined && !monitoring
        ? [
            {
              path: ["clusters", index, "notifications", "providers", at, "address"],
              given: "nothing",
              expected: "an http(s) URL ending in /api/v2/alerts where the cluster has no monitoring",
            },
          ]
        : [],
    ),
  );
}
