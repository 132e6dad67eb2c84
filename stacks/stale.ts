import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** Whether there is a file; what stands in the way, such as a file in a folder's place or a link to itself, is none of ours. */
function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Removes the files of stacks that the output holds from an earlier synth and that are none any more, so that nobody
 * applies them. Only cdk.tf.json goes: what `init` and the user keep beside it stays.
 *
 * @returns the folders
 */
export function removeStaleStacks(outdir: string): string[] {
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as { stacks: object };
  return readdirSync(join(outdir, "stacks"))
    .filter((name) => !Object.hasOwn(stacks, name))
    .map((name) => join(outdir, "stacks", name))
    .filter((folder) => isFile(join(folder, "cdk.tf.json")))
    .map((folder) => {
      rmSync(join(folder, "cdk.tf.json"));
      return folder;
    });
}
