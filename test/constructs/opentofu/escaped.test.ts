import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDelivery } from "../../../config/load";
import { escapeDelivery, escapeText } from "../../../constructs/opentofu/escaped";
import { shippedWith } from "../../support/synth";

const rows: readonly (readonly [given: string, expected: string])[] = [
  ["plain", "plain"],
  ["${cluster}", "$${cluster}"],
  ["%{ if x }", "%%{ if x }"],
  ["$${d}", "$$${d}"],
  ["{{ .Changed }}", "{{ .Changed }}"],
  ["^[0-9]+$", "^[0-9]+$"],
  ["a $ b % c { d", "a $ b % c { d"],
  ["", ""],
];

for (const [given, expected] of rows) {
  test(`${JSON.stringify(given)} is written as ${JSON.stringify(expected)}`, () =>
    assert.equal(escapeText(given), expected));
}

const delivery = parseDelivery(
  shippedWith(
    "\nstate: { backend: local }\n",
    '\nstate: { backend: other, type: kubernetes, settings: { secret_suffix: "<stack>", namespace: "${a}", config_paths: ["%{b}", 1, true] } }\n',
  ),
  "delivery.yaml",
);

test("every text of a delivery is escaped, and nothing else is changed", () => {
  const { state } = escapeDelivery(delivery);
  assert.deepEqual(state, {
    backend: "other",
    type: "kubernetes",
    settings: { secret_suffix: "<stack>", namespace: "$${a}", config_paths: ["%%{b}", 1, true] },
  });
});

test("the elements of an escaped delivery are each other's neighbours, and none is of the one that it was made of", () => {
  const escaped = escapeDelivery(delivery);
  const [cluster] = escaped.clusters;
  const [environment] = escaped.environments;
  assert.ok(cluster && environment);
  assert.equal(environment.cluster, cluster);
  assert.equal(cluster.environments[0], environment);
  assert.equal(environment.automation.environments[0], environment);
  assert.notEqual(cluster, delivery.clusters[0]);
});

test("keys are escaped too, and nothing is left as nothing", () => {
  const text = shippedWith(
    "    secretStore:\n",
    '    monitoring: { values: { "${a}": { "%{b}": null, list: [null] } } }\n    secretStore:\n',
  );
  const [cluster] = escapeDelivery(parseDelivery(text, "delivery.yaml")).clusters;
  assert.deepEqual(cluster?.monitoring?.values, { "$${a}": { "%%{b}": null, list: [null] } });
});

test("the fields of an escaped delivery are all there to go through", () => {
  const escaped = escapeDelivery(delivery);
  assert.deepEqual(Object.keys(escaped), Object.keys(delivery));
  const [cluster, original] = [escaped.clusters[0], delivery.clusters[0]];
  assert.ok(cluster && original);
  assert.deepEqual(Object.keys(cluster), Object.keys(original));
});

test("no key is lost, whatever it is called", () => {
  const text = shippedWith(
    "  region: eu-central-1\n",
    '  region: eu-central-1\n  tags: { length: "5", constructor: "6" }\n',
  );
  assert.deepEqual(escapeDelivery(parseDelivery(text, "delivery.yaml")).aws.tags, { length: "5", constructor: "6" });
});
