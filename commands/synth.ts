import { relative } from "node:path";
import { App } from "cdktf";
import { loadDeliveryFile } from "../config/load";
import { addStacks } from "../stacks";
import { removeStaleStacks } from "../stacks/stale";
import { configFile, exitCodes, type Command } from "./command";

const options = {} as const;

/** Synthesizes the stacks of a delivery file: what `cdktf` and `npm run synth` run. */
export const synth: Command<typeof options> = {
  name: "synth",
  help: `Usage: npm run synth -- [-c FILE]
  -c, --config FILE  the delivery file; default DELIVERY_CONFIG, else delivery.yaml
`,
  options,
  run(values, { out, err }) {
    const file = configFile(values);
    const { delivery } = loadDeliveryFile(file);
    const app = new App();
    addStacks(app, delivery);
    app.synth();
    const names = app.node.children.map(({ node }) => node.id);
    out(`${relative("", app.outdir)}/stacks: ${names.join(", ")}\n`);
    for (const folder of removeStaleStacks(app.outdir)) {
      err(
        `${folder} is no stack of ${file} any more: its cdk.tf.json is removed. What it made still stands; to destroy it, synthesize the file that had it.\n`,
      );
    }
    return exitCodes.ok;
  },
};
