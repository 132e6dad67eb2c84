import assert from "node:assert/strict";
import { test } from "node:test";
import { addCluster } from "../config/bad-files/pieces";
import { text, synthesize } from "../support/synth";
import { wholeText } from "../support/whole";
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

/** Files with every way in, and every kind of receiver. */
const files: Readonly<Record<string, string>> = {
  whole: wholeText,
  "whole, with tokens of registries and a passphrase": wholeText
    .replace(
      "receiver: { host: flux.acme.example }",
      'receiver: { host: flux.acme.example, registries: [{ type: harbor, registry: "localhost:5000", name: harbor, parameter: /harbor/token }] }',
    )
    .replace("email: bot@acme.example }", "email: bot@acme.example, gpg: { passphrase: true }, ssh: {} }"),
  "by a GitHub App": wholeText
    .replace("  bot: {", "  app: { id: 12345, installationId: 67 }\n  bot: {")
    .replace("  - name: shop\n", "  - name: shop\n    access: app\n"),
};

for (const [title, file] of Object.entries(files)) {
  test(`all that the stacks make can be taken over: ${title}`, () => {
    const made = synthesize(file);
    const parameters = Object.values(made.resources("secrets", "aws_ssm_parameter")).map(({ name }) => text(name));
    const objects = ["flux-bootstrap", "app"]
      .flatMap((stack) => Object.keys(made.objects(stack)))
      // Of a namespace its entry in the cluster's list decides.
      .filter((name) => !name.startsWith("Namespace "));
    assert.ok(parameters.length > 3 && objects.length > 10);
    const adopt = {
      parameters,
      webhooks: [{ repository: "shop", cluster: "main", id: 1 }],
      objects: objects.map((object) => ({ cluster: "main", object })),
    };
    assert.deepEqual(refusal(`${file}\nadopt: ${JSON.stringify(adopt)}\n`), ["accepted"]);
  });
}
