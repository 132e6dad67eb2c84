/** Programs of this machine that run beside others. */
import { execFile } from "node:child_process";

/** Enough for the objects of the largest deliveries. */
export const maxBuffer = 2 ** 29;

/** A program that has come to its end. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program was not run, or not to its end. */
export class NotEnded extends Error {
  constructor(
    /** There is no such program, it took too long, or something else. */
    readonly why: "missing" | "late" | "failed",
    message: string,
  ) {
    super(message);
  }
}

export interface ProgramOptions {
  /** Ends it. @default - nothing does */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which it is ended. @default 0 - it takes as long as it takes */
  readonly timeout?: number | undefined;
  /** @default - that of this process */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

/**
 * Runs a program, without a shell; whatever it asks for on its standard input, it is given nothing.
 *
 * @throws NotEnded where it does not come to its end by itself
 */
export const runBeside = (
  program: string,
  args: readonly string[],
  { signal, timeout = 0, env = process.env }: ProgramOptions,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const options = { encoding: "utf8", maxBuffer, timeout, env, ...(signal && { signal }) } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      // A text is why it was not run, or not to its end; a number is how it ended.
      const code = error?.code;
      if (signal?.aborted === true || (error?.killed === true && typeof code !== "string")) {
        reject(new NotEnded("late", `${program} takes too long`));
      } else if (error && typeof code !== "number") {
        reject(new NotEnded(code === "ENOENT" ? "missing" : "failed", error.message));
      } else resolve({ status: typeof code === "number" ? code : 0, stdout, stderr });
    });
    child.stdin?.end();
  });
