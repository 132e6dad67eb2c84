/**
 * Runs the tests below test/ with Node's own runner.
 *
 *     npm test                            everything that can run here; what needs a missing tool is skipped with a reason
 *     npm test -- config stacks           only test files whose path holds one of the words
 *     npm test -- --no-skips              a skipped test is a failure (for CI)
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const root = join(__dirname, "..");
const noSkips = process.argv.includes("--no-skips");
const words = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

const files = readdirSync(__dirname, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".test.ts"))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((file) => !file.includes("node_modules"))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  console.error(`no test file's path holds ${words.join(" or ")}`);
  process.exit(1);
}

const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-run-"));
const report = join(scratch, "report.tap");
try {
  const { status } = spawnSync(
    process.execPath,
    [
      ...["--import", "tsx", "--test"],
      ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
      ...["--test-reporter=tap", `--test-reporter-destination=${report}`],
      ...files,
    ],
    { cwd: root, stdio: "inherit" },
  );
  process.exitCode = status ?? 1;
  const skipped = /^# skipped (\d+)$/m.exec(readFileSync(report, "utf8"))?.[1] ?? "0";
  if (noSkips && skipped !== "0") {
    console.error(`${skipped} tests were skipped; --no-skips makes that a failure`);
    process.exitCode = 1;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
