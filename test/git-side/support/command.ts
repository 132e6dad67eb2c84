import { chmodSync, chownSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "../../../commands/command";
import { gitSide as command } from "../../../commands/git-side";
import { shippedFile } from "../../support/synth";

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process. */
export function gitSide(...argv: readonly string[]): Outcome {
  let out = "";
  let err = "";
  const config = argv.includes("-c") ? [] : ["-c", shippedFile];
  const code = runCommand(command, [...config, ...argv], {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

const nobody = 65534;

/** Runs the command in a folder of which one folder is read-only, without root's right to pass over that. */
export function gitSideWithReadOnly(folder: string, readOnly: string, ...argv: readonly string[]): Outcome {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) {
    const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => join(folder, path));
    for (const path of [folder, ...paths]) chownSync(path, nobody, nobody);
  }
  chmodSync(readOnly, 0o555);
  if (isRoot) process.seteuid?.(nobody);
  try {
    return gitSide(...argv);
  } finally {
    if (isRoot) process.seteuid?.(0);
    chmodSync(readOnly, 0o755);
  }
}
