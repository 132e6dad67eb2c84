import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { projectToolbox, type Toolbox } from "../../tools/pins";
import { worldTools } from "../support/tools";
import { inWords, needsOf, report, secondsOf, toBuild } from "./needs";

/** The project's pins on a machine that has these programs and no other. */
function machine(t: TestContext, ...programs: readonly string[]): Toolbox {
  const home = mkdtempSync(join(tmpdir(), "demo-test-"));
  t.after(() => rmSync(home, { recursive: true }));
  const bin = join(home, "bin");
  mkdirSync(bin);
  for (const name of programs) writeFileSync(join(bin, name), "#!/bin/sh\n", { mode: 0o755 });
  return { ...projectToolbox, env: { HOME: home, PATH: bin } };
}

const line = (text: string, name: string): string => new RegExp(`^  ${name} v.*$`, "m").exec(text)?.[0] ?? "";

test("on a machine with nothing every program of the world is to be built, and the report says how long that takes", (t) => {
  const needs = needsOf([], machine(t));
  assert.deepEqual(
    toBuild(needs).map(({ name }) => name),
    worldTools,
  );
  const said = report(needs);
  for (const name of worldTools) assert.match(line(said, name), /to build/, name);
  assert.match(line(said, "kube-apiserver"), / to build, about 2 min$/);
  assert.match(line(said, "crane"), / to build, less than a minute$/);
  const minutes = Math.round(secondsOf(toBuild(needs)) / 60);
  assert.ok(minutes > 15 && minutes < 40, `${minutes}`);
  assert.match(said, new RegExp(`^${worldTools.length} to build: about ${minutes} min on two cores`, "m"));
});

test("what is on the PATH, or given by a variable, is taken and not built", (t) => {
  const toolbox = machine(t, "kwok", "etcd");
  const env = { ...toolbox.env, CRANE: join(toolbox.env["PATH"] ?? "", "etcd") };
  const needs = needsOf([], { ...toolbox, env });
  const said = report(needs);
  assert.match(line(said, "kwok"), / on the PATH$/);
  assert.match(line(said, "crane"), / your own$/);
  const names = toBuild(needs).map(({ name }) => name);
  assert.deepEqual(
    worldTools.filter((name) => !names.includes(name)),
    ["etcd", "kwok", "crane"],
  );
});

test("with all programs nothing is to be built", (t) => {
  const needs = needsOf([], machine(t, ...worldTools));
  assert.deepEqual(toBuild(needs), []);
  const said = report(needs);
  assert.match(said, /^Nothing is to be built: the demo starts in about a minute\.$/m);
  assert.doesNotMatch(said, /two cores/);
});

test("what the user has to bring comes first, each on a line of its own", (t) => {
  const said = report(needsOf(["Go is not installed: install it", "run as root"], machine(t)));
  assert.ok(
    said.startsWith("Missing, and for you to bring:\n  Go is not installed: install it\n  run as root\n\n"),
    said,
  );
});

test("a time is told as roughly as it is known", () => {
  assert.equal(inWords(0), "less than a minute");
  assert.equal(inWords(59), "less than a minute");
  assert.equal(inWords(60), "about 1 min");
  assert.equal(inWords(95), "about 2 min");
});
