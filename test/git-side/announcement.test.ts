import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test, type TestContext } from "node:test";
import { promisify } from "node:util";
import { announcement } from "../../git-side/scaffold/workflows/announcement";
import { OidcIssuer } from "../support/oidc-issuer";
import { at, text, type Json } from "../support/synth";
import { named, whole } from "../support/whole";

const announced = () => {
  const { delivery } = whole(
    "receiver: { host: flux.acme.example }",
    'receiver: { host: flux.acme.example, registries: [{ type: generic-oidc, registry: "localhost:5000" }] }',
  );
  return announcement(named(delivery.applications, "api"));
};

const step = (): Json => {
  const [one, ...none] = announced().steps;
  assert.deepEqual(none, []);
  return JSON.parse(JSON.stringify(one)) as Json;
};

test("CI tells nobody of an image of which GitHub does, and asks for no right", () => {
  const { delivery } = whole();
  for (const application of delivery.applications)
    assert.deepEqual(announcement(application), { permissions: {}, steps: [] }, application.name);
});

test("CI is told whom to call, and may ask for a token", () => {
  assert.deepEqual(announced().permissions, { "id-token": "write" });
  const digest = createHash("sha256").update("generic-oidc-receiverflux-system").digest("hex");
  assert.deepEqual(at(step(), "env"), {
    IMAGE: "localhost:5000/acme/api",
    RECEIVERS: `https://flux.acme.example https://flux.acme.example/hook/${digest}`,
  });
  assert.doesNotMatch(text(at(step(), "run")), /\$\{\{/);
});

interface Call {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

/** A Receiver that answers each call with a status, and an issuer. */
async function played(t: TestContext, status: number) {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => void (body += piece.toString()));
    request.on("end", () => {
      const { authorization, "content-type": type } = request.headers;
      calls.push({ url: request.url, authorization, type, body });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = await OidcIssuer.start();
  t.after(() => {
    server.close();
    issuer.stop();
  });
  const { port } = server.address() as AddressInfo;
  return { calls, issuer, address: `http://127.0.0.1:${port}` };
}

/** The step's script, as GitHub runs it. */
const run = (env: Readonly<Record<string, string>>): Promise<{ stdout: string; stderr: string }> =>
  promisify(execFile)("bash", ["--norc", "-e", "-c", text(at(step(), "run"))], {
    env: { PATH: process.env["PATH"] ?? "", IMAGE: "localhost:5000/acme/api", ...env },
  });

const claimsOf = (authorization = ""): Json =>
  JSON.parse(Buffer.from(authorization.split(".")[1] ?? "", "base64url").toString()) as Json;

test("the script calls each Receiver with the image and a token for it alone, and hides the tokens", async (t) => {
  const { calls, issuer, address } = await played(t, 200);
  const receivers = [`https://a.example ${address}/hook/1`, `https://b.example ${address}/hook/2`];
  const { stdout } = await run({ ...issuer.env, RECEIVERS: receivers.join("\n") });
  assert.deepEqual(
    calls.map(({ url, type, body, authorization }) => [url, type, body, at(claimsOf(authorization), "aud")]),
    [
      ["/hook/1", "application/json", '{"image":"localhost:5000/acme/api"}', "https://a.example"],
      ["/hook/2", "application/json", '{"image":"localhost:5000/acme/api"}', "https://b.example"],
    ],
  );
  assert.equal(stdout, calls.map(({ authorization = "" }) => `::add-mask::${authorization.slice(7)}\n`).join(""));
});

test("a Receiver that refuses is a warning, and the next is called all the same", async (t) => {
  const { calls, issuer, address } = await played(t, 400);
  const receivers = [`https://a.example ${address}/hook/1`, `https://b.example ${address}/hook/2`];
  const { stdout } = await run({ ...issuer.env, RECEIVERS: receivers.join("\n") });
  assert.equal(calls.length, 2);
  assert.equal(stdout.match(/^::warning::http:.* was not told of the image/gm)?.length, 2);
});

test("a job that gets no token warns", async (t) => {
  const { issuer, address } = await played(t, 400);
  const { stdout } = await run({
    ...issuer.env,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "another",
    RECEIVERS: `https://a.example ${address}/hook/1`,
  });
  assert.match(stdout, /^::warning::/m);
  assert.doesNotMatch(stdout, /add-mask/);
});
