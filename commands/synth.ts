import { join, relative } from "node:path";
import { loadDeliveryFile } from "../config/load";
import { removeStaleStacks } from "../stacks/stale";
import { commonHelp, configFile, exitCodes, type Command } from "./command";
import { keptLocks } from "./locks";
import { whileWorking, type Step } from "./progress";
import { synthesize } from "./synthesized";
import { writeAll, WriteError } from "./write-all";

const options = {} as const;

/** Where cdktf expects the output. @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file */
const outputFolder = (): string => process.env["CDKTF_OUTDIR"] || "cdktf.out";

function write(texts: ReadonlyMap<string, string>, outdir: string, step: Step): void {
  try {
    writeAll(
      [...texts].map(([path, text]) => ({ target: join(outdir, path), text })),
      step,
    );
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    throw new WriteError(`${outdir} can't be written, something is in the way: ${error.message}`);
  }
}

/** Synthesizes the stacks of a delivery file: what `cdktf` and `npm run synth` run. */
export const synth: Command<typeof options> = {
  name: "synth",
  help: `Usage: npm run synth -- [-c FILE]
${commonHelp}`,
  options,
  run(values, output) {
    const { out, err } = output;
    const file = configFile(values);
    const { delivery, warnings } = loadDeliveryFile(file);
    const outdir = outputFolder();
    const synthesized = whileWorking(output, ({ step }) => {
      const made = synthesize(delivery, values.debug, step);
      write(new Map([...made.texts, ...keptLocks(file, made)]), outdir, step);
      return made;
    });
    out(`${relative("", outdir)}/stacks: ${synthesized.stacks.join(", ")}\n`);
    for (const warning of warnings) err(`${warning}\n`);
    for (const folder of removeStaleStacks(outdir)) {
      err(
        `${folder} is no longer a stack of ${file}: its cdk.tf.json is removed, and its resources still exist. If it is of a cluster that is still there, set that cluster's stackSuffix to what it was, "" for none; to destroy them, synthesize the file that had it.\n`,
      );
    }
    return exitCodes.ok;
  },
};
