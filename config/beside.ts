import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";

/** The text of a file beside the delivery file, or what is expected instead of it. */
export type Beside = (path: string) => { readonly text: string } | { readonly expected: string };

/** Larger than any list of public keys; what holds more would not fit into a Secret. */
const largest = 200_000;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : String(error);

/** Reads files in a delivery file's folder or below it; a link out of it is not followed. */
export const filesBeside =
  (deliveryFile: string): Beside =>
  (path) => {
    try {
      const folder = realpathSync(dirname(deliveryFile));
      const file = realpathSync(join(folder, path));
      if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
        return { expected: "a file in the delivery file's folder or below it: this is a link that leads out of it" };
      }
      const { size } = statSync(file);
      if (!statSync(file).isFile() || size > largest) return { expected: `a file of at most ${largest} bytes` };
      return { text: readFileSync(file, "utf8") };
    } catch (error) {
      return { expected: `a file that can be read, relative to the delivery file's folder (${codeOf(error)})` };
    }
  };
