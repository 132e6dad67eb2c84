/** Ends an apply at a chosen moment. */
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Ended, Started } from "./engine";
import type { Project } from "./project";

export interface Moment {
  /** Number of changes that are made by then. */
  readonly after: number;
  /** @default "apply" */
  readonly command?: "apply" | "destroy";
  /** Settings beside those of the project's. @default - none */
  readonly env?: NodeJS.ProcessEnv;
  /** How long a provider's every answer is held back. @default 150 */
  readonly delayMs?: number;
}

export interface Interruption extends Moment {
  readonly signal: NodeJS.Signals;
  /** Ctrl-C and a hard kill reach the whole group, a supervisor's SIGTERM the engine. */
  readonly to: "command" | "group";
}

export interface Interrupted extends Ended {
  /** What the providers did, as `<action> <type> <id>`. */
  readonly done: readonly string[];
}

/**
 * Applies a stack and does something once the chosen number of changes are made: the world has the last one then, the
 * engine does not know it yet.
 */
export async function duringApply(
  project: Project,
  stack: string,
  { after, command = "apply", env = {}, delayMs = 150 }: Moment,
  act: (engine: Started) => void | Promise<void>,
): Promise<Interrupted> {
  const journal = join(project.folder, "journal");
  rmSync(journal, { force: true });
  const done = (): string[] => (existsSync(journal) ? readFileSync(journal, "utf8").split("\n").slice(0, -1) : []);
  await project.init(stack, env);
  const engine = project.start(stack, [command, "-input=false", "-auto-approve", "-parallelism=1"], {
    ...env,
    ...project.journal(journal, delayMs),
  });
  const running = new Set([engine]);
  const ended = engine.ended.finally(() => {
    running.clear();
    project.gitHub.onChange = undefined;
  });
  while (running.size > 0 && done().length < after) await wait(5);
  await act(engine);
  return { ...(await ended), done: done() };
}

/** {@link duringApply} with a signal. */
export function interrupt(project: Project, stack: string, interruption: Interruption): Promise<Interrupted> {
  const { signal, to, ...moment } = interruption;
  return duringApply(project, stack, moment, (engine) => engine.signal(signal, to));
}

/** A moment of a run: the begin or the end of a provider's call, such as `end create aws_ssm_parameter`. */
export interface CallMoment {
  readonly line: string;
  /** 1 is the first such line. */
  readonly nth: number;
}

const linesOf = (file: string): string[] =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").slice(0, -1) : [];

/**
 * Runs a command of the engine and kills it and its providers at a moment, or at none. What GitHub is asked for counts
 * as a provider's call, by its operation.
 */
export async function killAt(
  project: Project,
  stack: string,
  command: "apply" | "destroy",
  moment?: CallMoment,
): Promise<Interrupted & { readonly calls: readonly CallMoment[] }> {
  const journal = join(project.folder, "journal");
  const calls = join(project.folder, "calls");
  for (const file of [journal, calls]) rmSync(file, { force: true });
  await project.init(stack);
  const engine = project.start(stack, [command, "-input=false", "-auto-approve", "-parallelism=1"], {
    ...project.journal(journal),
    STAND_IN_CALLS: calls,
    ...(moment && { STAND_IN_STOP_AT: `${moment.nth} ${moment.line}` }),
  });
  const hasCome = (): boolean =>
    moment !== undefined && linesOf(calls).filter((line) => line === moment.line).length >= moment.nth;
  project.gitHub.onCall = async (when, operation) => {
    appendFileSync(calls, `${when} ${operation}\n`);
    if (!hasCome()) return;
    engine.signal("SIGKILL", "group");
    await engine.ended;
    // Until the connection is known to be gone.
    await wait(100);
  };
  const running = new Set([engine]);
  const ended = engine.ended.finally(() => {
    running.clear();
  });
  while (running.size > 0 && !hasCome()) await wait(10);
  if (hasCome()) engine.signal("SIGKILL", "group");
  const result = await ended;
  await wait(150);
  project.gitHub.onCall = undefined;
  project.gitHub.onChange = undefined;
  const seen = new Map<string, number>();
  const moments = linesOf(calls).map((line) => {
    const nth = (seen.get(line) ?? 0) + 1;
    seen.set(line, nth);
    return { line, nth };
  });
  return { ...result, done: linesOf(journal), calls: moments };
}
