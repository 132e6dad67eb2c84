import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { App, TerraformProvider } from "cdktf";
import { delivery as schema } from "../../../config/schema";
import { parseDelivery } from "../../../config/load";
import { escapeDelivery } from "../../../constructs/opentofu/escaped";
import { DeliveryStack } from "../../../stacks/delivery-stack";
import { findPin, projectToolbox } from "../../tools/pins";
import { at, isObject, shippedText, shippedWith, synthesize, text, type Synthesized } from "../../support/synth";

const fleet = readFileSync(join(__dirname, "..", "..", "support", "fleet.yaml"), "utf8");

/** Release of each provider that a stack requires, by name. */
function requiredBy(stacks: Synthesized, stack: string): Record<string, string> {
  const required = at(stacks.stack(stack), "terraform", "required_providers");
  assert.ok(isObject(required));
  return Object.fromEntries(Object.entries(required).map(([name, each]) => [name, text(at(each, "version"))]));
}

test("every stack requires each of its providers in the release that the schema has for it", () => {
  const stacks = synthesize(shippedWith("  - name: blog\n", "  - name: blog\n    prerequisites: {}\n"));
  const releases = schema.shape.providers.parse({});
  const required = [...stacks.texts.keys()].map((stack) => requiredBy(stacks, stack));
  for (const each of required) {
    for (const [name, version] of Object.entries(each))
      assert.equal(version, new Map(Object.entries(releases)).get(name), name);
  }
  // Each of them is some stack's.
  assert.deepEqual(Object.keys(Object.assign({}, ...required) as object).sort(), Object.keys(releases).sort());
});

test("a release that the file holds back is required by every stack that has the provider, and by no other", () => {
  const stacks = synthesize(shippedWith("\nclusters:\n", '\nproviders: { kubernetes: "3.0.1" }\nclusters:\n'));
  const versions = ["secrets", "flux-bootstrap", "app"].map((stack) => requiredBy(stacks, stack)["kubernetes"]);
  assert.deepEqual(versions, [undefined, "3.0.1", "3.0.1"]);
  assert.equal(requiredBy(stacks, "secrets")["tls"], requiredBy(synthesize(), "secrets")["tls"]);
});

test("all stacks of a fleet require the same releases", () => {
  const stacks = synthesize(fleet);
  const versions = [...stacks.texts.keys()].flatMap((stack) => Object.entries(requiredBy(stacks, stack)));
  const distinct = new Set(versions.map(([name, version]) => `${name} ${version}`));
  assert.equal(distinct.size, new Set(versions.map(([name]) => name)).size);
});

test("a provider that has no release in the schema is a mistake of ours", (t) => {
  const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-releases-"));
  t.after(() => rmSync(scratch, { recursive: true }));
  class Unknown extends TerraformProvider {}
  const app = new App({ outdir: scratch });
  const stack = new (class extends DeliveryStack {})(
    app,
    "stack",
    escapeDelivery(parseDelivery(shippedText(), "delivery.yaml")),
  );
  new Unknown(stack, "unknown", { terraformResourceType: "unknown", terraformProviderSource: "acme/unknown" });
  assert.throws(() => app.synth(), { message: "no release of unknown: add it to config/schema/providers.ts" });
});

test("the GitHub provider that the tests build is the release that the schema has", () => {
  const { version } = findPin("terraform-provider-github", projectToolbox);
  assert.equal(version, `v${schema.shape.providers.parse({}).github}`);
});

test("the stand-in providers play the releases that the schema has", () => {
  const file = join(__dirname, "..", "..", "opentofu", "stand-in", "versions.json");
  const played = JSON.parse(readFileSync(file, "utf8")) as Record<string, { readonly version: string }>;
  assert.deepEqual(
    Object.fromEntries(Object.entries(played).map(([name, { version }]) => [name, version])),
    schema.shape.providers.parse({}),
  );
});
