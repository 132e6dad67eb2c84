/** Programs of this machine, as they answer. */
import { execFile } from "node:child_process";
import { NotKnown } from "./check";

/** A program that has come to its end. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program, without a shell.
 *
 * @returns undefined where there is no such program
 */
export const runProgram = (
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Ended | undefined> =>
  new Promise((resolve, reject) => {
    execFile(name, args, { encoding: "utf8", env, signal }, (error, stdout, stderr) => {
      if (signal.aborted) reject(new NotKnown(`${name} takes too long`));
      else if (error?.code === "ENOENT") resolve(undefined);
      else if (error && typeof error.code !== "number") reject(new NotKnown(`${name} can't be run (${error.message})`));
      else resolve({ status: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
