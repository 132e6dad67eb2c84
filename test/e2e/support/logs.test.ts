import assert from "node:assert/strict";
import { chownSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { keepLogs, logsIn } from "./logs";

const skip = process.getuid?.() === 0 ? false : "root alone can make files of another user: run as root";

test("logs that root keeps belong to whom the project belongs to", { skip }, (t) => {
  t.mock.method(console, "error", () => undefined);
  const home = mkdtempSync(join(tmpdir(), "flux-delivery-logs-"));
  t.after(() => rmSync(home, { recursive: true }));
  const [run, project] = [join(home, "run"), join(home, "project")];
  mkdirSync(logsIn(run), { recursive: true });
  mkdirSync(project);
  writeFileSync(join(logsIn(run), "etcd.log"), "started");
  const [uid, gid] = [12_345, 12_346];
  chownSync(project, uid, gid);
  keepLogs(run, join(project, "test-results"));
  const kept = readdirSync(project, { recursive: true, encoding: "utf8" });
  assert.equal(kept.length, 3, kept.join("\n"));
  for (const name of kept) {
    const owner = lstatSync(join(project, name));
    assert.deepEqual([owner.uid, owner.gid], [uid, gid], name);
  }
});
