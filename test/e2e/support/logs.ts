import { cpSync, existsSync, lchownSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";

const results = join(__dirname, "..", "..", "..", "test-results");

/** Folder of the servers' logs in the temporary folder of a run. */
export const logsIn = (folder: string): string => join(folder, "logs");

/** Has the results, which root makes, belong to whom the project belongs to, who is to remove them. */
function give(to: string): void {
  const { uid, gid } = statSync(dirname(to));
  const all = readdirSync(to, { recursive: true, encoding: "utf8" }).map((name) => join(to, name));
  if (process.getuid?.() === 0) for (const path of [to, ...all]) lchownSync(path, uid, gid);
}

/**
 * Copies a run's logs to where they outlive its temporary folder, and says where that is.
 *
 * @param to a folder in the project's @default - test-results
 */
export function keepLogs(folder: string, to = results): void {
  const kept = join(to, `e2e-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`);
  mkdirSync(kept, { recursive: true });
  const logs = logsIn(folder);
  if (existsSync(logs)) cpSync(logs, kept, { recursive: true });
  const output = join(folder, "output.log");
  if (existsSync(output)) cpSync(output, join(kept, "tofu.log"));
  give(to);
  console.error(`logs of the failed run: ${kept}`);
}
