import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesIn } from "../files/files-in";
import { isFleetHeader } from "../files/header";
import type { TreeFile } from "../files/tree-file";

/**
 * Files in some folders that we wrote earlier and nothing asks for any more, by path: left there, Flux would go on
 * applying them.
 */
export function staleFiles(root: string, folders: readonly string[], tree: readonly TreeFile[]): string[] {
  const known = new Set(tree.map(({ path }) => path));
  return folders
    .flatMap((folder) => filesIn(root, folder, { recursive: true }))
    .filter((path) => path.endsWith(".yaml") && !known.has(path))
    .filter((path) => isFleetHeader(readFileSync(join(root, path), "utf8")))
    .sort();
}
