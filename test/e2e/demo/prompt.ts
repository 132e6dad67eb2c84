/** Takes commands from a terminal, or from a pipe. */
import { createInterface } from "node:readline";
import { exitCodes, type ExitCode } from "../../../commands/command";
import { formatGiven, printable, reason } from "../../../config/problems";
import { acts, type Stage } from "./acts";

const width = Math.max(...[...acts.values()].map(({ usage }) => usage.length));

const help = `${[...acts.values()].map(({ usage, does }) => `  ${usage.padEnd(width)}  ${does}\n`).join("")}  ${"help".padEnd(width)}  this list\n  ${"quit".padEnd(width)}  ends all that was started, and removes it; so does Ctrl-C\n`;

/** Does what a line says. @returns whether it went well */
async function follow(line: string, stage: Stage): Promise<boolean> {
  const { out, err } = stage.output;
  const [name = "", ...words] = line.split(/\s+/);
  if (name === "help") {
    out(help);
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
    err(`${printable(reason(error))}\n`);
    return false;
  }
}

/** Takes commands until there are no more, or one says `quit`. One of a pipe that fails is the last. */
export async function prompt(stage: Stage): Promise<ExitCode> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: "demo> " });
  // A terminal that is read line by line sends no signal of its own.
  lines.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  lines.prompt();
  try {
    for await (const given of lines) {
      const line = given.trim();
      if (!process.stdin.isTTY) stage.output.out(`${line}\n`);
      if (line === "quit") break;
      if (line !== "" && !(await follow(line, stage)) && !process.stdin.isTTY) return exitCodes.refused;
      lines.prompt();
    }
    return exitCodes.ok;
  } finally {
    lines.close();
  }
}
