import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isHeader } from "./header";
import type { TreeFile } from "./tree-file";

const workflows = ".github/workflows";

/** Workflows that we wrote earlier and that are no part of the tree any more: they would go on building. */
export function leftovers(folder: string, tree: readonly TreeFile[]): string[] {
  const directory = join(folder, workflows);
  if (!existsSync(directory)) return [];
  const known = new Set(tree.map(({ path }) => path));
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isHeader(readFileSync(join(directory, entry.name), "utf8")))
    .map(({ name }) => `${workflows}/${name}`)
    .filter((path) => !known.has(path))
    .sort();
}
