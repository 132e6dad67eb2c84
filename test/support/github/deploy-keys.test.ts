import assert from "node:assert/strict";
import { test } from "node:test";
import { admin, asking, idOf, played, refusal, sshKey } from "./played";

const gitHub = played();
const ask = asking(gitHub);

const keys = "/repos/acme/shop/keys";

test("A key is kept without its comment, read again and deleted", async () => {
  const key = sshKey();
  const made = await ask("POST", keys, {
    ...admin,
    body: { title: "Bot", key: `${key} me@here\n`, read_only: false },
  });
  assert.equal(made.status, 201);
  assert.deepEqual(
    gitHub()
      .deployKeys("acme/shop")
      .map((each) => [each.title, each.key, each.readOnly, each.addedBy]),
    [["Bot", key, false, "acme-admin"]],
  );
  const path = `${keys}/${idOf(made)}`;
  assert.deepEqual((await ask("GET", path, admin)).json, made.json);
  assert.equal((await ask("DELETE", path, admin)).status, 204);
  assert.deepEqual(gitHub().deployKeys(), []);
  assert.equal((await ask("GET", path, admin)).status, 404);
  assert.equal((await ask("DELETE", path, admin)).status, 404);
});

test("A key in use, on whichever repository, is refused until it goes", async () => {
  const body = { title: "Bot", key: sshKey() };
  const made = await ask("POST", keys, { ...admin, body });
  for (const path of [keys, "/repos/acme/vault/keys"]) {
    const again = await ask("POST", path, { ...admin, body: { ...body, key: `${body.key} other` } });
    assert.equal(refusal(again), "422 Validation Failed PublicKey.key: key is already in use");
  }
  await ask("DELETE", `${keys}/${idOf(made)}`, admin);
  assert.equal((await ask("POST", "/repos/acme/vault/keys", { ...admin, body })).status, 201);
});

test("What is no public key is refused", async () => {
  const [, base64 = ""] = sshKey().split(" ");
  for (const key of ["", "ssh-ed25519", "ssh-ed25519 AAAA", `ssh-rsa ${base64}`]) {
    const refused = await ask("POST", keys, { ...admin, body: { key } });
    assert.match(refusal(refused), /^422 Validation Failed PublicKey\.key: key is invalid\./, key);
  }
});

test("An organization that forbids deploy keys has none made", async () => {
  gitHub().addOrganization("acme", { admins: ["acme-admin"], deployKeys: false });
  const refused = await ask("POST", keys, { ...admin, body: { key: sshKey() } });
  assert.equal(refusal(refused), "422 Validation Failed PublicKey.: Deploy keys are disabled for this repository");
});

test("A deleted token takes along the keys that it made, and no others", async () => {
  gitHub().addToken("another", { login: "acme-admin", scopes: ["repo"] });
  await ask("POST", keys, { ...admin, body: { title: "goes", key: sshKey() } });
  await ask("POST", keys, { token: "another", body: { title: "stays", key: sshKey() } });
  gitHub().deleteToken("of-admin");
  assert.deepEqual(
    gitHub()
      .deployKeys()
      .map(({ title }) => title),
    ["stays"],
  );
  assert.equal((await ask("GET", keys, admin)).status, 401);
});

test("A repository's key is no other's, and a number that is none names nothing", async () => {
  const made = await ask("POST", keys, { ...admin, body: { key: sshKey() } });
  for (const id of [idOf(made), "1", "x"]) {
    assert.equal((await ask("GET", `/repos/acme/vault/keys/${id}`, admin)).status, 404, id);
  }
});
