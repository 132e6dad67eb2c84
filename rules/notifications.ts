import type { Problem } from "../config/problems";
import type { Delivery } from "../model/delivery";
import { each } from "./rule";

/** An Alertmanager's address is given, or that of the cluster's own monitoring is known. */
export function* alertmanagerHasAddress({ clusters }: Delivery): Generator<Problem> {
  yield* each(clusters, function* ({ monitoring, notifications }) {
    if (monitoring) return;
    yield* each(notifications.providers, function* (provider) {
      if (provider.type !== "alertmanager" || provider.address !== undefined) return;
      yield {
        path: [...provider.at, "address"],
        given: "nothing",
        expected: "an http(s) URL ending in /api/v2/alerts where the cluster has no monitoring",
      };
    });
  });
}
