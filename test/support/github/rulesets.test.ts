import assert from "node:assert/strict";
import { test } from "node:test";
import { at, type JsonObject } from "../synth";
import { admin, asking, idOf, played, refusal, stranger } from "./played";

const gitHub = played();
const ask = asking(gitHub);

const rulesets = "/repos/acme/shop/rulesets";
const body = (more: JsonObject = {}): JsonObject => ({
  name: "main",
  target: "branch",
  enforcement: "active",
  conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } },
  bypass_actors: [{ actor_id: null, actor_type: "DeployKey", bypass_mode: "always" }],
  rules: [{ type: "deletion" }, { type: "pull_request", parameters: { required_approving_review_count: 1 } }],
  ...more,
});

test("A ruleset is made, read again, changed as a whole and deleted", async () => {
  const made = await ask("POST", rulesets, { ...admin, body: body() });
  assert.equal(made.status, 201);
  const path = `${rulesets}/${idOf(made)}`;
  assert.deepEqual((await ask("GET", path, admin)).json, made.json);
  // GitHub adds what it has by default.
  assert.deepEqual(at(made.json, "rules", 1, "parameters", "allowed_merge_methods"), ["merge", "squash", "rebase"]);
  const changed = await ask("PUT", path, {
    ...admin,
    body: body({ rules: [{ type: "deletion" }], bypass_actors: [] }),
  });
  assert.deepEqual(
    [changed.status, at(changed.json, "rules"), at(changed.json, "bypass_actors")],
    [200, [{ type: "deletion" }], []],
  );
  assert.equal((await ask("DELETE", path, admin)).status, 204);
  assert.equal((await ask("GET", path, admin)).status, 404);
});

test("What GitHub refuses is refused: a name twice, actors that it does not know, who is no administrator", async () => {
  await ask("POST", rulesets, { ...admin, body: body() });
  const told = async (more: JsonObject): Promise<string> =>
    refusal(await ask("POST", rulesets, { ...admin, body: body(more) }));
  assert.match(await told({}), /^422 .*Name must be unique/);
  const other = { name: "other" };
  const actor = (fields: JsonObject): JsonObject => ({
    ...other,
    bypass_actors: [{ bypass_mode: "always", ...fields }],
  });
  assert.match(
    await told(actor({ actor_type: "Integration", actor_id: 7 })),
    /^422 .*must be part of the ruleset source/,
  );
  assert.match(await told(actor({ actor_type: "DeployKey", actor_id: 7 })), /^422 .*can't have an actor ID/);
  assert.match(await told({ ...other, bypass_actors: null }), /^422 .*data cannot be null/);
  assert.match(await told({ ...other, rules: [{ type: "odd" }] }), /^422 .*Invalid rule 'odd'/);
  assert.equal((await ask("POST", rulesets, { ...stranger, body: body(other) })).status, 404);
});
