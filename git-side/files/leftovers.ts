import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isBeginning, isHeader } from "./header";
import type { TreeFile } from "./tree-file";

const workflows = ".github/workflows";

export interface Leftover {
  readonly path: string;
  /** Whether it was only begun by us, and has what is somebody's own. */
  readonly isOwn: boolean;
}

/** Workflows that we wrote or began earlier and that are no part of the tree any more: they would go on building. */
export function leftovers(folder: string, tree: readonly TreeFile[]): Leftover[] {
  const directory = join(folder, workflows);
  if (!existsSync(directory)) return [];
  const known = new Set(tree.map(({ path }) => path));
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => ({ path: `${workflows}/${name}`, text: readFileSync(join(directory, name), "utf8") }))
    .filter(({ path, text }) => !known.has(path) && (isHeader(text) || isBeginning(text)))
    .map(({ path, text }) => ({ path, isOwn: isBeginning(text) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
