import { cpSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const results = join(__dirname, "..", "..", "..", "test-results");

/** Folder of the servers' logs in the temporary folder of a run. */
export const logsIn = (folder: string): string => join(folder, "logs");

/** Copies a run's logs to where they outlive its temporary folder, and says where that is. */
export function keepLogs(folder: string): void {
  const kept = join(results, `e2e-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`);
  mkdirSync(kept, { recursive: true });
  const logs = logsIn(folder);
  if (existsSync(logs)) cpSync(logs, kept, { recursive: true });
  const output = join(folder, "output.log");
  if (existsSync(output)) cpSync(output, join(kept, "tofu.log"));
  console.error(`logs of the failed run: ${kept}`);
}
