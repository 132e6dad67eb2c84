import assert from "node:assert/strict";
import { test } from "node:test";
import { at } from "../synth";
import { admin, asking, bot, played, refusal, sshKey, stranger } from "./played";

const gitHub = played();
const ask = asking(gitHub);

test("A token that GitHub does not know is refused whatever it asks for", async () => {
  for (const path of ["/meta", "/user", "/repos/acme/shop", "/nothing"]) {
    assert.equal(refusal(await ask("GET", path, { token: "unknown" })), "401 Bad credentials", path);
  }
});

test("Without a token, what is public can be read and what is one's own needs one", async () => {
  for (const path of ["/meta", "/repos/acme/shop", "/users/acme-bot", "/users/acme-bot/gpg_keys", "/orgs/acme"]) {
    assert.equal((await ask("GET", path)).status, 200, path);
  }
  for (const path of ["/user", "/user/gpg_keys", "/repos/acme/shop/keys", "/repos/acme/shop/hooks"]) {
    assert.equal(refusal(await ask("GET", path)), "401 Requires authentication", path);
  }
});

test("A private repository is not there for those who may not see it", async () => {
  for (const options of [{}, stranger, bot]) {
    assert.equal(refusal(await ask("GET", "/repos/acme/vault", options)), "404 Not Found");
    assert.equal(refusal(await ask("POST", "/repos/acme/vault/keys", { ...options, body: {} })), "404 Not Found");
  }
  assert.equal((await ask("GET", "/repos/acme/vault", admin)).status, 200);
});

test("The token's user is who it belongs to, an organization is no user, and names are the same in any case", async () => {
  assert.equal(at((await ask("GET", "/user", bot)).json, "login"), "acme-bot");
  assert.equal(at((await ask("GET", "/users/ACME-Bot")).json, "login"), "acme-bot");
  assert.equal((await ask("GET", "/users/acme")).status, 404);
  assert.equal((await ask("GET", "/orgs/acme-bot")).status, 404);
  assert.equal((await ask("GET", "/repos/Acme/SHOP/keys", admin)).status, 200);
});

test("Keys and hooks are for administrators: of others a public repository hides them too", async () => {
  for (const path of ["keys", "hooks"]) {
    assert.equal(refusal(await ask("GET", `/repos/acme/shop/${path}`, stranger)), "404 Not Found");
  }
});

test("A missing scope is a 404, with the scopes that the token has and those that would do", async () => {
  gitHub().addToken("narrow", { login: "acme-admin", scopes: ["read:repo_hook", "gist"] });
  const read = await ask("GET", "/repos/acme/shop/hooks", { token: "narrow" });
  assert.equal(read.status, 200);
  const refused = await ask("POST", "/repos/acme/shop/hooks", {
    token: "narrow",
    body: { config: { url: "https://a.example/" } },
  });
  assert.equal(refusal(refused), "404 Not Found");
  assert.equal(refused.headers.get("x-oauth-scopes"), "read:repo_hook, gist");
  assert.equal(refused.headers.get("x-accepted-oauth-scopes"), "write:repo_hook, public_repo, repo");
  assert.deepEqual(gitHub().hooks(), []);
});

test("The scope for public repositories reaches no private one", async () => {
  gitHub().addToken("public", { login: "acme-admin", scopes: ["public_repo"] });
  assert.equal((await ask("GET", "/repos/acme/shop/keys", { token: "public" })).status, 200);
  assert.equal((await ask("GET", "/repos/acme/vault/keys", { token: "public" })).status, 404);
});

test("A fine-grained token that lacks a permission is told so", async () => {
  gitHub().addToken("fine", { login: "acme-admin", permissions: ["metadata=read", "repository_hooks=write"] });
  const token = "fine";
  assert.equal((await ask("GET", "/repos/acme/vault/hooks", { token })).status, 200);
  const refused = await ask("POST", "/repos/acme/vault/keys", { token, body: { key: sshKey() } });
  assert.equal(refusal(refused), "403 Resource not accessible by personal access token");
  assert.equal(refused.headers.get("x-accepted-github-permissions"), "administration=write");
  assert.equal(refused.headers.get("x-oauth-scopes"), null);
});
