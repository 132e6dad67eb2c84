import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { invitation, shellText } from "./shell";

test("the file for a second terminal gives it the demo's PATH before its own, and each variable as it is", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-shell-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "shell");
  const odd = `it's "$HOME" \\ \`id\`\nand more`;
  writeFileSync(file, shellText({ PATH: "/of the/demo/bin:/of/the/user", ODD: odd }));
  const script = `. "$1"; printf '%s|%s' "$PATH" "$ODD"`;
  const { stdout, stderr } = spawnSync("/bin/sh", ["-c", script, "sh", file], {
    env: { PATH: "/usr/sbin:/usr/bin" },
    encoding: "utf8",
  });
  assert.deepEqual(
    { stdout, stderr },
    { stdout: `/of the/demo/bin:/of/the/user:/usr/sbin:/usr/bin|${odd}`, stderr: "" },
  );
});

test("who is told of the file, which root alone can read, is told to be root first", () => {
  const said = invitation({ file: "/tmp/demo/shell", repository: "/tmp/demo/echo-server.git" });
  assert.match(said, /as root \(sudo -s\):\n[^]*^ {2}\. \/tmp\/demo\/shell$/m);
});
