import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, Never } from "./wait";

test("what will never be is told at once, with its reason and what explains it", async () => {
  let looks = 0;
  const look = (): void => {
    looks += 1;
    throw new Never("the server has ended");
  };
  const patience = { seconds: 1, everyMs: 10, explain: () => "its log" };
  await assert.rejects(eventually("it serves", look, patience), {
    message: "not: it serves\nthe server has ended\nits log",
  });
  assert.equal(looks, 1);
});
