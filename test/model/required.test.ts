import assert from "node:assert/strict";
import { test } from "node:test";
import { required } from "../../model/required";

test("a value that is there is given", () => assert.equal(required(new Map([["a", 0]]), "a", "shop"), 0));

test("a value that is missing is a mistake of ours, and named", () => {
  assert.throws(() => required(new Map<string, number>(), "a", "shop"), { message: "shop is not there yet" });
});
