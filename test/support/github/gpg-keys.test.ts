import assert from "node:assert/strict";
import { test } from "node:test";
import { at } from "../synth";
import { asking, bot, idOf, played, refusal, stranger } from "./played";

const gitHub = played();
const ask = asking(gitHub);

/** A new key pair, armored. */
async function gpgKey(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  const { generateKey } = await import("openpgp");
  return generateKey({ userIDs: [{ name: "Acme Bot", email: "bot@acme.example" }], format: "armored" });
}

test("A key belongs to the account that adds it, with the ids that it has", async () => {
  const { publicKey } = await gpgKey();
  const made = await ask("POST", "/user/gpg_keys", { ...bot, body: { armored_public_key: publicKey } });
  assert.equal(made.status, 201);
  const { readKey } = await import("openpgp");
  const key = await readKey({ armoredKey: publicKey });
  assert.equal(at(made.json, "key_id"), key.getFingerprint().slice(-16).toUpperCase());
  assert.equal(at(made.json, "subkeys", 0, "key_id"), key.getSubkeys()[0]?.getFingerprint().slice(-16).toUpperCase());
  assert.equal(at(made.json, "emails", 0, "email"), "bot@acme.example");
  assert.deepEqual(
    gitHub()
      .gpgKeys("acme-bot")
      .map(({ armored }) => armored),
    [publicKey],
  );
  assert.deepEqual((await ask("GET", "/users/acme-bot/gpg_keys")).json, [made.json]);
  const path = `/user/gpg_keys/${idOf(made)}`;
  assert.deepEqual((await ask("GET", path, bot)).json, made.json);
  assert.equal((await ask("GET", path, stranger)).status, 404);
  assert.equal((await ask("DELETE", path, bot)).status, 204);
  assert.deepEqual((await ask("GET", "/user/gpg_keys", bot)).json, []);
});

test("A key that is there already is refused, whoever has it", async () => {
  const { publicKey } = await gpgKey();
  const body = { armored_public_key: publicKey };
  await ask("POST", "/user/gpg_keys", { ...bot, body });
  for (const token of ["of-bot", "of-stranger"]) {
    assert.equal(
      refusal(await ask("POST", "/user/gpg_keys", { token, body })),
      "422 Validation Failed GpgKey.key_id: key_id already exists, GpgKey.public_key: public_key already exists",
    );
  }
});

test("A private key and what is no key are refused", async () => {
  const { privateKey } = await gpgKey();
  for (const armored of [privateKey, "", "-----BEGIN PGP PUBLIC KEY BLOCK-----"]) {
    const refused = await ask("POST", "/user/gpg_keys", { ...bot, body: { armored_public_key: armored } });
    assert.equal(refusal(refused), "422 Validation Failed GpgKey.: We got an error doing that.");
  }
  assert.deepEqual(gitHub().gpgKeys(), []);
});

test("Adding needs the scope to write, deleting the one to administer", async () => {
  gitHub().addToken("reads", { login: "acme-bot", scopes: ["read:gpg_key"] });
  gitHub().addToken("writes", { login: "acme-bot", scopes: ["write:gpg_key"] });
  const body = { armored_public_key: (await gpgKey()).publicKey };
  assert.equal((await ask("POST", "/user/gpg_keys", { token: "reads", body })).status, 404);
  const made = await ask("POST", "/user/gpg_keys", { token: "writes", body });
  const path = `/user/gpg_keys/${idOf(made)}`;
  assert.equal((await ask("GET", path, { token: "reads" })).status, 200);
  assert.equal((await ask("DELETE", path, { token: "writes" })).status, 404);
  assert.equal((await ask("DELETE", path, bot)).status, 204);
});
