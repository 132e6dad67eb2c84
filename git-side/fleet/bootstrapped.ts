import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { dirname } from "node:path/posix";
import { filesIn } from "../files/files-in";

/** What `flux bootstrap` writes into the folder of Flux's namespace, within its `--path`, which a Kustomization then applies whole. */
const syncFile = "gotk-sync.yaml";

/** A folder and those that it is in, up to the root. */
const withParents = (folder: string): string[] => (folder === "." ? ["."] : [folder, ...withParents(dirname(folder))]);

/** Folders of a folder, by their paths from the root; none where it is no folder. */
const foldersIn = (root: string, folder: string): string[] => {
  const directory = join(root, folder);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) return [];
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => (folder === "." ? name : `${folder}/${name}`));
};

/**
 * What `flux bootstrap` has written so that its Kustomization applies some folders too, or they its Flux: each object would
 * be applied by two, and pruned by either.
 *
 * @see https://github.com/fluxcd/flux2/blob/main/pkg/manifestgen/sync/sync.go
 */
export function bootstrapFiles(root: string, folders: readonly string[]): string[] {
  const above = folders
    .flatMap(withParents)
    .flatMap((parent) => foldersIn(root, parent))
    .map((folder) => `${folder}/${syncFile}`)
    .filter((path) => existsSync(join(root, path)));
  const below = folders
    .flatMap((folder) => filesIn(root, folder, { recursive: true }))
    .filter((path) => path.endsWith(`/${syncFile}`));
  return [...new Set([...above, ...below])].sort();
}
