import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A stand-in for a program, in a folder that is put on the PATH: a script of Node's that has its file functions at hand. */
export function play(bin: string, name: string, script: string): void {
  const file = join(bin, name);
  const functions = 'const { readFileSync, writeFileSync, appendFileSync } = require("node:fs");';
  writeFileSync(file, `#!${process.execPath}\n${functions}\n${script}`);
  chmodSync(file, 0o755);
}
