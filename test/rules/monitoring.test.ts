import assert from "node:assert/strict";
import { test } from "node:test";
import { valuesText } from "../../manifests/monitoring/kube-prometheus-stack";
import { parseDelivery } from "../../config/load";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const withValue = (value: string): readonly Edit[] => [
  ["  - name: blog\n", `  - name: blog\n    monitoring: { values: { a: ${value} } }\n`],
];

const refusalOf = (value: string): readonly string[] => refusal(edited(withValue(value)));

const [cluster] = parseDelivery(edited(withValue('""')), "delivery.yaml").clusters;
assert.ok(cluster?.monitoring);
/** Bytes that are written beside a value. */
const others = valuesText(cluster.monitoring).length;

test("chart values may have a million bytes, and not one more", () => {
  assert.deepEqual(refusalOf("x".repeat(1_000_000 - others)), ["accepted"]);
  assert.match(
    refusalOf("x".repeat(1_000_001 - others)).join(),
    /got 1000001 bytes as they are written, expected at most 1000000/,
  );
});

test("chart values are measured with the lines and spaces that they are written with", () => {
  assert.match(
    refusalOf(`{ b: { c: { d: [${"[1],".repeat(45_000)}[1]] } } }`).join(),
    /got 1\d{6} bytes as they are written/,
  );
});
