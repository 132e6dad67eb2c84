import assert from "node:assert/strict";
import { test } from "node:test";
import { at, type Json, type JsonObject } from "../synth";
import { admin, asking, bot, played, refusal, stranger } from "./played";

const gitHub = played();
const ask = asking(gitHub);

const owner = { token: "of-owner" } as const;

const rulesOf = async (branch: string): Promise<Json> =>
  (await ask("GET", `/repos/acme/shop/rules/branches/${branch}`, stranger)).json;

test("E-mails are told to a token that may read them, and keys say which are verified", async () => {
  gitHub().addUser("acme-bot", { "bot@acme.example": true, "old@acme.example": false });
  assert.equal((await ask("GET", "/user/emails", bot)).status, 404);
  gitHub().addToken(bot.token, { login: "acme-bot", scopes: ["user"] });
  const { json } = await ask("GET", "/user/emails", bot);
  assert.deepEqual(
    [at(json, 0, "email"), at(json, 0, "verified"), at(json, 1, "verified")],
    ["bot@acme.example", true, false],
  );
});

test("Whether deploy keys are allowed is told to owners alone, and to a token for organizations", async () => {
  const told = async (who: { readonly token: string }): Promise<Json | undefined> =>
    at((await ask("GET", "/orgs/acme", who)).json, "deploy_keys_enabled_for_repositories");
  gitHub().addToken(owner.token, { login: "acme-admin", scopes: ["admin:org"] });
  assert.equal(await told(owner), true);
  gitHub().addOrganization("acme", { admins: ["acme-admin"], deployKeys: false });
  assert.equal(await told(owner), false);
  assert.equal(await told(admin), undefined);
  gitHub().addToken(stranger.token, { login: "stranger", scopes: ["admin:org"] });
  assert.equal(await told(stranger), undefined);
});

test("A repository says what whoever asks may do, and whether it is archived", async () => {
  const shop = async (who?: { readonly token: string }): Promise<Json> =>
    (await ask("GET", "/repos/acme/shop", who)).json;
  assert.equal(at(await shop(admin), "permissions", "admin"), true);
  assert.equal(at(await shop(stranger), "permissions", "admin"), false);
  assert.equal(at(await shop(), "permissions"), undefined);
  gitHub().addRepository("acme/shop", { isArchived: true });
  assert.equal(at(await shop(), "archived"), true);
});

test("A branch has the rules of the active rulesets that name it", async () => {
  const ruleset = (name: string, include: string[], enforcement = "active"): JsonObject => ({
    name,
    enforcement,
    conditions: { ref_name: { include } },
    rules: [{ type: "deletion" }],
  });
  for (const body of [
    ruleset("main", ["refs/heads/main"]),
    ruleset("all", ["~ALL"]),
    ruleset("off", ["~ALL"], "disabled"),
  ]) {
    assert.equal((await ask("POST", "/repos/acme/shop/rulesets", { ...admin, body })).status, 201);
  }
  const ids = gitHub()
    .rulesets()
    .map(({ id }) => id);
  assert.deepEqual(
    [at(await rulesOf("main"), 0, "ruleset_id"), at(await rulesOf("main"), 1, "ruleset_id")],
    ids.slice(0, 2),
  );
  assert.equal(at(await rulesOf("other"), 0, "ruleset_id"), ids[1]);
  assert.equal(at(await rulesOf("other"), 1), undefined);
});

test("Classic protection is told to administrators, branch by branch", async () => {
  gitHub().addRepository("acme/shop", { protection: { main: { required_status_checks: {} } } });
  const path = (branch: string): string => `/repos/acme/shop/branches/${branch}/protection`;
  assert.deepEqual((await ask("GET", path("main"), admin)).json, { required_status_checks: {} });
  assert.match(refusal(await ask("GET", path("other"), admin)), /^404 Branch not protected/);
  assert.match(refusal(await ask("GET", path("main"), stranger)), /^404 Not Found/);
});
