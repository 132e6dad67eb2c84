/** Ends an apply at a chosen moment. */
import { existsSync, readFileSync, rmSync } from "node:fs";
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
