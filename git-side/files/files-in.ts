import { existsSync, readdirSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";

/**
 * Files of a folder, by their paths from the root, and of the folders in it where that is asked for; none where it is no
 * folder. Links are not followed: what they lead to is somebody else's.
 */
export function filesIn(root: string, folder: string, { recursive = false } = {}): string[] {
  const directory = join(root, folder);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) return [];
  return readdirSync(directory, { withFileTypes: true, recursive })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
