import type { App } from "cdktf";
import type { Delivery } from "../model/delivery";
import type { SecretBackend } from "../secrets/backend";
import { backends } from "../secrets/backends";
import { AppStack } from "./app";
import { FluxBootstrapStack } from "./flux-bootstrap";
import { SecretsStack } from "./secrets";

/**
 * All stacks of a delivery, in the order of their deployment.
 *
 * @param backend where secrets are kept. @default - AWS SSM Parameter Store
 */
export function addStacks(app: App, delivery: Delivery, backend: SecretBackend = backends.ssm): void {
  const secrets = new SecretsStack(app, delivery, backend);
  for (const cluster of delivery.clusters) {
    const fluxBootstrap = new FluxBootstrapStack(app, delivery, cluster, secrets.paths, backend);
    fluxBootstrap.addDependency(secrets);
    const application = new AppStack(app, delivery, cluster, secrets.paths);
    application.addDependency(fluxBootstrap);
  }
}
