import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { isFleetHeader } from "../files/header";
import type { TreeFile } from "../files/tree-file";

/**
 * Files in some folders that we wrote earlier and nothing asks for any more, by path: left there, Flux would go on
 * applying them.
 */
export function staleFiles(root: string, folders: readonly string[], tree: readonly TreeFile[]): string[] {
  const known = new Set(tree.map(({ path }) => path));
  return folders
    .flatMap((folder) => yamlFilesIn(root, folder))
    .filter((path) => !known.has(path) && isFleetHeader(readFileSync(join(root, path), "utf8")))
    .sort();
}

/** Links are not followed: what they lead to is somebody else's. */
const yamlFilesIn = (root: string, folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    : [];
