import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dirname } from "node:path/posix";
import { filesIn } from "./files-in";
import { isBeginning, isHeader } from "./header";
import type { TreeFile } from "./tree-file";

const workflows = ".github/workflows";

export interface Leftover {
  readonly path: string;
  /** Whether it was only begun by us, and has what is somebody's own. */
  readonly isOwn: boolean;
}

/** What we wrote or began earlier and is no part of the tree any more: a workflow would go on building. */
export function leftovers(folder: string, tree: readonly TreeFile[]): Leftover[] {
  const known = new Set(tree.map(({ path }) => path));
  const folders = new Set([workflows, ...tree.map(({ path }) => dirname(path))]);
  return [...folders]
    .flatMap((each) => writtenIn(folder, each))
    .filter(({ path }) => !known.has(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Files in a folder of the repository that begin as ours do. */
const writtenIn = (root: string, folder: string): Leftover[] =>
  filesIn(root, folder)
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
    .filter(({ text }) => isHeader(text) || isBeginning(text))
    .map(({ path, text }) => ({ path, isOwn: isBeginning(text) }));
