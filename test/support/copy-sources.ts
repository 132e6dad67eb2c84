import { cpSync } from "node:fs";
import { join, relative, sep } from "node:path";

const root = join(__dirname, "..", "..");
/** What a synth does not need. */
const leftOut = new Set(["node_modules", ".git", "cdktf.out", "state", "dist", "test", "bench", "docs"]);

/** Copies the project into a folder as a user has it, less its packages and what has been synthesized. */
export const copySources = (folder: string): void =>
  cpSync(root, folder, {
    recursive: true,
    filter: (source) => !leftOut.has(relative(root, source).split(sep)[0] ?? ""),
  });
