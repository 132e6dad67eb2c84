import assert from "node:assert/strict";
import { test } from "node:test";
import { addCluster } from "../config/bad-files/pieces";
import { edited, refusal } from "../config/bad-files/row";

test("a policy whose number is not at its end is no other policy's part", () => {
  const shop = addCluster(
    "secretStore: { readerPolicy: external-secrets-blog-2-shop }",
    "notifications: { providers: [{ name: a, type: slack, addressParameter: /a }] }",
  );
  assert.deepEqual(refusal(edited(shop)), ["accepted"]);
});
