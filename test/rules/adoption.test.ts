import assert from "node:assert/strict";
import { test } from "node:test";
import { addCluster } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const adopting = (path: string): Edit => ["\naws:\n", `\nadopt: { parameters: [${path}] }\n\naws:\n`];
const passphrase: Edit = ["    gpg:\n", "    gpg:\n      passphrase: true\n"];

for (const path of [
  "/github/gpg-keys/developer-friendly-bot",
  "/github/gpg-keys/developer-friendly-bot/passphrase",
  "/github/developer-friendly/blog/flux-system/receiver/token",
  "/github/echo-server/deploy-key",
  "/github/echo-server/ghcr-token",
]) {
  test(`the stacks make ${path}, so it can be taken over`, () => {
    assert.deepEqual(refusal(edited([adopting(path), passphrase, ...addCluster()])), ["accepted"]);
  });
}

test("a passphrase that the key does not have can't be taken over", () => {
  const [line = ""] = refusal(edited([adopting("/github/gpg-keys/developer-friendly-bot/passphrase")]));
  assert.match(line, /expected an SSM path that the stacks make/);
});
