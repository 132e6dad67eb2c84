import type { App } from "cdktf";
import type { Delivery } from "../config/defaults";
import { clusterView } from "../config/topology";
import { Adoption } from "../constructs/opentofu/adoption";
import { AppStack } from "./app";
import { FluxBootstrapStack } from "./flux-bootstrap";
import { SecretsStack } from "./secrets";

/**
 * All stacks of a delivery, in the order of their deployment.
 *
 * @throws AdoptionError where `adopt` names something that no stack makes
 */
export function addStacks(app: App, delivery: Delivery): void {
  const adoption = new Adoption(delivery.adopt);
  const secrets = new SecretsStack(app, delivery);
  adoption.apply(secrets);
  for (const cluster of delivery.clusters) {
    const view = clusterView(delivery, cluster);
    const fluxBootstrap = new FluxBootstrapStack(app, delivery, view, secrets.paths);
    fluxBootstrap.addDependency(secrets);
    const application = new AppStack(app, delivery, view, secrets.paths);
    application.addDependency(fluxBootstrap);
    for (const stack of [fluxBootstrap, application]) adoption.apply(stack, cluster.name);
  }
  adoption.check();
}
