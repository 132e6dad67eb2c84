import assert from "node:assert/strict";
import { test } from "node:test";
import { at, type Json } from "../synth";
import { admin, asking, bot, idOf, played, refusal, sshKey } from "./played";

const gitHub = played();
const ask = asking(gitHub);

test("What was answered before is not sent again to whoever has it", async () => {
  const first = await ask("GET", "/repos/acme/shop");
  const headers = { "if-none-match": first.headers.get("etag") ?? "" };
  assert.equal((await ask("GET", "/repos/acme/shop", { headers })).status, 304);
  gitHub().addRepository("acme/shop", { isPrivate: true });
  assert.equal((await ask("GET", "/repos/acme/shop", { ...admin, headers })).status, 200);
});

test("The API is below /api/v3 once, and every request is logged with who asked", async () => {
  await ask("GET", "/api/v3/meta");
  assert.equal((await fetch(`${gitHub().url}/meta`)).status, 404);
  await ask("GET", "/user?per_page=100", bot);
  assert.deepEqual(gitHub().requests, [
    { method: "GET", path: "/api/v3/api/v3/meta", status: 404 },
    { method: "GET", path: "/meta", status: 404 },
    { method: "GET", path: "/api/v3/user", login: "acme-bot", status: 200 },
  ]);
});

test("Host keys are GitHub's unless a test has its own", async () => {
  const keys = async (): Promise<Json | undefined> => at((await ask("GET", "/meta")).json, "ssh_keys");
  const types = ((await keys()) as string[]).map((key) => key.split(" ")[0]);
  assert.deepEqual(types, ["ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa"]);
  gitHub().hostKeys = ["ssh-ed25519 AAAA"];
  assert.deepEqual(await keys(), ["ssh-ed25519 AAAA"]);
});

test("A change is told of before it is answered, a refusal is not", async () => {
  const told: string[] = [];
  let answered = false;
  gitHub().onChange = async ({ action, kind, repository }) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    told.push(`${action} ${kind} ${repository ?? ""} ${answered ? "after" : "before"}`);
  };
  const body = { key: sshKey() };
  const made = await ask("POST", "/repos/acme/shop/keys", { ...admin, body });
  answered = true;
  await ask("POST", "/repos/acme/shop/keys", { ...admin, body });
  answered = false;
  await ask("DELETE", `/repos/acme/shop/keys/${idOf(made)}`, admin);
  assert.deepEqual(told, ["create deploy-key acme/shop before", "delete deploy-key acme/shop before"]);
});

test("A body that is no JSON is refused, and what fails here is no answer of GitHub's", async () => {
  const malformed = await fetch(`${gitHub().url}/api/v3/user/gpg_keys`, {
    method: "POST",
    headers: { authorization: "token of-bot" },
    body: "{",
  });
  assert.equal(malformed.status, 400);
  gitHub().onChange = () => Promise.reject(new Error("the disk is full"));
  const failed = await ask("POST", "/repos/acme/shop/keys", { ...admin, body: { key: sshKey() } });
  assert.match(refusal(failed), /^500 the played GitHub failed: .*the disk is full/);
});

test("What is deleted behind the API's back is gone", async () => {
  const made = await ask("POST", "/repos/acme/shop/keys", { ...admin, body: { key: sshKey() } });
  const id = Number(at(made.json, "id"));
  assert.equal(gitHub().remove("deploy-key", id), true);
  assert.equal(gitHub().remove("deploy-key", id), false);
  assert.equal((await ask("GET", `/repos/acme/shop/keys/${id}`, admin)).status, 404);
});

test("An operation is told of before it is done and before it is answered; refused ones begin and don't end", async () => {
  const told: string[] = [];
  gitHub().onCall = (moment, operation) => {
    told.push(`${moment} ${operation}, ${gitHub().deployKeys().length} keys`);
  };
  const path = "/repos/acme/shop/keys";
  const key = { title: "a", key: sshKey(), read_only: false };
  assert.equal((await ask("POST", path, { ...admin, body: key })).status, 201);
  assert.equal((await ask("POST", path, { ...admin, body: key })).status, 422);
  assert.deepEqual(told, [
    "begin POST /repos/:owner/:repo/keys, 0 keys",
    "end POST /repos/:owner/:repo/keys, 1 keys",
    "begin POST /repos/:owner/:repo/keys, 1 keys",
  ]);
});

test("An operation that nobody waits for any more when it begins is not done", async () => {
  const gone = new AbortController();
  gitHub().onCall = async () => {
    gone.abort();
    await new Promise((resolve) => setTimeout(resolve, 100));
  };
  const body = JSON.stringify({ title: "a", key: sshKey(), read_only: false });
  const headers = { authorization: `Bearer ${admin.token}` };
  const url = `${gitHub().url}/api/v3/repos/acme/shop/keys`;
  await assert.rejects(fetch(url, { method: "POST", headers, body, signal: gone.signal }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual(gitHub().deployKeys(), []);
});
