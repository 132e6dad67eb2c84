/**
 * The demo, as somebody runs it: commands from a pipe until the last, and ends that nobody plans.
 *
 *     npm run e2e -- demo
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { missing } from "./support/tools";
import { eventually, Never, NotYet } from "./support/wait";

const skip = missing();
const root = join(__dirname, "..", "..");

interface Demo {
  /** All that it has printed so far. */
  readonly said: () => string;
  /** What it ended with: an exit code, or a signal. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  readonly hasEnded: () => boolean;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Command lines of what it has started, and of what that has, which run now. */
  readonly running: () => string[];
  /** What is in its temporary folder. */
  readonly left: () => string[];
}

/** A file of /proc, where it can be read still. */
function readProcess(pid: string, file: "cmdline" | "environ"): string {
  try {
    return readFileSync(join("/proc", pid, file), "utf8");
  } catch {
    return "";
  }
}

function startDemo(t: TestContext, input: string): Demo {
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "test/e2e/demo/main.ts"], {
    cwd: root,
    env: { ...process.env, TMPDIR: folder, NODE_TEST_CONTEXT: undefined },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  }
  child.stdin.end(input);
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? code));
  });
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  // Each has the folder in its arguments or its environment; the demo itself is not meant.
  const running = (): string[] =>
    readdirSync("/proc")
      .filter((name) => /^[0-9]+$/.test(name) && name !== String(child.pid))
      .filter((pid) => readProcess(pid, "cmdline").includes(folder) || readProcess(pid, "environ").includes(folder))
      .map((pid) => readProcess(pid, "cmdline").replaceAll("\0", " "));
  return {
    said: () => output,
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => child.kill(signal),
    running,
    // tsx keeps what it has compiled there.
    left: () => readdirSync(folder).filter((name) => !name.startsWith("tsx-")),
  };
}

const untilRunning = ({ running, said, hasEnded }: Demo, program: string): Promise<void> =>
  eventually(
    `${program} runs`,
    () => {
      if (running().some((line) => line.includes(program))) return;
      if (hasEnded()) throw new Never("the demo has ended");
      throw new NotYet(running().join("\n"));
    },
    { seconds: 240, explain: said },
  );

/** What goes on its own once the demo has ended does so within seconds. */
const untilNothingIsLeft = ({ running, left }: Demo): Promise<void> =>
  eventually(
    "nothing is left",
    () => {
      const all = [...running(), ...left()];
      if (all.length > 0) throw new NotYet(all.join("\n"));
    },
    { seconds: 30 },
  );

/** What a command has printed, each time that it was given. */
const answersTo = (said: string, command: string): string[] =>
  said.split("demo> ").filter((each) => each.startsWith(`${command}\n`));

/** The first time. */
const answerTo = (said: string, command: string): string => answersTo(said, command)[0] ?? "";

test(
  "a tag is pushed, committed, deployed and rolled back; a crash is explained; then nothing is left",
  {
    skip,
    timeout: 900_000,
  },
  async (t) => {
    const commands = [
      ...["push", "status", "log", "break", "why", "rollback", "push production"],
      ...["unpin", "push", "rollback", "quit"],
    ];
    const demo = startDemo(t, commands.map((each) => `${each}\n`).join(""));
    await untilRunning(demo, "/external-secrets ");
    assert.ok(demo.running().length > 10, demo.running().join("\n"));
    assert.equal(await demo.ended, 0, demo.said());
    await untilNothingIsLeft(demo);

    const said = demo.said();
    const committed = (change: string): RegExp =>
      new RegExp(
        `Flux has committed it: [0-9a-f]{7}, echo-server ${change}, with a good signature of Acme Bot <bot@acme\\.example>\n`,
      );
    const pushed = answerTo(said, "push");
    assert.match(pushed, /\/acme\/echo-server:101 is pushed\.\n/);
    assert.match(pushed, committed("dev: 100 -> 101"));
    assert.match(pushed, /the Deployment in dev has it\n.* its Pods are Ready and serve\n$/);
    assert.match(answerTo(said, "status"), /101/);
    const log = answerTo(said, "log");
    assert.match(log, /Good signature from "Acme Bot <bot@acme\.example>" \[ultimate\]/);
    assert.match(log, /echo-server dev: 100 -> 101/);
    const broken = answerTo(said, "break");
    assert.match(broken, /its Pod crashes; the Pod before it serves on\n.*an alert has arrived: .*health check failed/);
    assert.match(
      answerTo(said, "why"),
      /^Pod dev\/echo-server-[^]*^Kustomization flux-system\/echo-server-dev waits for Pod dev/m,
    );
    const rolledBack = answerTo(said, "rollback");
    assert.match(rolledBack, /^\$ npm run -s release -- pin --app echo-server --env dev --tag 101$/m);
    assert.match(rolledBack, committed("dev: 404 -> 101"));
    assert.match(rolledBack, /its Pods are Ready and serve\n$/);
    assert.match(answerTo(said, "push production"), committed("production: v1\\.0\\.0 -> v1\\.0\\.1"));
    const unpinned = answerTo(said, "unpin");
    assert.match(unpinned, committed("dev: 101 -> 404"));
    assert.match(unpinned, /The newest, 404, is one whose Pods crash: .*\n$/);
    assert.match(answersTo(said, "push")[1] ?? "", committed("dev: 404 -> 405"));
    // Over the one that crashes, to the last good one.
    assert.match(answersTo(said, "rollback")[1] ?? "", committed("dev: 405 -> 101"));
  },
);

for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGKILL", "SIGKILL"],
] as const) {
  test(`nothing is left after ${signal} while the servers start`, { skip, timeout: 300_000 }, async (t) => {
    const demo = startDemo(t, "");
    await untilRunning(demo, "/kube-apiserver ");
    demo.kill(signal);
    assert.equal(await demo.ended, code);
    await untilNothingIsLeft(demo);
  });
}
