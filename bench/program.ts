import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** A program that writes an output folder as cdktf does. */
export interface Program {
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly outdir: string;
}

/** What one run took. */
export interface Cost {
  readonly milliseconds: number;
  readonly megabytes: number;
}

const root = join(__dirname, "..");
const peakMemory = join(__dirname, "peak-memory.cjs");

/** Runs a program to its end, from start-up to exit, and says what that took. */
export function run({ args, outdir }: Program): Cost {
  const begin = process.hrtime.bigint();
  const { status, output, error } = spawnSync(process.execPath, ["--require", peakMemory, ...args], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: outdir },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const milliseconds = Number(process.hrtime.bigint() - begin) / 1e6;
  if (error) throw error;
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status ?? "a signal"}:\n${output[2] ?? ""}`);
  return { milliseconds, megabytes: Number(output[3]) / 1024 };
}
