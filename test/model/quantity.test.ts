import assert from "node:assert/strict";
import { test } from "node:test";
import { amountOf } from "../../model/quantity";

test("a quantity is a number of its unit", () => {
  for (const [quantity, amount] of [
    ["2", 2],
    ["0.5", 0.5],
    ["250m", 0.25],
    ["3k", 3_000],
    ["1M", 1_000_000],
    ["1.5G", 1_500_000_000],
    ["1T", 1_000_000_000_000],
    ["1Ki", 1024],
    ["64Mi", 67_108_864],
    ["1Gi", 1_073_741_824],
    ["1Ti", 1_099_511_627_776],
  ] as const) {
    assert.equal(amountOf(quantity), amount, quantity);
  }
});

test("what is no quantity is nothing, whatever it begins or ends with", () => {
  for (const text of ["", "-1", "a1Gi", "1Gi 2", "1 Gi"]) assert.equal(amountOf(text), 0, text);
});
