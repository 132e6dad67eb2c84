/**
 * Runs the tests below test/ with Node's own runner: *.test.ts, or with --suite=NAME the slow *.NAME.ts.
 *
 *     npm test                            everything that can run here; what needs a missing tool is skipped with a reason
 *     npm test -- config stacks           only test files whose path holds one of the words
 *     npm test -- --no-skips              a skipped test is a failure (for CI)
 *     npm run test:opentofu, npm run e2e  the slow suites, one file at a time
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

const root = join(__dirname, "..");
const noSkips = process.argv.includes("--no-skips");
const suite = process.argv.find((argument) => argument.startsWith("--suite="))?.slice("--suite=".length) ?? "test";
const words = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));

const files = readdirSync(__dirname, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(`.${suite}.ts`))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((file) => !file.includes("node_modules"))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  console.error(`no *.${suite}.ts below test/${words.length > 0 ? ` whose path holds ${words.join(" or ")}` : ""}`);
  process.exit(1);
}

const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-run-"));
const report = join(scratch, "report.tap");
try {
  const { status } = spawnSync(
    process.execPath,
    [
      ...["--import", "tsx", "--test"],
      // The slow suites start servers and builds of their own: two cores are one file's worth.
      ...(suite === "test" ? [] : ["--test-concurrency=1"]),
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
