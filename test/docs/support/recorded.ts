/** What a piece of shell has run: Bash itself reads it, and every program that it would start is written down instead. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program and its arguments. */
export type Argv = readonly string[];

/** No program is found on an empty PATH, so Bash asks this. A folder is gone to by the reader. */
const prelude = `
PATH="$HOME"
command_not_found_handle() { printf '%s\\0' "$#" "$@" >> "$RECORD"; }
cd() { command_not_found_handle cd "$@"; }
`;

/**
 * The programs that a script starts, in its order, loops and substitutions included.
 *
 * @throws Error where Bash can't read it, or it fails by itself
 */
export function recorded(script: string): Argv[] {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-docs-"));
  try {
    const [record, cwd] = [join(folder, "record"), join(folder, "a", "b")];
    mkdirSync(cwd, { recursive: true });
    writeFileSync(record, "");
    const { status, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-c", prelude + script], {
      cwd,
      env: { PATH: process.env["PATH"], HOME: folder, RECORD: record },
      encoding: "utf8",
    });
    if (status !== 0 || stderr !== "") throw new Error(`Bash ends with ${status}: ${stderr}\n${script}`);
    const words = readFileSync(record, "utf8").split("\0").slice(0, -1);
    const all: Argv[] = [];
    while (words.length > 0) all.push(words.splice(0, Number(words.shift())));
    return all;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
