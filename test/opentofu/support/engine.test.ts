import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { getPriority } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const program = `
  const { start } = require(${JSON.stringify(join(__dirname, "engine.ts"))});
  const options = { cwd: "/", env: { PATH: process.env.PATH } };
  void start("sh", ["-c", "sleep 0.1; cat /proc/self/autogroup"], options).ended.then(({ stdout }) => console.log(stdout));
`;

/** How nice the session of a command is whose starter is nicer than this process by that. */
const niceness = (more: number): string | undefined => {
  const args = ["-n", String(more), process.execPath, "--require", "tsx/cjs", "--eval", program];
  return / nice (-?[0-9]+)/.exec(execFileSync("nice", args, { encoding: "utf8" }))?.[1];
};

test("a command's session is as nice as who starts it", () => {
  const isWeighed = existsSync("/proc/self/autogroup");
  for (const more of [0, 5]) {
    const expected = String(Math.min(19, getPriority() + more));
    assert.equal(niceness(more), isWeighed ? expected : undefined);
  }
});
