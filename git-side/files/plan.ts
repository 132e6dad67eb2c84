import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { reason } from "../../config/problems";
import { GitSideError, isMissing } from "./git-side-error";
import type { TreeFile } from "./tree-file";

/** A file of the tree beside what stands in the folder. */
export interface PlannedFile {
  readonly path: string;
  /** Where it is: the same file behind links that stay within the folder. */
  readonly target: string;
  /** Its text now; undefined where there is none. */
  readonly current: string | undefined;
  /** Its text as it should be. */
  readonly wanted: string;
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

const read = (target: string): string | undefined => (exists(target) ? readFileSync(target, "utf8") : undefined);

/** Compares the files of a tree with those in a folder. */
export function plan(folder: string, files: readonly TreeFile[]): PlannedFile[] {
  const root = reach(folder, () => realPlace(resolve(folder)));
  return files.map(({ path, text, over }) => {
    const target = locate(root, path);
    const current = reach(path, () => read(target));
    return { path, target, current, wanted: current === undefined ? text : over(current) };
  });
}

export const isNew = ({ current }: PlannedFile): boolean => current === undefined;

export const isDifferent = ({ current, wanted }: PlannedFile): boolean => current !== undefined && current !== wanted;
