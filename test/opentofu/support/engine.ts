/** Runs the engine and the other commands of the suite, and keeps what they printed. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { appendFileSync, writeFileSync } from "node:fs";
import { getPriority } from "node:os";

export interface Ended {
  /** Exit code, or null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams in the order in which they came. */
  readonly output: string;
}

export interface Started {
  readonly ended: Promise<Ended>;
  /** Sends a signal to the command alone, or to all that it started too: providers run as its children. */
  signal(name: NodeJS.Signals, to: "command" | "group"): void;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** File that all output is appended to. @default - none: for output that is secret by design, such as `show -json` */
  readonly log?: string;
  /**
   * Milliseconds after which it is killed: a command that waits for input would wait for ever.
   * @default - three minutes, longer than anything in the suite takes
   */
  readonly deadlineMs?: number;
}

/** What runs, as the leaders of their process groups: no signal to this process reaches them. */
const running = new Set<Started>();

process.on("exit", () => {
  for (const each of running) each.signal("SIGKILL", "group");
});

/**
 * Has a session be as nice as this process is: Linux weighs sessions against each other, and looks at the niceness of
 * processes only within one.
 *
 * @see https://man7.org/linux/man-pages/man7/sched.7.html the autogroup feature
 */
function inheritNiceness(leader: number): void {
  const niceness = getPriority();
  if (niceness === 0) return;
  try {
    writeFileSync(`/proc/${leader}/autogroup`, String(niceness));
  } catch {
    // A system that does not, a command that has ended, or another user than root, who may say it ten times a second.
  }
}

/** Starts a command as the leader of a process group of its own; one that never ends is killed. */
export function start(
  command: string,
  args: readonly string[],
  { cwd, env, log, deadlineMs = 180_000 }: CommandOptions,
): Started {
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid !== undefined) inheritNiceness(child.pid);
  let stdout = "";
  let stderr = "";
  let output = "";
  const keep = (chunk: string): void => {
    output += chunk;
    if (log !== undefined) appendFileSync(log, chunk);
  };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    keep(chunk);
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
    keep(chunk);
  });
  const signal = (name: NodeJS.Signals, to: "command" | "group"): void => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      process.kill(to === "group" ? -child.pid : child.pid, name);
    }
  };
  const ended = new Promise<Ended>((resolve, reject) => {
    const deadline = setTimeout(() => {
      keep(`\nended after ${deadlineMs / 1000} s by the test suite\n`);
      signal("SIGKILL", "group");
    }, deadlineMs);
    child.on("error", reject);
    child.on("exit", () => running.delete(started));
    child.on("close", (code) => {
      clearTimeout(deadline);
      resolve({ code, stdout, stderr, output });
    });
  });
  const started = { ended, signal };
  running.add(started);
  return started;
}

/** Fails with the end of the output where it does not say what it should, line breaks and colours aside. */
export function assertSays({ output }: Ended, expected: RegExp): void {
  const text = plain(output);
  assert.ok(expected.test(text), `the output does not match ${String(expected)}; it ends in: ${text.slice(-1500)}`);
}

/** The engine's errors, each on one line. */
export function errorsIn({ output }: Ended): string[] {
  return plain(output).match(/Error: .*?(?= Error: |$)/g) ?? [];
}

/** Text without colours and other terminal sequences, boxes and line breaks: what a person reads. */
export function plain(output: string): string {
  return output
    .replace(/\u001b\[[0-9;]*m/g, "")
    .replace(/[│╷╵]/g, " ")
    .replace(/\s+/g, " ");
}

/** The result of a command that must have succeeded. */
export function succeeded(ended: Ended, what: string): Ended {
  if (ended.code !== 0) throw new Error(`${what} ended with ${String(ended.code)}:\n${ended.output}`);
  return ended;
}
