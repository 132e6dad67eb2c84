import assert from "node:assert/strict";
import { test } from "node:test";
import { edited, refusal } from "../config/bad-files/row";

/** What is said of a delivery whose chart values have so many characters as JSON. */
function refusalOf(characters: number): readonly string[] {
  const value = "x".repeat(characters - JSON.stringify({ a: "" }).length);
  return refusal(edited([["  - name: blog\n", `  - name: blog\n    monitoring: { values: { a: ${value} } }\n`]]));
}

test("chart values may have a million bytes, and not one more", () => {
  assert.deepEqual(refusalOf(1_000_000), ["accepted"]);
  assert.match(refusalOf(1_000_001).join(), /got 1000001 bytes, expected at most 1000000/);
});
