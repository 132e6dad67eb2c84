import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { App, TerraformStack } from "cdktf";
import { parseDelivery } from "../../config/load";
import { addStacks } from "../../stacks";
import { edited, refusal } from "../config/bad-files/row";

const fleet = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");

/** Names in the secrets stack of a delivery that uses all there is, which a variable could have too. */
function namesInUse(): string[] {
  const app = new App();
  const encrypted = fleet.replace("{ backend: local }", "{ backend: local, encryption: { keyProvider: pbkdf2 } }");
  addStacks(app, parseDelivery(encrypted, "fleet.yaml"));
  const secrets = app.node.findChild("secrets");
  assert.ok(TerraformStack.isStack(secrets));
  return secrets.node.children.map(({ node }) => node.id).filter((id) => /^[a-z][a-z0-9_]*$/.test(id));
}

test("no name in the secrets stack is left for a token's variable but the tokens' own", () => {
  const names = namesInUse();
  assert.ok(names.length > 5);
  const free = names.filter((name) => {
    const file = edited([["registry: ghcr.io", `registry: ghcr.io\n    variable: ${name}`]]);
    return refusal(file)[0] === "accepted";
  });
  assert.deepEqual(free, ["github_pat"]);
});
