import { parseArgs } from "node:util";
import { App } from "cdktf";
import { loadDelivery } from "./config/load";
import { DeliveryError } from "./config/problems";
import { AdoptionError } from "./constructs/opentofu/adoption";
import { addStacks } from "./stacks";

/** Synthesizes the stacks of delivery.yaml, or of the file that -c or DELIVERY_CONFIG names. */
function main(): void {
  const { values } = parseArgs({ options: { config: { type: "string", short: "c" } } });
  const delivery = loadDelivery(values.config ?? process.env["DELIVERY_CONFIG"] ?? "delivery.yaml");
  const app = new App();
  addStacks(app, delivery);
  app.synth();
}

try {
  main();
} catch (error) {
  if (!(error instanceof DeliveryError || error instanceof AdoptionError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
