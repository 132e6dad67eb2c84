/** Takes commands from a terminal, or from a pipe. */
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { exitCodes, type ExitCode, type Output } from "../../../commands/command";
import { formatGiven, printable, reason } from "../../../config/problems";

/** A command. @typeParam S - what it works on */
export interface Act<S> {
  /** As one types it. */
  readonly usage: string;
  readonly does: string;
  readonly run: (stage: S, words: readonly string[]) => Promise<void>;
}

/** Commands by the word that begins a line. */
export type Acts<S> = ReadonlyMap<string, Act<S>>;

function helpOf<S>(acts: Acts<S>): string {
  const rows = [
    ...acts.values(),
    { usage: "help", does: "this list" },
    { usage: "quit", does: "ends all that was started, and removes it; so does Ctrl-C" },
  ];
  const width = Math.max(...rows.map(({ usage }) => usage.length));
  return rows.map(({ usage, does }) => `  ${usage.padEnd(width)}  ${does}\n`).join("");
}

/** Does what a line says. @returns whether it went well */
async function follow<S extends { readonly output: Output }>(line: string, stage: S, acts: Acts<S>): Promise<boolean> {
  const { out, err } = stage.output;
  const [name = "", ...words] = line.split(/\s+/);
  if (name === "help") {
    out(helpOf(acts));
    return true;
  }
  const act = acts.get(name);
  if (!act) {
    err(`There is no ${formatGiven(name)}: \`help\` lists what there is.\n`);
    return false;
  }
  try {
    await act.run(stage, words);
    return true;
  } catch (error) {
    err(`${reason(error).split("\n").map(printable).join("\n")}\n`);
    return false;
  }
}

/**
 * Takes commands until there are no more, or one says `quit`. One of a pipe that fails is the last.
 *
 * @param input where they come from @default - standard input
 */
export async function prompt<S extends { readonly output: Output }>(
  stage: S,
  acts: Acts<S>,
  input: Readable & { readonly isTTY?: boolean } = process.stdin,
): Promise<ExitCode> {
  const { out } = stage.output;
  const isTerminal = input.isTTY === true;
  // Without a terminal the prompt is printed all the same, and the line after it: so that one sees what belongs to what.
  const lines = createInterface({ input, ...(isTerminal && { output: process.stdout }), prompt: "demo> " });
  const ask = (): void => {
    if (isTerminal) lines.prompt();
    else out("demo> ");
  };
  // A terminal that is read line by line sends no signal of its own.
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  ask();
  try {
    for await (const given of lines) {
      const line = given.trim();
      if (!isTerminal) out(`${line}\n`);
      if (line === "quit") break;
      if (line !== "" && !(await follow(line, stage, acts)) && !isTerminal) return exitCodes.refused;
      ask();
    }
    return exitCodes.ok;
  } finally {
    lines.close();
  }
}
