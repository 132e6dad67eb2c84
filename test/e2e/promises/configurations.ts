import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { parse } from "yaml";
import { at, isObject, shippedText, synthesize, type Json, type JsonObject } from "../../support/synth";
import { finalizeNamespace } from "../support/controller-manager";
import { display, drift, referenceOf } from "../support/objects";
import { promise } from "../support/promise";
import type { World } from "../support/world";

const file = (...path: readonly string[]): string => readFileSync(join(__dirname, "..", "..", "..", ...path), "utf8");

const monitoring = `
    monitoring:
      slack: { parameter: /slack/alerts, channel: "#alerts" }
      discord: { parameter: /discord/info }
      values: { grafana: { enabled: false } }
    gateway:`;

/** Configurations whose objects need not run here to be judged. */
const configurations: Readonly<Record<string, () => string>> = {
  "the shipped delivery.yaml": shippedText,
  "the shipped delivery.yaml with monitoring": () => shippedText().replace("\n    gateway:", monitoring),
  "examples/fleet.yaml": () => file("examples", "fleet.yaml"),
  "the fleet of the tests": () => file("test", "support", "fleet.yaml"),
};

/** Every Kubernetes object of a delivery, also those that the chart's values carry. */
function objectsOf(yaml: string): JsonObject[] {
  const synthesized = synthesize(yaml);
  const objects = [...synthesized.texts.keys()].flatMap((stack) => Object.values(synthesized.objects(stack)));
  const carried = objects.flatMap((object) => {
    const values = at(object, "data", "values.yaml");
    const extra = typeof values === "string" ? at(parse(values) as Json, "extraManifests") : undefined;
    return (Array.isArray(extra) ? extra : []).filter(isObject);
  });
  // A resource that waits for another's output has it as a reference; the API takes that for the text it will be.
  return [...objects, ...carried];
}

export function otherConfigurations(world: () => World): void {
  describe("other configurations", () => {
    for (const [title, yaml] of Object.entries(configurations)) {
      promise(`the API takes every object of ${title} without a warning or a change`, world, async ({ kube }) => {
        const objects = objectsOf(yaml());
        const namespaces = new Set(objects.map((object) => referenceOf(object).namespace ?? "default"));
        const made: string[] = [];
        for (const name of namespaces) {
          const reference = { apiVersion: "v1", kind: "Namespace", name };
          if (await kube.find(reference)) continue;
          await kube.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
          made.push(name);
        }
        try {
          for (const object of objects) {
            const differences = drift(object, await kube.dryRun(object));
            assert.deepEqual(differences, [], display(referenceOf(object)));
          }
        } finally {
          for (const name of made) {
            await kube.delete({ apiVersion: "v1", kind: "Namespace", name });
            await finalizeNamespace(kube, name);
          }
        }
      });
    }
  });
}
