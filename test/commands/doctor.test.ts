import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { runAsyncCommand } from "../../commands/command";
import { doctor } from "../../commands/doctor";
import { checks } from "../../doctor/checks";
import { paths, staged, tokens } from "../doctor/support/stage";
import { at, type Json } from "../support/synth";

const stage = staged();

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ask(...flags: readonly string[]): Promise<Answer> {
  const { file } = stage();
  let [out, err] = ["", ""];
  const code = await runAsyncCommand(doctor, [...flags, "-c", file], {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out: out.replaceAll(file, "delivery.yaml"), err: err.replaceAll(file, "delivery.yaml") };
}

const only = (...names: readonly string[]): string[] => names.flatMap((name) => ["--only", name]);

describe("npm run doctor", () => {
  test("says that all is well", async () => {
    assert.deepEqual(await ask(...only("node", "engine", "gateway")), {
      code: 0,
      out: "3 of 3 checks are well.\n",
      err: "",
    });
  });

  test("names the earliest cause first, with its place and a remedy, then warnings, then what it can't tell, and counts", async () => {
    stage().answer(paths.gateway);
    process.env["GITHUB_OWNER"] = "other";
    const { code, out } = await ask(...only("gateway", "environment", "receiver-host", "signing-key", "node"));
    assert.equal(code, 1);
    assert.equal(
      out.replace(/not answer \(.*\)|found in DNS \(.*\)/, "found"),
      `problem: environment: GITHUB_OWNER is set
  delivery.yaml:3:17: github.organization
  Expected none: OpenTofu's GitHub provider prefers it to acme
  Remedy: unset GITHUB_OWNER

problem: gateway: there is no Gateway gateways/public of cluster main
  delivery.yaml:14:14: clusters[0].gateway
  Expected a Gateway that is there
  Remedy: Make it, or correct its name and namespace.

warning: receiver-host: flux.acme.example can't be found
  delivery.yaml:15:23: clusters[0].receiver.host
  Expected a name that GitHub finds
  Remedy: Add a record that leads to the Gateway, unless something such as external-dns does with the route.

not known: signing-key: acme-bot has no GPG key with bot@acme.example yet: secrets registers it

1 of 5 checks is well, 1 can't tell.
`,
    );
  });

  test("warnings are no failure, nor is what can't be told", async () => {
    const { code, out } = await ask(...only("receiver-host", "signing-key"));
    assert.equal(code, 0);
    assert.match(out, /^warning: receiver-host: /);
  });

  test("--json has every check that was asked for, with what it found and where", async () => {
    process.env["GITHUB_OWNER"] = "other";
    const { code, out } = await ask("--json", ...only("node", "environment"));
    assert.equal(code, 1);
    const told = JSON.parse(out) as Json;
    assert.deepEqual(at(told, "checks", 0), { name: "node", faults: [], unknown: [] });
    assert.equal(at(told, "checks", 1, "faults", 0, "place"), "delivery.yaml:3:17: github.organization");
    assert.equal(at(told, "checks", 1, "faults", 0, "severity"), "problem");
  });

  test("what other systems say is one line without secrets and without control of the terminal", async () => {
    const { TF_VAR_github_pat: pat } = Object.assign(process.env, {
      TF_VAR_github_pat: "no-known-shape-of-a-token",
    });
    stage().refuse(
      `no ${tokens.admin} ${pat}\n\u001b[31mway at https://bot:hunter2@acme.example/x?access_token=tellme`,
    );
    const all = await ask();
    const json = await ask("--json");
    for (const { out, err } of [all, json]) {
      assert.doesNotMatch(out + err, /hunter2|tellme|no-known-shape|the-secret-access-key/);
      for (const token of Object.values(tokens)) assert.ok(!(out + err).includes(token));
      assert.ok(!out.includes("\u001b"));
    }
    assert.match(
      all.out,
      /^problem: cluster: kubectl can't ask cluster main: no \*\*\* \*\*\* \\u\{1b\}\[31mway at https:\/\/\*\*\*@acme/,
    );
  });

  test("a wrong name is told with the one that is meant, a wrong file as ever, and both ask nobody", async () => {
    const wrong = await ask("--only", "gatway");
    assert.deepEqual([wrong.code, wrong.out], [2, ""]);
    assert.match(wrong.err, /^--only: there is no check "gatway"; did you mean gateway\?\n/);
    assert.match((await ask("--odd")).err, /--odd/);
    stage().edit("port: 3000", "port: 0");
    const refused = await ask();
    assert.deepEqual([refused.code, refused.out], [1, ""]);
    assert.match(refused.err, /port/);
    assert.deepEqual(stage().gitHub.requests, []);
    assert.deepEqual(stage().aws.asked, {});
  });

  test("changes nothing", async () => {
    await ask();
    const methods = new Set(stage().gitHub.requests.map(({ method }) => method));
    assert.deepEqual([...methods], ["GET"]);
    const asks = Object.keys(stage().aws.asked).sort();
    assert.deepEqual(asks, ["DescribeParameters", "GetCallerIdentity", "SimulatePrincipalPolicy"]);
    assert.ok(checks.length > 20);
  });
});
