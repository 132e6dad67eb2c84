import assert from "node:assert/strict";
import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { before, test } from "node:test";
import { at, text } from "../synth";
import { admin, asking, played, refusal, sshKey, type Reply } from "./played";

const gitHub = played();
const ask = asking(gitHub);

const keys: { privateKey?: KeyObject; publicKey?: KeyObject; other?: KeyObject } = {};
before(() => {
  Object.assign(keys, generateKeyPairSync("rsa", { modulusLength: 2048 }));
  keys.other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
});

/** What an App signs to be known by. */
function jwt(claims: Readonly<Record<string, unknown>> = {}, key = keys.privateKey, alg = "RS256"): string {
  assert.ok(key);
  const now = Math.floor(Date.now() / 1000);
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg, typ: "JWT" })}.${part({ iss: "7", iat: now - 30, exp: now + 90, ...claims })}`;
  return `${signed}.${createSign("sha256").update(signed).sign(key).toString("base64url")}`;
}

function install(...permissions: string[]): void {
  assert.ok(keys.publicKey);
  gitHub().addApp({
    id: 7,
    slug: "acme-flux",
    publicKeys: [keys.publicKey],
    permissions,
    installations: [{ id: 8, owner: "acme" }],
  });
}

const asApp = (method: string, path: string, token = jwt()): Promise<Reply> => ask(method, path, { token });

async function tokenOf(...permissions: string[]): Promise<string> {
  install(...permissions);
  const made = await asApp("POST", "/app/installations/8/access_tokens");
  assert.equal(made.status, 201);
  return text(at(made.json, "token"));
}

test("An App finds its installation by its owner, of whichever kind, and no other", async () => {
  install("contents=write");
  assert.equal(at((await asApp("GET", "/app")).json, "slug"), "acme-flux");
  assert.equal(at((await asApp("GET", "/orgs/ACME/installation")).json, "id"), 8);
  for (const path of ["/users/acme/installation", "/orgs/acme-bot/installation", "/users/stranger/installation"]) {
    assert.equal(refusal(await asApp("GET", path)), "404 Not Found", path);
  }
  assert.equal(refusal(await asApp("POST", "/app/installations/9/access_tokens")), "404 Not Found");
});

test("What an App has not signed, or not for now, is refused", async () => {
  install();
  const now = Math.floor(Date.now() / 1000);
  const wrong: [token: string, status: number][] = [
    [jwt({}, keys.other), 401],
    [jwt({}, keys.privateKey, "HS256"), 401],
    [jwt({ iss: "9" }), 404],
    [jwt({ exp: now - 1 }), 401],
    [jwt({ exp: now + 3600 }), 401],
    [jwt({ iat: now + 60 }), 401],
    ["a.b.c", 401],
  ];
  for (const [token, status] of wrong) assert.equal((await asApp("GET", "/app", token)).status, status, token);
  assert.equal((await ask("GET", "/app", admin)).status, 401);
  assert.equal((await ask("GET", "/app")).status, 401);
  // Itself it is nobody who has a key.
  assert.equal((await asApp("POST", "/repos/acme/shop/keys")).status, 401);
});

test("An App's token does what the App may, in the repositories of its account, and is no user's", async () => {
  const token = await tokenOf("administration=write", "statuses=write");
  const made = await ask("POST", "/repos/acme/vault/keys", { token, body: { key: sshKey() } });
  assert.equal(made.status, 201);
  assert.equal(gitHub().deployKeys()[0]?.addedBy, "acme-flux[bot]");
  assert.equal(refusal(await ask("GET", "/user", { token })), "403 Resource not accessible by integration");
  assert.equal(
    refusal(await ask("GET", "/repos/acme/shop/hooks", { token })),
    "403 Resource not accessible by integration",
  );
  gitHub()
    .addOrganization("other", { admins: ["stranger"] })
    .addRepository("other/shop");
  assert.equal(
    refusal(await ask("POST", "/repos/other/shop/keys", { token, body: { key: sshKey() } })),
    "404 Not Found",
  );
});

test("A status is kept by its commit, the newest first", async () => {
  const token = await tokenOf("statuses=write");
  const sha = "a".repeat(40);
  for (const state of ["pending", "success"]) {
    const body = { state, context: "kustomization/dev" };
    assert.equal((await ask("POST", `/repos/acme/shop/statuses/${sha}`, { token, body })).status, 201);
  }
  const listed = await ask("GET", `/repos/acme/shop/commits/${sha}/statuses`, { token });
  assert.deepEqual(
    (listed.json as unknown[]).map((each) => at(each as never, "state")),
    ["success", "pending"],
  );
  assert.deepEqual(
    gitHub()
      .statuses("acme/shop")
      .map(({ state, addedBy }) => [state, addedBy]),
    [
      ["pending", "acme-flux[bot]"],
      ["success", "acme-flux[bot]"],
    ],
  );
  assert.equal(
    (await ask("POST", "/repos/acme/shop/statuses/main", { token, body: { state: "success" } })).status,
    422,
  );
  const other = { token, body: { event_type: "Kustomization/dev.flux-system" } };
  assert.equal((await ask("POST", "/repos/acme/shop/dispatches", other)).status, 403);
});

test("Workflows are sent events by who may write the contents", async () => {
  const token = await tokenOf("contents=write");
  const body = { event_type: "Kustomization/dev", client_payload: { message: "done" } };
  assert.equal((await ask("POST", "/repos/acme/shop/dispatches", { token, body })).status, 204);
  assert.deepEqual(
    gitHub()
      .dispatches()
      .map(({ event, payload }) => [event, payload]),
    [["Kustomization/dev", { message: "done" }]],
  );
  assert.equal((await ask("POST", "/repos/acme/shop/dispatches", { token, body: {} })).status, 422);
});

test("A repository is opened over HTTPS by a token that may, and by no other", async () => {
  const reader = await tokenOf("contents=read");
  const writer = await tokenOf("contents=write");
  assert.deepEqual(
    [reader, writer, admin.token, "unknown"].map((token) => [
      gitHub().opens(token, "acme/shop", "read"),
      gitHub().opens(token, "acme/shop", "write"),
    ]),
    [
      [true, false],
      [true, true],
      [false, false],
      [false, false],
    ],
  );
  assert.equal(gitHub().opens(writer, "acme/nothing", "read"), false);
  gitHub()
    .addOrganization("other", { admins: ["stranger"] })
    .addRepository("other/shop");
  assert.equal(gitHub().opens(writer, "other/shop", "read"), false);
});

test("What is not below the API is the website's, where there is one", async () => {
  gitHub().website = (_, response) => response.writeHead(200).end("website");
  assert.equal(await (await fetch(`${gitHub().url}/acme/shop`)).text(), "website");
  assert.equal((await ask("GET", "/meta")).status, 200);
});
