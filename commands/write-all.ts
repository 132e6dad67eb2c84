import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { reason, UserError } from "../config/problems";
import type { Step } from "./progress";

/** A folder or file stood in the way. */
export class WriteError extends UserError {}

export interface FileToWrite {
  /** An absolute path. */
  readonly target: string;
  /** Undefined takes the file away. */
  readonly text: string | undefined;
}

/** Takes back what was done. */
type Undo = () => void;

const beside = (target: string, purpose: "new" | "old"): string =>
  join(dirname(target), `.${basename(target)}.flux-delivery-${process.pid}-${purpose}`);

function makeFolder(folder: string, done: Undo[]): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder), done);
  mkdirSync(folder);
  done.push(() => {
    rmdirSync(folder);
  });
}

/** Puts the new text, and a copy of the old, next to their target: what can fail fails before anything is replaced. */
function stage({ target, text }: FileToWrite, done: Undo[]): void {
  makeFolder(dirname(target), done);
  const fresh = beside(target, "new");
  const old = beside(target, "old");
  done.push(() => {
    for (const path of [fresh, old].filter((each) => existsSync(each))) rmSync(path);
  });
  if (text !== undefined) writeFileSync(fresh, text, { flag: "wx" });
  if (!existsSync(target)) return;
  copyFileSync(target, old, constants.COPYFILE_EXCL);
  if (text !== undefined) chmodSync(fresh, statSync(target).mode);
}

function replace({ target, text }: FileToWrite, done: Undo[]): void {
  const old = beside(target, "old");
  const restore = existsSync(old);
  if (text === undefined) rmSync(target);
  else renameSync(beside(target, "new"), target);
  done.push(() => {
    if (restore) renameSync(old, target);
    else rmSync(target);
  });
}

function takeBack(done: readonly Undo[]): string {
  const failures = [...done].reverse().flatMap((undo) => {
    try {
      undo();
      return [];
    } catch (error) {
      return [reason(error)];
    }
  });
  return failures.length === 0 ? "nothing was written" : `not all could be taken back (${failures.join("; ")})`;
}

/**
 * Writes all files, and takes others away, or does nothing: they are staged beside their targets, then moved into place.
 *
 * @param step is told of each file @default - nobody is
 * @throws WriteError after everything is as it was before
 */
export function writeAll(files: readonly FileToWrite[], step: Step = () => undefined): void {
  const done: Undo[] = [];
  try {
    for (const [index, file] of files.entries()) {
      step("writing files", index, files.length);
      stage(file, done);
    }
    for (const [index, file] of files.entries()) {
      step("moving files into place", index, files.length);
      replace(file, done);
    }
  } catch (error) {
    throw new WriteError(`${reason(error)}; ${takeBack(done)}.`);
  }
  for (const { target } of files) rmSync(beside(target, "old"), { force: true });
}
