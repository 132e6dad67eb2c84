import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { removeStaleStacks } from "../../stacks/stale";

test("only the synthesized file of a stack that is none any more is removed", (t) => {
  const outdir = mkdtempSync(join(tmpdir(), "flux-delivery-stale-"));
  t.after(() => rmSync(outdir, { recursive: true }));
  writeFileSync(join(outdir, "manifest.json"), JSON.stringify({ stacks: { app: {} } }));
  for (const name of ["app", "app-old", "mine", "folder/cdk.tf.json"])
    mkdirSync(join(outdir, "stacks", name), { recursive: true });
  writeFileSync(join(outdir, "stacks", "app", "cdk.tf.json"), "{}");
  writeFileSync(join(outdir, "stacks", "app-old", "cdk.tf.json"), "{}");
  writeFileSync(join(outdir, "stacks", "app-old", ".terraform.lock.hcl"), "");
  writeFileSync(join(outdir, "stacks", ".DS_Store"), "");
  symlinkSync("loop", join(outdir, "stacks", "loop"));

  assert.deepEqual(removeStaleStacks(outdir), [join(outdir, "stacks", "app-old")]);
  assert.ok(existsSync(join(outdir, "stacks", "app", "cdk.tf.json")));
  assert.deepEqual(readdirSync(join(outdir, "stacks", "app-old")), [".terraform.lock.hcl"]);
  assert.deepEqual(removeStaleStacks(outdir), []);
});
