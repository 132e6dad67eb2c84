import assert from "node:assert/strict";
import { describe } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { text, type JsonObject } from "../../support/synth";
import { untilAlerted } from "../support/alerted";
import { dev, flux, untilApplied } from "../support/flow";
import { referenceOf } from "../support/objects";
import { promise } from "../support/promise";
import { eventually, NotYet } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

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

    promise(
      "a failed scan, policy and update of images is told once, and what goes well is not",
      world,
      async (now) => {
        const broken = (kind: string, spec: JsonObject): JsonObject => ({
          apiVersion: "image.toolkit.fluxcd.io/v1",
          kind,
          metadata: { name: "broken", namespace: fluxNamespace },
          spec,
        });
        const objects = [
          broken("ImageRepository", {
            image: `${now.registry.host}/acme/nothing`,
            interval: "2s",
            insecure: true,
            secretRef: { name: "acme-docker" },
          }),
          broken("ImagePolicy", { imageRepositoryRef: { name: "missing" }, policy: { alphabetical: {} } }),
          broken("ImageUpdateAutomation", {
            interval: "2s",
            sourceRef: { kind: "GitRepository", name: "missing" },
            git: { commit: { author: { email: "bot@acme.example" } } },
            // None of the true ones is its own to write.
            policySelector: { matchLabels: { none: "none" } },
          }),
        ];
        const told = (kind: unknown) => now.events.alerts.filter(({ labels }) => labels["kind"] === kind);
        try {
          for (const object of objects) await now.kube.apply(object);
          for (const { kind } of objects) {
            const { labels } = await untilAlerted(
              now,
              `the failure of the ${text(kind)}`,
              (alert) => alert.labels["kind"] === kind && alert.labels["name"] === "broken",
            );
            assert.equal(labels["severity"], "error");
          }
          // Each is tried again in these seconds.
          await pause(10_000);
          for (const { kind } of objects) {
            const messages = told(kind)
              .filter(({ labels }) => labels["name"] === "broken")
              .map(({ annotations }) => text(annotations["message"]));
            // The Alerts info and error send it, each once.
            for (const message of new Set(messages)) {
              assert.equal(messages.filter((each) => each === message).length, 2, message);
            }
            assert.deepEqual(
              told(kind).filter(({ labels }) => labels["severity"] !== "error"),
              [],
              "tags were scanned, chosen and written before, which nobody is told",
            );
          }
        } finally {
          for (const object of objects) await now.kube.delete(referenceOf(object));
        }
      },
    );

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
