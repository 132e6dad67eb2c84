import { readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Removes the files of stacks that the output holds from an earlier synth and that are none any more, so that nobody
 * applies them. Only cdk.tf.json goes: what `init` and the user keep beside it stays.
 *
 * @returns the folders
 */
export function removeStaleStacks(outdir: string): string[] {
  const { stacks } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as { stacks: object };
  return readdirSync(join(outdir, "stacks"))
    .filter((name) => !(name in stacks))
    .map((name) => join(outdir, "stacks", name))
    .filter((folder) => statSync(join(folder, "cdk.tf.json"), { throwIfNoEntry: false })?.isFile())
    .map((folder) => {
      rmSync(join(folder, "cdk.tf.json"));
      return folder;
    });
}
