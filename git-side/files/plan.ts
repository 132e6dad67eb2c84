import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { reason } from "../../config/problems";
import { GitSideError, isMissing } from "./git-side-error";
import { isHeader } from "./header";
import type { HeaderOf, TreeFile } from "./tree-file";

/** A file of the tree beside what stands in the folder. */
export interface PlannedFile {
  readonly path: string;
  /** Where it is: the same file behind links that stay within the folder. */
  readonly target: string;
  /** Its text now; undefined where there is none. */
  readonly current: string | undefined;
  /** Its text as it should be; undefined where there should be none. */
  readonly wanted: string | undefined;
  /** What is amiss in it, where that is somebody else's to mend. */
  readonly faults: readonly string[];
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** The real place of a path of which the last parts may not exist yet. */
const realPlace = (path: string): string =>
  exists(path) ? realpathSync(path) : join(realPlace(dirname(path)), basename(path));

function reach<T>(path: string, find: () => T): T {
  try {
    return find();
  } catch (error) {
    throw new GitSideError(`${path} can't be reached (${reason(error)}); nothing was written.`);
  }
}

function locate(root: string, path: string): string {
  const target = reach(path, () => realPlace(join(root, path)));
  if (relative(root, target).split(sep)[0] !== "..") return target;
  throw new GitSideError(`${path} leads out of ${root} by a link: remove the link; nothing was written.`);
}

/** A file's text as it is, with a byte order mark: what we keep of it must arrive unchanged. */
function read(path: string, target: string): string | undefined {
  if (!reach(path, () => exists(target))) return undefined;
  // A pipe would be waited for.
  if (!reach(path, () => statSync(target)).isFile()) throw new GitSideError(`${path} is no file; nothing was written.`);
  const bytes = reach(path, () => readFileSync(target));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new GitSideError(`${path} is in another encoding than UTF-8: save it as UTF-8; nothing was written.`);
  }
}

/** The first line of a file within a folder, where it begins as ours do. */
function headerIn(root: string, path: string): string | undefined {
  const file = join(root, path);
  if (relative(root, file).startsWith("..") || !existsSync(file) || !statSync(file).isFile()) return undefined;
  const text = readFileSync(file, "utf8");
  return isHeader(text) ? text.split(/\r?\n/, 1)[0] : undefined;
}

/** Compares the files of a tree with those in a folder. */
export function plan(folder: string, files: readonly TreeFile[]): PlannedFile[] {
  const root = reach(folder, () => realPlace(resolve(folder)));
  const headerOf: HeaderOf = (path) => headerIn(root, path) ?? headerIn(root, join(path, "kustomization.yaml"));
  return files.map(({ path, text, over, faults }) => {
    const target = locate(root, path);
    const current = read(path, target);
    if (current === undefined) return { path, target, current, wanted: text, faults: [] };
    return { path, target, current, wanted: over(current, headerOf), faults: faults?.(current) ?? [] };
  });
}

export const isNew = ({ current }: PlannedFile): boolean => current === undefined;

export const isStale = ({ wanted }: PlannedFile): boolean => wanted === undefined;

export const isDifferent = ({ current, wanted }: PlannedFile): boolean =>
  current !== undefined && wanted !== undefined && current !== wanted;

/** Files in a folder that should not be there any more. */
export function planRemovals(folder: string, paths: readonly string[]): PlannedFile[] {
  const root = reach(folder, () => realPlace(resolve(folder)));
  return paths.map((path) => {
    const target = locate(root, path);
    return { path, target, current: read(path, target), wanted: undefined, faults: [] };
  });
}
