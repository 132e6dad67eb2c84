import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** A path below the folder of the delivery file, in which no part leads out of it. */
const relative = /^(?=.{1,1000}$)(?!.*(^|\/)\.\.?(\/|$))[A-Za-z0-9_.@-]+(\/[A-Za-z0-9_.@-]+)*$/;

/** Whether a text is the path of a public file beside the delivery file. */
export const isBesidePath = (text: string): boolean => relative.test(text);

/** The longest file that is read, in bytes: a public key is shorter by far. */
const longest = 100_000;

/** The text of a public file beside the delivery file; undefined where there is none. */
export type Beside = (path: string) => string | undefined;

/** Reads public files beside a delivery file; what a link leads out of its folder to is not beside it. */
export const besideFile =
  (file: string): Beside =>
  (path) => {
    try {
      const folder = realpathSync(dirname(file));
      const target = realpathSync(join(folder, path));
      const isBelow = target.startsWith(folder.endsWith(sep) ? folder : folder + sep);
      const { size, isFile } = { size: statSync(target).size, isFile: statSync(target).isFile() };
      if (!isBelow || !isFile || size > longest) return undefined;
      return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(target));
    } catch {
      return undefined;
    }
  };

/** Of a text that is in no folder. */
export const nothingBeside: Beside = () => undefined;
