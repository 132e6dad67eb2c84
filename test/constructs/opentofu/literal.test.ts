import assert from "node:assert/strict";
import { test } from "node:test";
import { App, TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { literal, literals } from "../../../constructs/opentofu/literal";

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
    assert.equal(literal(given), expected));
}

test("a reference made by cdktf is kept, and the text around it escaped", () => {
  const stack = new TerraformStack(new App(), "stack");
  const one = new TerraformVariable(stack, "one", {}).stringValue;
  const two = new TerraformVariable(stack, "two", {}).stringValue;
  new TerraformOutput(stack, "out", { value: literal(`\${a} ${one} %{b} ${two} ${one} \${c}`) });
  const { output } = JSON.parse(Testing.synth(stack)) as { output: { out: { value: string } } };
  assert.equal(output.out.value, "$${a} ${var.one} %%{b} ${var.two} ${var.one} $${c}");
});

test("every string of a structure is escaped, keys included, and nothing else is changed", () => {
  assert.deepEqual(literals({ "${k}": ["${a}", 1, true, null, { b: "%{c}" }], gone: undefined }), {
    "$${k}": ["$${a}", 1, true, null, { b: "%%{c}" }],
  });
});
