import assert from "node:assert/strict";
import { createConnection, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { after, before, beforeEach, test } from "node:test";
import { text } from "node:stream/consumers";
import { Faults, type Way } from "./fault";
import { openGitDoor, type GitDoor } from "./git-door";

const faults = new Faults();
let server: Server;
let door: GitDoor;
/** The server's end of the newest connection. */
let served: Promise<Socket>;
let serve: (socket: Socket) => void;
const next = (): void => void (served = new Promise((resolve) => (serve = resolve)));

before(async () => {
  server = createServer((socket) => {
    socket.on("error", () => undefined);
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  door = await openGitDoor({ faults, to: (server.address() as AddressInfo).port });
});
after(async () => {
  await door.stop();
  server.close();
});
beforeEach(() => {
  faults.arm([]);
  next();
});

const arm = (request: string, way: Way, nth = 1): void =>
  faults.arm([{ door: "Git host", request, nth, way, delayMs: 100 }]);

/** A client, the server's end of its connection, and all that the client gets. */
async function connected(): Promise<{ client: Socket; end: Socket; got: Promise<string> }> {
  next();
  const client = createConnection(door.port, "127.0.0.1");
  const got = text(client).catch((error: unknown) => String(error));
  client.write("hello");
  return { client, end: await served, got };
}

/** What a command of sshd's is told that serves a connection. */
const ask = (end: Socket, kind: string): Promise<string> =>
  text(createConnection(door.wordPort, "127.0.0.1").end(`${end.remotePort ?? 0} ${kind}\n`));

test("Bytes pass in both directions, and a command is told to go on", async () => {
  const { client, end, got } = await connected();
  end.on("data", (chunk: Buffer) => end.end(`${chunk.toString()} back`));
  assert.equal(await ask(end, "push"), "go\n");
  assert.equal(await got, "hello back");
  client.destroy();
});

test("A refused connection never reaches the server", async () => {
  arm("connect", "refuse");
  const client = createConnection(door.port, "127.0.0.1");
  assert.equal(await text(client), "");
  assert.deepEqual(await Promise.race([served, Promise.resolve("nobody")]), "nobody");
});

test("The n-th push alone is refused, and its connection ends", async () => {
  arm("push", "refuse", 2);
  const first = await connected();
  assert.equal(await ask(first.end, "push"), "go\n");
  const second = await connected();
  assert.equal(await ask(second.end, "fetch"), "go\n");
  assert.equal(await ask(second.end, "push"), "stop\n");
  assert.equal(await second.got, "");
  assert.equal(first.client.destroyed, false);
  first.client.destroy();
});

test("A lost push ends when it is committed, before its answer", async () => {
  arm("push", "lose");
  const { end, got } = await connected();
  assert.equal(await ask(end, "push"), "go\n");
  end.write("refs");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(await ask(end, "committed"), "go\n");
  end.write("ok");
  assert.equal(await got, "refs");
});

test("Without a fault a commit ends nothing", async () => {
  const { end, got } = await connected();
  await ask(end, "push");
  await ask(end, "committed");
  end.end("ok");
  assert.equal(await got, "ok");
});

test("A doubled push is to be served twice", async () => {
  arm("push", "double");
  const { client, end } = await connected();
  assert.equal(await ask(end, "push"), "twice\n");
  client.destroy();
});

test("A lost fetch ends in the middle of its answer", async () => {
  arm("fetch", "lose");
  const { end, got } = await connected();
  await ask(end, "fetch");
  const timer = setInterval(() => end.write("x".repeat(500)), 10);
  const { length } = await got;
  clearInterval(timer);
  assert.ok(length <= 1000, String(length));
});

test("A delayed push is told to go on later", async () => {
  arm("push", "delay");
  const { client, end } = await connected();
  const began = performance.now();
  assert.equal(await ask(end, "push"), "go\n");
  assert.ok(performance.now() - began >= 95);
  client.destroy();
});
