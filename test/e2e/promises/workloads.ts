import assert from "node:assert/strict";
import { describe } from "node:test";
import { untilAlerted } from "../support/alerted";
import {
  deploymentOf,
  dev,
  flux,
  greeter,
  imageName,
  imageOf,
  isImage,
  production,
  pushTag,
  staging,
  untilDeployed,
} from "../support/flow";
import { crashingTag } from "../support/nodes";
import { conditionsOf } from "../support/objects";
import { podsOf, servingPods, untilServing } from "../support/pods";
import { promise } from "../support/promise";
import type { World } from "../support/world";

export function workloads(world: () => World): void {
  describe("workloads", () => {
    promise("each environment's Pods are Ready, run the tag that Git names, and serve", world, async (now) => {
      for (const place of [dev, staging, production, greeter]) {
        const kustomization = await now.kube.untilReady(flux.kustomization(place));
        assert.match(conditionsOf(kustomization), /Healthy True/, place.kustomization);
        await untilServing(now, place, imageOf(await now.kube.get(deploymentOf(place))));
      }
    });

    promise(
      "a tag whose Pods crash raises an error alert, the Pods before it keep serving, the next tag heals it",
      world,
      async (now) => {
        const image = imageName(now, dev);
        const before = await servingPods(now, dev);
        assert.ok(before.length > 0);
        await pushTag(now, dev, crashingTag);
        await untilDeployed(now, dev, crashingTag);
        const { labels } = await untilAlerted(
          now,
          "the error of Pods that don't become Ready",
          (alert) =>
            alert.labels["name"] === dev.kustomization &&
            /health check failed.*Deployment\/echo-dev\/echo-server/s.test(
              JSON.stringify(alert.annotations["message"]),
            ),
        );
        assert.equal(labels["severity"], "error");
        assert.equal(labels["kind"], "Kustomization");

        assert.deepEqual(await servingPods(now, dev), before);
        const crashed = (await podsOf(now, dev)).filter((pod) => isImage(pod.image, `${image}:${crashingTag}`));
        assert.deepEqual(
          crashed.map(({ ready }) => ready),
          [false],
        );

        const good = String(Number(crashingTag) + 1);
        await pushTag(now, dev, good);
        await untilServing(now, dev, `${image}:${good}`);
        await now.kube.until("the Kustomization is healthy again", flux.kustomization(dev), (object) => {
          assert.match(conditionsOf(object), /Healthy True/);
        });
      },
    );
  });
}
