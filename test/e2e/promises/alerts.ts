import assert from "node:assert/strict";
import { describe } from "node:test";
import { untilAlerted } from "../support/alerted";
import { dev, flux, untilApplied } from "../support/flow";
import { promise } from "../support/promise";
import { eventually, NotYet } from "../support/wait";
import type { World } from "../support/world";

export function alerts(world: () => World): void {
  describe("alerts", () => {
    promise("an applied change is reported with severity info", world, async (now) => {
      const { labels } = await untilAlerted(
        now,
        "an info event of the Kustomization",
        (alert) => alert.labels["kind"] === "Kustomization" && alert.labels["name"] === "echo-server-dev",
      );
      assert.equal(labels["severity"], "info");
      assert.equal(labels["namespace"], "flux-system");
      assert.equal(labels["reportingcontroller"], "kustomize-controller");
    });

    promise("a broken overlay is reported with severity error, and its mending works", world, async (now) => {
      const repository = now.repository("echo-server");
      const healthy = repository.file(dev.overlay);
      const broken = healthy.replace("resources:", "resources:\n  - missing.yaml");
      assert.notEqual(broken, healthy);
      repository.commit("Break dev", { [dev.overlay]: `${broken}\n` });
      const { labels, annotations } = await untilAlerted(
        now,
        "the error of the broken overlay",
        (alert) => alert.labels["severity"] === "error" && alert.labels["name"] === "echo-server-dev",
      );
      assert.equal(labels["kind"], "Kustomization");
      assert.equal(labels["namespace"], "flux-system");
      assert.match(JSON.stringify(annotations["message"]), /missing\.yaml/);

      await eventually("the chat has it too, and nothing but failures", () => {
        const messages = now.events.messages.map((message) => JSON.stringify(message));
        if (!messages.some((message) => message.includes("missing.yaml")))
          throw new NotYet(`it has ${messages.length}`);
        const others = messages.filter((message) => !message.includes('"color":"danger"'));
        assert.deepEqual(others, []);
      });

      const mended = repository.commit("Mend dev", { [dev.overlay]: `${healthy}\n` });
      await untilApplied(now, dev, mended);
      await now.kube.untilReady(flux.kustomization(dev));
    });
  });
}
