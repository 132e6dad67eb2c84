import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { dirname } from "node:path/posix";
import { isHeader } from "./header";
import type { TreeFile } from "./tree-file";

const workflows = ".github/workflows";

/** What we wrote earlier and is no part of the tree any more: a workflow would go on building. */
export function leftovers(folder: string, tree: readonly TreeFile[]): string[] {
  const known = new Set(tree.map(({ path }) => path));
  const folders = new Set([workflows, ...tree.map(({ path }) => dirname(path))]);
  return [...folders]
    .flatMap((each) => writtenIn(folder, each))
    .filter((path) => !known.has(path))
    .sort();
}

/** Files in a folder of the repository that begin as ours do. */
function writtenIn(root: string, folder: string): string[] {
  const directory = join(root, folder);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isHeader(readFileSync(join(directory, entry.name), "utf8")))
    .map(({ name }) => `${folder}/${name}`);
}
