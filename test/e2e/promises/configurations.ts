import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe } from "node:test";
import { uniqBy } from "es-toolkit/array";
import { parse } from "yaml";
import { parseDelivery } from "../../../config/load";
import { fleetTree } from "../../../git-side/fleet/tree";
import { acceptedFiles } from "../../fuzz/support/accepted";
import { seed, some } from "../../fuzz/support/settings";
import { workloadNamespace } from "../../../manifests/kubernetes/namespace";
import { trees } from "../../git-side/support/examples";
import { buildOverlays, objectsOf as objectsIn } from "../../git-side/support/kustomize";
import { at, isObject, shippedText, synthesize, type Json, type JsonObject } from "../../support/synth";
import { display, drift, referenceOf } from "../support/objects";
import { promise } from "../support/promise";
import { release } from "./monitoring";
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
  "examples/git.yaml": () => file("examples", "git.yaml"),
  "examples/workload.yaml": () => file("examples", "workload.yaml"),
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
    const made = new Set<string>();
    // They go on their own, while other promises are kept.
    after(async () => {
      for (const name of made) await world().kube.delete({ apiVersion: "v1", kind: "Namespace", name });
    });

    const judge = (title: string, objectsMade: () => readonly JsonObject[]): void =>
      promise(`the API takes every object of ${title} without a warning or a change`, world, async ({ kube }) => {
        // The CRD of the routes of alerts comes with the chart.
        await kube.untilReady(release);
        const objects = objectsMade();
        const namespaces = new Set(objects.map((object) => referenceOf(object).namespace ?? "default"));
        for (const name of namespaces) {
          if (await kube.find({ apiVersion: "v1", kind: "Namespace", name })) continue;
          await kube.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
          made.add(name);
        }
        for (const object of objects) {
          const differences = drift(object, await kube.dryRun(object));
          assert.deepEqual(differences, [], display(referenceOf(object)));
        }
      });

    for (const tree of trees) {
      promise(
        `the API takes every object of the tree of ${tree.title}, and its Pods meet the restricted standard`,
        world,
        async ({ kube }) => {
          for (const object of [...buildOverlays(tree).values()].flatMap(objectsIn)) {
            const { namespace } = referenceOf(object);
            if (
              namespace !== undefined &&
              !(await kube.find({ apiVersion: "v1", kind: "Namespace", name: namespace }))
            ) {
              // It warns of a workload whose Pods it would refuse, and a warning is a failure.
              await kube.apply(JSON.parse(JSON.stringify(workloadNamespace(namespace))) as JsonObject);
              made.add(namespace);
            }
            await kube.dryRun(object);
          }
        },
      );
    }

    for (const [title, yaml] of Object.entries(configurations)) judge(title, () => objectsOf(yaml()));
    judge("the fleet of examples/git.yaml", () =>
      fleetTree(parseDelivery(file("examples", "git.yaml"), "git.yaml"))
        .filter(({ path }) => path.endsWith(".yaml") && !path.startsWith("."))
        .map(({ text }) => parse(text) as JsonObject),
    );
    judge(`files generated with the seed ${seed}`, () =>
      uniqBy(
        acceptedFiles(some(1)).flatMap(({ text: yaml }) => objectsOf(yaml)),
        (object) => JSON.stringify(object),
      ),
    );
  });
}
