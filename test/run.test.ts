import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { type TestContext } from "node:test";

const numbers = `
  import test from "node:test";
  test("one is odd", () => {});
  test("two is even", () => {});
  test("three waits for a tool", { skip: "the tool is not here" }, () => {});
`;
const failing = `
  import test from "node:test";
  test("zero is odd", () => { throw new Error("it is even"); });
`;
const slow = `
  import test from "node:test";
  import { setTimeout as pause } from "node:timers/promises";
  test("it ends", () => pause(30_000));
`;

test("Every file below test/ is run, or those whose path holds one of the words.", (t) => {
  const project = projectOf(t, { "a/numbers.test.ts": numbers, "b/failing.test.ts": failing });
  const all = run(project);
  assert.equal(all.status, 1);
  assert.match(all.stdout, /✔ one is odd[^]*✖ zero is odd/);
  const some = run(project, "a/", "nothing");
  assert.equal(some.status, 0);
  assert.doesNotMatch(some.stdout, /zero/);
});

test("Words that no path holds are a failure that names them.", (t) => {
  const { status, stderr } = run(projectOf(t, { "a/numbers.test.ts": numbers }), "typo", "other");
  assert.equal(status, 1);
  assert.equal(stderr, "no *.test.ts below test/ whose path holds typo or other\n");
});

test("A suite has its own files.", (t) => {
  const project = projectOf(t, { "numbers.test.ts": numbers, "failing.slow.ts": failing });
  assert.match(run(project, "--suite=slow").stdout, /✖ zero is odd/);
  assert.doesNotMatch(run(project, "--suite", "slow").stdout, /one is odd/);
});

test("A pattern chooses tests by their titles, with its value after an equals sign or a space.", (t) => {
  const project = projectOf(t, { "numbers.test.ts": numbers + failing.replace(/import.*/, "") });
  for (const flag of [["--test-name-pattern=one|two"], ["--test-name-pattern", "one|two"]]) {
    const { status, stdout } = run(project, ...flag);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^ℹ pass 2$/m);
  }
  const twice = run(project, "--test-name-pattern=^one", "--test-name-pattern=^two");
  assert.match(twice.stdout, /^ℹ pass 2$/m);
});

test("What Node's runner knows besides reaches it.", (t) => {
  const project = projectOf(t, { "slow.test.ts": slow });
  const { status, stdout } = run(project, "--test-timeout=1000", "--test-force-exit", "--test-reporter=tap");
  assert.equal(status, 1);
  assert.match(stdout, /^TAP version 13$/m);
  assert.match(stdout, /timed out after 1000ms/);
});

test("Only tests that ask for it are run with --test-only.", (t) => {
  const chosen = numbers.replace('"two is even", ', '"two is even", { only: true }, ');
  const { stdout } = run(projectOf(t, { "numbers.test.ts": chosen }), "--test-only");
  assert.match(stdout, /^ℹ pass 1$/m);
});

test("A changed file is run again with --watch.", { timeout: 60_000 }, async (t) => {
  const project = projectOf(t, { "numbers.test.ts": numbers });
  const watching = spawn(process.execPath, [...command(project), "--watch"], {
    cwd: project,
    env: env(),
    detached: true,
  });
  const { pid } = watching;
  assert.ok(pid !== undefined);
  t.after(() => process.kill(-pid, "SIGKILL"));
  let output = "";
  const says = (words: RegExp): Promise<void> =>
    new Promise((resolve) => {
      const look = (chunk: string): void => {
        output += chunk;
        if (words.test(output)) resolve();
      };
      watching.stdout.on("data", look);
      look("");
    });
  watching.stdout.setEncoding("utf8");
  await says(/one is odd/);
  writeFileSync(join(project, "test", "numbers.test.ts"), numbers.replace("one is odd", "one is changed"));
  await says(/one is changed/);
});

test("A skipped test is a success, and with --no-skips a failure that says how many there were.", (t) => {
  const project = projectOf(t, { "numbers.test.ts": numbers });
  assert.equal(run(project).status, 0);
  const { status, stdout, stderr } = run(project, "--no-skips");
  assert.equal(status, 1);
  assert.match(stdout, /^ℹ pass 2$/m);
  assert.equal(stderr, "1 tests were skipped; --no-skips makes that a failure\n");
});

test("Whole files without a skipped test pass --no-skips.", (t) => {
  const project = projectOf(t, { "numbers.test.ts": numbers.replace(/skip: ".*"/, "") });
  assert.equal(run(project, "--no-skips").status, 0);
});

test("A flag that is not known, or makes no sense here, ends with 2 and what is known.", (t) => {
  const project = projectOf(t, { "numbers.test.ts": numbers });
  const reasons: readonly (readonly [flags: readonly string[], message: RegExp])[] = [
    [
      ["--frist"],
      /^Unknown option '--frist'\. Known options: .*--test-name-pattern, .*--suite, --no-skips, --seed, --runs, --help\.\n$/,
    ],
    [["--test-timeout"], /^Option '--test-timeout <value>' argument missing\. Known options: /],
    [["--seed=x"], /^--seed and --runs are whole numbers\.\n$/],
    [["--watch=often"], /^Option '--watch' does not take an argument\. Known options: /],
    [
      ["--no-skips", "--test-name-pattern=one"],
      /^--no-skips is for whole test files: leave --test-name-pattern out\.\n$/,
    ],
  ];
  for (const [flags, message] of reasons) {
    const { status, stdout, stderr } = run(project, ...flags);
    assert.equal(status, 2);
    assert.equal(stdout, "");
    assert.match(stderr, message);
  }
});

test("Tests of faults are told the seed and the number of runs.", (t) => {
  const told = `
    import test from "node:test";
    test(\`seed \${process.env.FAULTS_SEED}, runs \${process.env.FAULTS_RUNS}\`, () => {});
  `;
  const project = projectOf(t, { "told.test.ts": told });
  assert.match(run(project, "--seed=7", "--runs", "3").stdout, /✔ seed 7, runs 3/);
});

test("--help lists every flag and runs nothing.", (t) => {
  const project = projectOf(t, { "failing.test.ts": failing });
  const { status, stdout } = run(project, "--help");
  assert.equal(status, 0);
  assert.doesNotMatch(stdout, /zero/);
  const known = /Known options: (.*)\.\n/.exec(run(project, "--?").stderr)?.[1]?.split(", ") ?? [];
  assert.ok(known.length > 5);
  for (const flag of known.filter((each) => each !== "--help")) assert.match(stdout, new RegExp(`^  ${flag}[= ]`, "m"));
});

/** A folder with the runner and test files of its own. */
function projectOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const project = mkdtempSync(join(tmpdir(), "run-test-"));
  t.after(() => rmSync(project, { recursive: true, force: true }));
  symlinkSync(join(__dirname, "..", "node_modules"), join(project, "node_modules"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(project, "test", name, ".."), { recursive: true });
    writeFileSync(join(project, "test", name), content);
  }
  cpSync(join(__dirname, "run.ts"), join(project, "test", "run.ts"));
  return project;
}

const command = (project: string): readonly string[] => ["--import", "tsx", join(project, "test", "run.ts")];

/** Without what tells Node that a test started it. */
const env = (): NodeJS.ProcessEnv => ({ ...process.env, NODE_TEST_CONTEXT: undefined });

function run(project: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, [...command(project), ...args], { cwd: project, env: env(), encoding: "utf8" });
}
