import { relative } from "node:path";
import { parseArgs } from "node:util";
import { App } from "cdktf";
import { loadDelivery } from "./config/load";
import { DeliveryError } from "./config/problems";
import { AdoptionError } from "./constructs/opentofu/adoption";
import { addStacks } from "./stacks";
import { removeStaleStacks } from "./stacks/stale";

const usage =
  "Usage: npm run synth -- [-c FILE]\n  -c, --config FILE  the delivery file; default DELIVERY_CONFIG, else delivery.yaml";

/** A command line that says nothing we know. */
class UsageError extends Error {}

function options(): { readonly config?: string; readonly help: boolean } {
  try {
    const { values } = parseArgs({
      options: { config: { type: "string", short: "c" }, help: { type: "boolean", short: "h", default: false } },
    });
    return values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
}

/** Synthesizes the stacks of delivery.yaml, or of the file that -c or DELIVERY_CONFIG names. */
function main(): void {
  const { config, help } = options();
  if (help) {
    console.log(usage);
    return;
  }
  const named = process.env["DELIVERY_CONFIG"];
  const file = config ?? (named === undefined || named === "" ? "delivery.yaml" : named);
  const delivery = loadDelivery(file);
  const app = new App();
  try {
    addStacks(app, delivery);
  } catch (error) {
    if (error instanceof AdoptionError)
      throw new DeliveryError(
        file,
        error.lines.map((line) => `${file}: ${line}`),
      );
    throw error;
  }
  app.synth();
  const names = app.node.children.map(({ node }) => node.id);
  console.log(`${relative("", app.outdir)}/stacks: ${names.join(", ")}`);
  for (const folder of removeStaleStacks(app.outdir)) {
    console.warn(
      `${folder} is no stack of ${file} any more: its cdk.tf.json is removed. What it made still stands; to destroy it, synthesize the file that had it.`,
    );
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof DeliveryError || error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
