import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import type { Output } from "../../../commands/command";

/** What a command printed and ended with. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Seconds that the processor was busy: waiting for others on the machine is nobody's fault. */
  readonly seconds: number;
}

/** Runs something that prints. */
export function captured(run: (output: Output) => number): Outcome {
  let out = "";
  let err = "";
  const begin = process.cpuUsage();
  const code = run({ out: (text) => (out += text), err: (text) => (err += text) });
  const { user, system } = process.cpuUsage(begin);
  return { code, out, err, seconds: (user + system) / 1e6 };
}

const root = join(__dirname, "..", "..", "..");
const keys = join("test", "support", "keys");

/** What is beside each delivery file, for it to name. */
export const besideFiles: readonly string[] = ["alice.pub", "known_hosts"].map((name) => join(keys, name));

/** A folder with a delivery file, for as long as something works in it. */
export function inProject<T>(text: string, work: (folder: string, file: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-fuzz-"));
  const outdir = process.env["CDKTF_OUTDIR"];
  process.env["CDKTF_OUTDIR"] = join(folder, "cdktf.out");
  try {
    const file = join(folder, "delivery.yaml");
    writeFileSync(file, text);
    cpSync(join(root, keys), join(folder, keys), { recursive: true });
    return work(folder, file);
  } finally {
    if (outdir === undefined) delete process.env["CDKTF_OUTDIR"];
    else process.env["CDKTF_OUTDIR"] = outdir;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every file below a folder, path to text. */
export const filesBelow = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [relative(folder, path), readFileSync(path, "utf8")]),
  );
