import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { at, isObject, type JsonObject } from "../synth";
import { deliver } from "./deliver";
import { admin, asking, idOf, played, refusal } from "./played";

const gitHub = played();
const ask = asking(gitHub);

const hookOn = (url: string, events: string[] = ["push"]): JsonObject => ({
  name: "web",
  events,
  config: { url, content_type: "json", insecure_ssl: "0", secret: "hush" },
});

const configOf = (body: JsonObject): JsonObject => {
  const config = at(body, "config");
  return isObject(config) ? config : {};
};
const hooks = "/repos/acme/shop/hooks";

test("A hook is kept with its secret, and nobody is told that again", async () => {
  const made = await ask("POST", hooks, { ...admin, body: hookOn("https://a.example/hook/1", ["push", "ping"]) });
  assert.equal(made.status, 201);
  assert.equal(at(made.json, "config", "secret"), "********");
  assert.deepEqual((await ask("GET", `${hooks}/${idOf(made)}`, admin)).json, made.json);
  assert.deepEqual(
    gitHub()
      .hooks("acme/shop")
      .map((hook) => [hook.url, hook.secret, hook.events, hook.contentType, hook.active, hook.insecureSsl]),
    [["https://a.example/hook/1", "hush", ["push", "ping"], "json", true, false]],
  );
});

test("A second hook with the same configuration is refused where an event of both is the same", async () => {
  const body = hookOn("https://a.example/", ["push", "ping"]);
  await ask("POST", hooks, { ...admin, body });
  for (const events of [["push"], ["*"], ["issues", "ping"]]) {
    const again = await ask("POST", hooks, { ...admin, body: { ...body, events } });
    assert.equal(refusal(again), "422 Validation Failed Hook.: Hook already exists on this repository");
  }
  const others: [path: string, more: JsonObject][] = [
    [hooks, { events: ["issues"] }],
    [hooks, { config: { url: "https://b.example/", content_type: "json" } }],
    [hooks, { config: { url: "https://a.example/", content_type: "form" } }],
    ["/repos/acme/vault/hooks", {}],
  ];
  for (const [path, more] of others) {
    assert.equal((await ask("POST", path, { ...admin, body: { ...body, ...more } })).status, 201);
  }
});

test("A new configuration replaces the old one, its secret too, and what is not given stays", async () => {
  const made = await ask("POST", hooks, { ...admin, body: hookOn("https://a.example/") });
  const path = `${hooks}/${idOf(made)}`;
  const config = { url: "https://b.example/", content_type: "json" };
  assert.equal((await ask("PATCH", path, { ...admin, body: { config } })).status, 200);
  const [hook] = gitHub().hooks();
  assert.deepEqual([hook?.url, hook?.secret, hook?.events], ["https://b.example/", undefined, ["push"]]);
  await ask("PATCH", path, { ...admin, body: { events: ["issues"], active: false } });
  const [later] = gitHub().hooks();
  assert.deepEqual([later?.url, later?.active, later?.events], ["https://b.example/", false, ["issues"]]);
});

test("An update to what another hook has is refused, one to what it has itself is not", async () => {
  const body = hookOn("https://a.example/");
  await ask("POST", hooks, { ...admin, body: hookOn("https://b.example/") });
  const made = await ask("POST", hooks, { ...admin, body });
  const path = `${hooks}/${idOf(made)}`;
  assert.equal((await ask("PATCH", path, { ...admin, body: { config: { ...configOf(body) } } })).status, 200);
  const taken = { ...configOf(body), url: "https://b.example/" };
  assert.match(refusal(await ask("PATCH", path, { ...admin, body: { config: taken } })), /already exists/);
});

test("A hook without a URL is refused, a deleted one is gone", async () => {
  assert.equal((await ask("POST", hooks, { ...admin, body: { config: {} } })).status, 422);
  const made = await ask("POST", hooks, { ...admin, body: hookOn("https://a.example/") });
  const path = `${hooks}/${idOf(made)}`;
  assert.equal((await ask("DELETE", path, admin)).status, 204);
  assert.equal((await ask("GET", path, admin)).status, 404);
});

test("A delivery goes to the hook's path with its host, and its signature is of the secret", async () => {
  const got: { url: string | undefined; headers: IncomingHttpHeaders; body: string }[] = [];
  const receiver = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      got.push({ url: request.url, headers: request.headers, body });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => void receiver.listen(0, "127.0.0.1", resolve));
  try {
    await ask("POST", hooks, { ...admin, body: hookOn("https://a.example/hook/1?x=1") });
    const [hook] = gitHub().hooks();
    assert.ok(hook);
    const to = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    assert.equal(await deliver(hook, { event: "push", to }), 202);
    assert.equal(await deliver(hook, { event: "ping", to, path: "/else", secret: "other", body: "{}" }), 202);
    const signature = (secret: string, body: string): string =>
      `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    assert.deepEqual(
      got.map(({ url, headers, body }) => [url, headers.host, headers["x-github-event"], body.includes("acme/shop")]),
      [
        ["/hook/1?x=1", "a.example", "push", true],
        ["/else", "a.example", "ping", false],
      ],
    );
    assert.equal(got[0]?.headers["x-hub-signature-256"], signature("hush", got[0]?.body ?? ""));
    assert.equal(got[1]?.headers["x-hub-signature-256"], signature("other", "{}"));
  } finally {
    receiver.close();
  }
});
