import assert from "node:assert/strict";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { Faults, type Fault } from "./fault";
import { openHttpDoor, type HttpDoor } from "./http-door";

const faults = new Faults();
const seen: string[] = [];
let server: Server;
let door: HttpDoor;

before(async () => {
  server = createServer((incoming, response) => {
    void text(incoming).then((body) => {
      seen.push(`${incoming.method ?? ""} ${incoming.url ?? ""} ${body}`.trim());
      if (incoming.url === "/events") {
        response.write("1\n");
        setTimeout(() => response.write("2\n"), 200);
        setTimeout(() => response.write("3\n"), 400);
        return;
      }
      response.writeHead(201, { "x-own": "yes" }).end(`answer ${seen.length}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  door = await openHttpDoor({
    door: "SSM",
    faults,
    to: (server.address() as AddressInfo).port,
    kindOf: ({ method = "", url = "" }) =>
      url === "/events" ? { request: "watch", piece: "event" } : { request: `${method} ${url}` },
  });
});
after(async () => {
  await door.stop();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  faults.arm([]);
  seen.length = 0;
});

const fault = (what: Partial<Fault>): Fault => ({
  door: "SSM",
  request: "PUT /thing",
  nth: 1,
  way: "refuse",
  delayMs: 100,
  ...what,
});

const ask = (method: string, path: string, body = ""): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port: door.port, method, path, agent: false }, resolve)
      .once("error", reject)
      .end(body);
  });

const put = async (body: string): Promise<string> => text(await ask("PUT", "/thing", body));

/** What comes of an answer that never ends, until it does. */
async function pieces(): Promise<string> {
  const answer = await ask("GET", "/events");
  let got = "";
  const timer = setTimeout(() => answer.destroy(), 1500);
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) got += chunk.toString();
  } catch {
    got += "cut";
  }
  clearTimeout(timer);
  return got;
}

test("A request without a fault passes with its body, its answer with status and headers", async () => {
  const answer = await ask("PUT", "/thing", "a");
  assert.equal(answer.statusCode, 201);
  assert.equal(answer.headers["x-own"], "yes");
  assert.equal(await text(answer), "answer 1");
  assert.deepEqual(seen, ["PUT /thing a"]);
});

test("The n-th request of its kind alone is refused: the server never sees it", async () => {
  faults.arm([fault({ nth: 2 })]);
  await put("a");
  await text(await ask("GET", "/thing"));
  await assert.rejects(put("b"));
  await put("c");
  assert.deepEqual(seen, ["PUT /thing a", "GET /thing", "PUT /thing c"]);
  assert.deepEqual(
    faults.happened.map(({ nth }) => nth),
    [2],
  );
});

test("A lost answer is one of a request that the server has served", async () => {
  faults.arm([fault({ way: "lose" })]);
  await assert.rejects(put("a"));
  assert.deepEqual(seen, ["PUT /thing a"]);
});

test("A doubled request reaches the server twice, and the second answer alone comes back", async () => {
  faults.arm([fault({ way: "double" })]);
  assert.equal(await put("a"), "answer 2");
  assert.deepEqual(seen, ["PUT /thing a", "PUT /thing a"]);
});

test("A delayed request is passed by a later one", async () => {
  faults.arm([fault({ way: "delay", delayMs: 1000 })]);
  const first = put("a");
  await pause(50);
  await put("b");
  await first;
  assert.deepEqual(seen, ["PUT /thing b", "PUT /thing a"]);
});

test("An answer that never ends passes piece by piece, and is cut before or after the n-th", async () => {
  faults.arm([fault({ request: "event", nth: 2, way: "refuse" })]);
  assert.equal(await pieces(), "1\ncut");
  faults.arm([fault({ request: "event", nth: 2, way: "lose" })]);
  assert.equal(await pieces(), "1\n2\ncut");
  faults.arm([]);
  assert.equal(await pieces(), "1\n2\n3\ncut");
});

test("A watch may be cut before its first piece", async () => {
  faults.arm([fault({ request: "watch", way: "lose" })]);
  await assert.rejects(ask("GET", "/events"));
});
