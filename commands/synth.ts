import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { App } from "cdktf";
import { loadDeliveryFile } from "../config/load";
import { reason } from "../config/problems";
import type { Delivery } from "../model/delivery";
import { addStacks } from "../stacks";
import { removeStaleStacks } from "../stacks/stale";
import { configFile, exitCodes, type Command } from "./command";
import { writeAll, WriteError } from "./write-all";

const options = {} as const;

/** Where cdktf expects the output. @see https://developer.hashicorp.com/terraform/cdktf/create-and-deploy/configuration-file */
const outputFolder = (): string => process.env["CDKTF_OUTDIR"] || "cdktf.out";

function scratchFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "flux-delivery-"));
  } catch (error) {
    throw new WriteError(`no temporary folder can be made (${reason(error)}): set TMPDIR to a folder that exists`);
  }
}

/** cdktf formats a stack trace for each of its lazy values, and nobody reads them: a quarter of the time of a big synth. */
function withoutStackTraces(debug: boolean, work: () => void): void {
  const usual = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  if (!debug) Error.prepareStackTrace = () => "";
  try {
    work();
  } finally {
    if (usual) Object.defineProperty(Error, "prepareStackTrace", usual);
    else Reflect.deleteProperty(Error, "prepareStackTrace");
  }
}

function write(files: Parameters<typeof writeAll>[0], outdir: string): void {
  try {
    writeAll(files);
  } catch (error) {
    if (!(error instanceof WriteError)) throw error;
    throw new WriteError(`${outdir} can't be written, something is in the way: ${error.message}`);
  }
}

/**
 * Synthesizes into a folder of its own first, so that a failure leaves the output as it was, then replaces its files in
 * one step.
 *
 * @returns names of the stacks
 */
function synthesize(delivery: Delivery, outdir: string, debug: boolean): string[] {
  const scratch = scratchFolder();
  try {
    const app = new App({ outdir: scratch });
    withoutStackTraces(debug, () => {
      addStacks(app, delivery);
      app.synth();
    });
    const files = readdirSync(scratch, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => ({ target: join(outdir, relative(scratch, path)), text: readFileSync(path, "utf8") }));
    write(files, outdir);
    return app.node.children.map(({ node }) => node.id);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Synthesizes the stacks of a delivery file: what `cdktf` and `npm run synth` run. */
export const synth: Command<typeof options> = {
  name: "synth",
  help: `Usage: npm run synth -- [-c FILE]
  -c, --config FILE  the delivery file; default DELIVERY_CONFIG, else delivery.yaml
  --debug            shows where a defect is
`,
  options,
  run(values, { out, err }) {
    const file = configFile(values);
    const { delivery } = loadDeliveryFile(file);
    const outdir = outputFolder();
    const names = synthesize(delivery, outdir, values.debug);
    out(`${relative("", outdir)}/stacks: ${names.join(", ")}\n`);
    for (const folder of removeStaleStacks(outdir)) {
      err(
        `${folder} is no longer a stack of ${file}: its cdk.tf.json is removed. Its resources still exist; to destroy them, synthesize the file that had it.\n`,
      );
    }
    return exitCodes.ok;
  },
};
