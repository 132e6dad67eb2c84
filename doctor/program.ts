/** Programs of this machine, as they answer. */
import { NotEnded, runBeside, type Ended } from "../cluster/program";
import { NotKnown } from "./check";

/**
 * Runs a program.
 *
 * @returns undefined where there is no such program
 */
export async function runProgram(
  name: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Ended | undefined> {
  try {
    return await runBeside(name, args, { env, signal });
  } catch (error) {
    if (!(error instanceof NotEnded)) throw error;
    if (error.why === "missing") return undefined;
    throw new NotKnown(error.why === "late" ? error.message : `${name} can't be run (${error.message})`);
  }
}
