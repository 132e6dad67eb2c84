/** The programs of the world: each with a log of its own, ended by process id, none outliving this process. */
import { execFile, spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { eventually, NotYet } from "./wait";

export interface DaemonOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Folder of the log `<name>.log`. */
  readonly logs: string;
  /** Whether it answers; throws while it doesn't. */
  readonly ready: () => void | Promise<void>;
}

const running = new Set<ChildProcess>();
const daemons = new Set<Daemon>();

/** Ends every program, also those of a world that did not come to be; last started, first ended. */
export async function stopAll(): Promise<void> {
  for (const daemon of [...daemons].reverse()) await daemon.stop();
}

/** Lets the kernel end a program when this process is killed in a way that runs no handler. */
const deathSignal = existsSync("/usr/bin/setpriv") ? ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--"] : [];

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/** One program that is started, killed and started again. */
export class Daemon {
  private child: ChildProcess | undefined;

  private constructor(private readonly options: DaemonOptions) {}

  static async start(options: DaemonOptions): Promise<Daemon> {
    const daemon = new Daemon(options);
    daemons.add(daemon);
    await daemon.start();
    return daemon;
  }

  get log(): string {
    return join(this.options.logs, `${this.options.name}.log`);
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Starts it, unless it runs, and waits until it answers. */
  async start(): Promise<void> {
    const { name, command, args, env, cwd, ready } = this.options;
    if (this.child) return;
    const log = openSync(this.log, "a");
    const [program = command, ...rest] = [...deathSignal, command, ...args];
    const child = spawn(program, rest, {
      cwd,
      // None of the caller's credentials and settings. Go collects garbage less often: a fifth of the API server's time.
      env: { PATH: process.env["PATH"], HOME: this.options.logs, GOGC: "300", ...env },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    this.child = child;
    running.add(child);
    child.once("exit", () => {
      running.delete(child);
      if (this.child === child) this.child = undefined;
    });
    child.once("error", () => running.delete(child));
    const answering = eventually(`${name} answers`, ready, {
      seconds: 90,
      everyMs: 100,
      explain: () => `its log ends with:\n${this.logTail()}`,
    });
    const failed = new Promise<never>((_, reject) => {
      child.once("exit", (code) => reject(new Error(`${name} ended with ${String(code)}:\n${this.logTail()}`)));
      child.once("error", reject);
    });
    // Its end counts as soon as it comes: whoever answers then is somebody else.
    failed.catch(() => undefined);
    answering.catch(() => undefined);
    await Promise.race([answering, failed]);
  }

  /** Ends it and waits for its end; the second signal can't be refused. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const { child } = this;
    if (!child) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
    await ended;
    clearTimeout(timer);
  }

  logTail(lines = 15): string {
    return existsSync(this.log) ? readFileSync(this.log, "utf8").trimEnd().split("\n").slice(-lines).join("\n") : "";
  }
}

/** Throws while nothing answers at a URL with a status below 500. */
export async function answers(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.arrayBuffer();
  if (response.status >= 500) throw new NotYet(`${url} answers ${response.status}`);
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

/** Runs a short command and returns what it printed to stdout. @throws Error with its stderr where it fails */
export function run(command: string, args: readonly string[], { cwd, env, input }: RunOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
    input,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? `${stderr}${stdout}`}`);
  return stdout;
}

/**
 * {@link run} for a command that calls a server of the world: its way leads through this process, which must go on.
 *
 * @throws Error with its stderr where it fails
 */
export async function runClient(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return (await promisify(execFile)(command, [...args], { env: { PATH: process.env["PATH"], ...env } })).stdout;
}
