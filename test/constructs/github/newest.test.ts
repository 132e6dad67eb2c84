import assert from "node:assert/strict";
import { test } from "node:test";
import { newest } from "../../../constructs/github/newest";

test("the last generation is the newest", () => assert.equal(newest([1, 2]), 2));

test("a key without a generation is a mistake of ours", () => {
  assert.throws(() => newest([]), { message: "a key has no generation" });
});
