import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runAsyncCommand } from "../../../commands/command";
import { parseDelivery } from "../../../config/load";
import { acts, crashes, goodBefore, nextCrashing, places } from "./acts";
import { demo } from "./demo";

const root = join(__dirname, "..", "..", "..");

async function run(...argv: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: "", err: "" };
  const code = await runAsyncCommand(demo, argv, {
    out: (text) => (said.out += text),
    err: (text) => (said.err += text),
  });
  return { code, ...said };
}

test("--help fits a screen and starts nothing", async () => {
  const { code, out, err } = await run("--help");
  assert.equal(code, 0);
  assert.equal(err, "");
  const lines = out.split("\n");
  assert.ok(lines.length <= 24, `${lines.length} lines`);
  assert.ok(lines.every((line) => line.length <= 120));
});

test("whoever is told to run it is told to do so with their PATH, in a check too", async () => {
  const { out: help } = await run("--help");
  const pages = ["README.md", "docs/demo.md"].map((page) => readFileSync(join(root, page), "utf8"));
  for (const text of [help, ...pages]) {
    const told = text.match(/^.*npm run (?:-s )?demo.*$/gm) ?? [];
    assert.ok(told.length > 0);
    for (const line of told) assert.match(line, /sudo env "PATH=\$PATH" npm run (?:-s )?demo/);
  }
});

test("a wrong flag, an operand or another file ends with 2 and where to look", async () => {
  for (const argv of [["--chekc"], ["push"], ["-c", "delivery.yaml"]]) {
    const { code, out, err } = await run(...argv);
    assert.equal(code, 2, argv.join(" "));
    assert.equal(out, "");
    assert.match(err, /See npm run demo -- --help\n$/);
  }
});

test("--check starts nothing, and ends with 1 where something is missing", async () => {
  const { code, out, err } = await run("--check");
  assert.equal(err, "");
  assert.equal(code, out.startsWith("Missing, and for you to bring:\n") ? 1 : 0);
  assert.match(out, /^ {2}kube-apiserver v1\./m);
});

test("the example is sound, and has the environments that the commands speak of", () => {
  const text = readFileSync(join(__dirname, "delivery.yaml"), "utf8")
    .replaceAll("<github>", "http://127.0.0.1:20001")
    .replaceAll(/<registry>|<git-host>/g, "127.0.0.1:20002")
    .replaceAll(
      "<host-keys>",
      '["[127.0.0.1]:20002 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"]',
    )
    .replaceAll("<alertmanager>", "http://127.0.0.1:20003/api/v2/alerts")
    .replaceAll("<kubeconfig>", "../tmp/kubeconfig");
  const [application, ...others] = parseDelivery(text, "delivery.yaml").applications;
  assert.ok(application && others.length === 0);
  assert.deepEqual(
    application.environments.map(({ name, namespace }) => [name, namespace]),
    Object.entries(places).map(([name, { namespace }]) => [name, namespace]),
  );
});

test("an image that crashes has the next number that ends in 404", () => {
  for (const [tag, next] of [
    ["100", "404"],
    ["403", "404"],
    ["404", "1404"],
    ["405", "1404"],
    ["1404", "2404"],
  ] as const) {
    assert.equal(nextCrashing(tag), next);
  }
});

test("a rollback goes to the last good tag before this one, and never forward", () => {
  for (const [name, tag, tags, before] of [
    ["dev", "101", ["101", "100"], "100"],
    // After a crash, and after the push that has mended it.
    ["dev", "404", ["404", "101", "100"], "101"],
    ["dev", "405", ["405", "404", "101", "100"], "101"],
    // The second one in a row.
    ["dev", "101", ["101", "405", "404", "101", "100"], "100"],
    ["dev", "100", ["100", "101", "100"], undefined],
    ["dev", "1405", ["1405", "1404", "1001", "999"], "1001"],
    ["production", "v1.0.11", ["v1.0.11", "v1.0.9", "v1.0.10"], "v1.0.10"],
    // Somebody has pinned a tag of the other environment.
    ["production", "100", ["100", "v1.0.0"], undefined],
    ["production", "v1.0.1", ["v1.0.1", "100", "v1.0.0"], "v1.0.0"],
    ["dev", "101", ["101", "v1.0.0", "100"], "100"],
    ["production", "v1.0.0", ["v1.0.0", "v1.0.1", "v1.0.0"], undefined],
  ] as const) {
    assert.equal(goodBefore(name, tag, tags), before, `${tag} of ${tags.join(", ")}`);
  }
});

test("the tags that crash are those that `break` pushes, and not those that `push` does after it", () => {
  for (const tag of ["404", "1404"]) assert.ok(crashes(tag));
  for (const tag of ["100", "405", "1405", "4040", "v1.0.1"]) assert.ok(!crashes(tag));
});

test("each command is named as its usage begins", () => {
  for (const [name, { usage }] of acts) assert.equal(usage.split(" ")[0], name);
});
