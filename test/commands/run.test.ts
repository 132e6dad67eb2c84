import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chownSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const root = join(__dirname, "..", "..");
const skip = process.getuid?.() === 0 ? false : "root alone can make files of another user: run as root";

test("what root keeps beside the packages belongs to whom they belong to, who can remove it", { skip }, (t) => {
  const project = mkdtempSync(join(tmpdir(), "flux-delivery-run-"));
  t.after(() => rmSync(project, { recursive: true }));
  const packages = join(project, "node_modules");
  for (const folder of ["commands", "node_modules"]) mkdirSync(join(project, folder));
  copyFileSync(join(root, "commands", "run.cjs"), join(project, "commands", "run.cjs"));
  symlinkSync(join(root, "node_modules", "esbuild"), join(packages, "esbuild"));
  writeFileSync(join(packages, ".package-lock.json"), "{}");
  writeFileSync(join(project, "tsconfig.json"), "{}");
  writeFileSync(join(project, "hello.ts"), 'console.log("hello");\n');
  const [uid, gid] = [12_345, 12_346];
  chownSync(packages, uid, gid);
  const { stdout, stderr } = spawnSync(process.execPath, ["commands/run.cjs", "hello.ts"], {
    cwd: project,
    encoding: "utf8",
  });
  assert.deepEqual({ stdout, stderr }, { stdout: "hello\n", stderr: "" });
  const cache = join(packages, ".cache");
  const kept = [cache, ...readdirSync(cache, { recursive: true, encoding: "utf8" }).map((name) => join(cache, name))];
  assert.equal(kept.length, 5, kept.join("\n"));
  for (const path of kept) {
    const owner = lstatSync(path);
    assert.deepEqual([owner.uid, owner.gid], [uid, gid], path);
  }
});
