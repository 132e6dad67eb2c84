import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { formatGiven, reason } from "./problems";
import { secretIn } from "./secret-shapes";

/** No file that a delivery names is longer, in bytes. */
const longest = 100_000;

/** What is wrong without the whole path, which is another on each machine. */
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : reason(error);

/** A file's text, or why it can't be used: what was given, and what is expected. */
export type FileBeside = { readonly text: string } | { readonly given: string; readonly expected: string };

/** Reads a file that a delivery file names. */
export type Beside = (name: string) => FileBeside;

/**
 * Reads files in the folder of a delivery file or below: nothing else of the machine's becomes part of a delivery, not by
 * a link either.
 */
export const besideFiles =
  (deliveryFile: string): Beside =>
  (path) => {
    const name = formatGiven(path);
    const folder = dirname(deliveryFile);
    const expected = "a file beside this one that can be read";
    try {
      const file = realpathSync(join(folder, path));
      const way = relative(realpathSync(folder), file);
      if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way)) {
        return { given: `${name}, a link out of the folder`, expected: "a file in the folder of this one, or below" };
      }
      const found = statSync(file);
      // A pipe would be waited for.
      if (!found.isFile()) return { given: `${name}, which is no file`, expected };
      const { size } = found;
      if (size > longest) return { given: `${name} of ${size} bytes`, expected: `a file of at most ${longest} bytes` };
      const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file)).replaceAll("\r\n", "\n");
      const secret = secretIn(text);
      if (secret) {
        return { given: `${name} with ${secret.name}`, expected: `no secret beside this file: ${secret.home}` };
      }
      return { text };
    } catch (error) {
      return { given: `${name} (${codeOf(error)})`, expected };
    }
  };
