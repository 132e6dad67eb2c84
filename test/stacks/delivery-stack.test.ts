import assert from "node:assert/strict";
import { test } from "node:test";
import { App, TerraformOutput } from "cdktf";
import { parseDelivery } from "../../config/load";
import { escapeDelivery } from "../../constructs/opentofu/escaped";
import { DeliveryStack } from "../../stacks/delivery-stack";
import { shippedText } from "../support/synth";

class Stack extends DeliveryStack {}

const addressOf = (id: string): string => {
  const stack = new Stack(new App(), "stack", escapeDelivery(parseDelivery(shippedText(), "delivery.yaml")));
  return new TerraformOutput(stack, id, { value: "" }).friendlyUniqueId;
};

test("an address is the path below the stack, its dots as underscores", () => {
  assert.equal(addressOf("a-b_c9"), "a-b_c9");
  assert.equal(addressOf("a.b.c"), "a_b_c");
});

for (const id of ["9a", "a b", "a$", "ä"]) {
  test(`an address that OpenTofu does not take is a mistake of ours: ${id}`, () => {
    assert.throws(() => addressOf(id), { message: `"${id}" is no address in OpenTofu` });
  });
}
