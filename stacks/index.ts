import type { App } from "cdktf";
import type { Delivery } from "../config/defaults";
import { clusterView } from "../config/topology";
import { AppStack } from "./app";
import { FluxBootstrapStack } from "./flux-bootstrap";
import { SecretsStack } from "./secrets";

/** All stacks of a delivery, in the order of their deployment. */
export function addStacks(app: App, delivery: Delivery): void {
  const secrets = new SecretsStack(app, delivery);
  for (const cluster of delivery.clusters) {
    const view = clusterView(delivery, cluster);
    const fluxBootstrap = new FluxBootstrapStack(app, delivery, view, secrets.paths);
    fluxBootstrap.addDependency(secrets);
    const application = new AppStack(app, delivery, view, secrets.paths);
    application.addDependency(fluxBootstrap);
  }
}
