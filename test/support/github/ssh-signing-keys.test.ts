import assert from "node:assert/strict";
import { test } from "node:test";
import { at } from "../synth";
import { asking, idOf, played, refusal, sshKey, stranger } from "./played";

const gitHub = played();
const ask = asking(gitHub);
const path = "/user/ssh_signing_keys";

test("A signing key belongs to the account that adds it, and anybody may list it", async () => {
  gitHub().addToken("signs", { login: "acme-bot", scopes: ["admin:ssh_signing_key"] });
  const key = sshKey();
  const made = await ask("POST", path, { token: "signs", body: { key: `${key} a comment\n`, title: "flux-1" } });
  assert.equal(made.status, 201);
  assert.equal(at(made.json, "key"), key);
  assert.equal(at(made.json, "title"), "flux-1");
  assert.deepEqual((await ask("GET", "/users/acme-bot/ssh_signing_keys")).json, [made.json]);
  assert.deepEqual((await ask("GET", "/users/stranger/ssh_signing_keys")).json, []);
  assert.equal((await ask("GET", "/users/nobody/ssh_signing_keys")).status, 404);
  assert.deepEqual(
    gitHub()
      .sshSigningKeys("acme-bot")
      .map((each) => each.key),
    [key],
  );
  assert.equal((await ask("DELETE", `${path}/${idOf(made)}`, { token: "signs" })).status, 204);
  assert.deepEqual(gitHub().sshSigningKeys(), []);
});

test("What is no key, or is there already, is refused; and so is who lacks the scope", async () => {
  gitHub().addToken("writes", { login: "acme-bot", scopes: ["write:ssh_signing_key"] });
  const body = { key: sshKey() };
  assert.equal(
    refusal(await ask("POST", path, { token: "writes", body: { key: "ssh-ed25519 AAAA" } })),
    "422 Validation Failed PublicKey.key: key is invalid. You must supply a key in OpenSSH public key format",
  );
  assert.equal((await ask("POST", path, { ...stranger, body })).status, 404);
  const made = await ask("POST", path, { token: "writes", body });
  assert.equal(made.status, 201);
  assert.equal(
    refusal(await ask("POST", path, { token: "writes", body })),
    "422 Validation Failed PublicKey.key: key is already in use",
  );
  assert.equal((await ask("DELETE", `${path}/${idOf(made)}`, { token: "writes" })).status, 404);
});
