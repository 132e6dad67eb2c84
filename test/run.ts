/**
 * Runs the tests below test/ with Node's own runner: *.test.ts, or with --suite=NAME the slow *.NAME.ts.
 *
 *     npm test                            everything that can run here; what needs a missing tool is skipped with a reason
 *     npm test -- config stacks           only test files whose path holds one of the words
 *     npm test -- --watch config          again whenever a file changes
 *     npm run test:opentofu, npm run e2e  the slow suites
 *     npm test -- --help                  all of it
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";

/**
 * Flags that Node's runner gets as they are.
 *
 * @see https://nodejs.org/api/cli.html
 */
const nodeFlags = {
  "test-name-pattern": { type: "string", multiple: true },
  "test-skip-pattern": { type: "string", multiple: true },
  "test-only": { type: "boolean" },
  "test-timeout": { type: "string" },
  "test-concurrency": { type: "string" },
  "test-force-exit": { type: "boolean" },
  "test-reporter": { type: "string" },
  watch: { type: "boolean" },
} as const;

const options = {
  ...nodeFlags,
  suite: { type: "string", default: "test" },
  "no-skips": { type: "boolean", default: false },
  seed: { type: "string" },
  runs: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const known = Object.keys(options)
  .map((name) => `--${name}`)
  .join(", ");

const usage = `Usage: npm test -- [OPTION ...] [WORD ...]

Runs the test files whose path holds one of the words, or all.
  --suite=NAME                 the files *.NAME.ts: test (the default), tofu, e2e, by-git, cdktn, registry, faults
  --seed=NUMBER                where the faults of e2e, faults and tofu begin, such as one that has failed
  --runs=COUNT                 how many of them are tried
  --no-skips                   a skipped test is a failure (for CI)
  --test-name-pattern=PATTERN  only tests whose title matches; may be repeated
  --test-skip-pattern=PATTERN  only tests whose title doesn't match; may be repeated; from Node 22 on
  --test-only                  only tests with the option 'only'
  --test-timeout=MS            a test that takes longer fails
  --test-concurrency=COUNT     so many files at a time
  --test-force-exit            end when all tests have, whatever still runs
  --test-reporter=NAME         what the output looks like: spec (the default), dot, tap
  --watch                      run again whenever a file changes`;

/** A command line that makes no sense. */
class Misuse extends Error {}

function parse() {
  try {
    return parseArgs({ options, allowPositionals: true, tokens: true });
  } catch (error) {
    // Node goes on about positional arguments.
    const [reason = ""] = (error instanceof Error ? error.message : String(error)).split(/\.(?:\s|$)/);
    throw new Misuse(`${reason}. Known options: ${known}.`);
  }
}

/**
 * Node leaves one core alone. An engine, and a world of servers, wait half of their time for what they have started: two
 * files of theirs share two cores well. The other slow suites have one file.
 */
function filesAtOnce(suite: string): number {
  if (suite === "test") return availableParallelism();
  return suite === "tofu" || suite === "e2e" ? 2 : 1;
}

function run(): number {
  const { values, positionals: words, tokens } = parse();
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { suite, "no-skips": noSkips, seed, runs } = values;
  if ([seed, runs].some((each) => each !== undefined && !/^[0-9]+$/.test(each))) {
    throw new Misuse("--seed and --runs are whole numbers.");
  }
  const faults = {
    ...(seed !== undefined && { FAULTS_SEED: seed }),
    ...(runs !== undefined && { FAULTS_RUNS: runs }),
  };
  const root = join(__dirname, "..");
  const files = readdirSync(__dirname, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(`.${suite}.ts`))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => !file.includes("node_modules"))
    .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
    .sort();
  if (files.length === 0) {
    console.error(`no *.${suite}.ts below test/${words.length > 0 ? ` whose path holds ${words.join(" or ")}` : ""}`);
    return 1;
  }

  const flags = [
    ...(values["test-concurrency"] === undefined ? [`--test-concurrency=${filesAtOnce(suite)}`] : []),
    `--test-reporter=${values["test-reporter"] ?? "spec"}`,
    "--test-reporter-destination=stdout",
    ...tokens
      .filter((token) => token.kind === "option")
      .filter(({ name }) => name in nodeFlags && name !== "test-reporter")
      .map(({ name, value }) => (value === undefined ? `--${name}` : `--${name}=${value}`)),
  ];
  const runNode = (more: readonly string[]): number =>
    spawnSync(process.execPath, ["--require", "tsx/cjs", "--test", ...flags, ...more, ...files], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...faults },
    }).status ?? 1;
  if (!noSkips) return runNode([]);

  // Node reports as skipped also what wasn't chosen.
  const choosing = (["test-name-pattern", "test-skip-pattern", "test-only", "watch"] as const).find(
    (name) => values[name] !== undefined,
  );
  if (choosing !== undefined) throw new Misuse(`--no-skips is for whole test files: leave --${choosing} out.`);
  const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-run-"));
  try {
    const report = join(scratch, "report.tap");
    const status = runNode(["--test-reporter=tap", `--test-reporter-destination=${report}`]);
    const text = existsSync(report) ? readFileSync(report, "utf8") : "";
    const skipped = /^# skipped (\d+)$/m.exec(text)?.[1] ?? "0";
    if (skipped === "0") return status;
    console.error(`${skipped} tests were skipped; --no-skips makes that a failure`);
    return status || 1;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  process.exitCode = run();
} catch (error) {
  if (!(error instanceof Misuse)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
