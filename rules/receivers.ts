import { formatGiven, type Problem } from "../config/problems";
import { registryReceivers } from "../model/called";
import type { Delivery } from "../model/delivery";
import { hostOf } from "../model/registries";
import { claims, each, isWhole, unique } from "./rule";

/** A registry has one way to tell a cluster of its images. */
export const uniqueRegistries = ({ clusters }: Delivery): Iterable<Problem> =>
  each(clusters, ({ receiver, name }) =>
    unique(
      claims(receiver?.registries ?? [], function* ({ registry, at }) {
        yield {
          key: registry,
          given: registry,
          path: [...at, "registry"],
          noun: `a registry on cluster ${name}`,
        };
      }),
    ),
  );

/** No two Receivers of a cluster share a name: the webhooks of both would lead to one. */
export const uniqueReceiverNames = ({ clusters }: Delivery): Iterable<Problem> =>
  each(clusters, (cluster) => {
    const noun = `a Receiver's name on cluster ${cluster.name}`;
    return unique([
      ...claims([cluster], function* ({ receiver, at }) {
        if (receiver) yield { key: receiver.name, given: receiver.name, path: [...at, "receiver", "name"], noun };
      }),
      ...claims(registryReceivers(cluster), function* ({ name, at }) {
        yield { key: name, given: name, path: [...at, "name"], noun };
      }),
    ]);
  });

/** A registry that nothing is scanned in tells of nothing; a mistyped one would leave Flux to ask, unnoticed. */
export function* registriesHaveImages(delivery: Delivery): Generator<Problem> {
  if (!isWhole(delivery)) return;
  yield* each(delivery.clusters, function* ({ name, receiver, scannedApplications }) {
    const scanned = new Set(scannedApplications.map(({ image }) => hostOf(image.name)));
    yield* each(receiver?.registries ?? [], function* ({ registry, at }) {
      if (scanned.has(registry)) return;
      yield {
        path: [...at, "registry"],
        given: formatGiven(registry),
        expected:
          scanned.size > 0
            ? `a registry whose images are scanned on cluster ${name}: ${[...scanned].sort().join(", ")}`
            : `an image that cluster ${name} scans: none is written from there`,
      };
    });
  });
}
