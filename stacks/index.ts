import type { App } from "cdktf";
import { escapeDelivery } from "../constructs/opentofu/escaped";
import type { Delivery } from "../model/delivery";
import type { SecretBackend } from "../secrets/backend";
import { backends } from "../secrets/backends";
import { AppStack } from "./app";
import { FluxBootstrapStack } from "./flux-bootstrap";
import { PrerequisitesStack } from "./prerequisites";
import { SecretsStack } from "./secrets";

/**
 * All stacks of a delivery, in the order of their deployment.
 *
 * @param backend where secrets are kept. @default - AWS SSM Parameter Store
 */
export function addStacks(app: App, delivery: Delivery, backend: SecretBackend = backends.ssm): void {
  const escaped = escapeDelivery(delivery);
  const secrets = new SecretsStack(app, escaped, backend);
  for (const cluster of escaped.clusters) {
    const prerequisites = cluster.prerequisites && new PrerequisitesStack(app, escaped, cluster, cluster.prerequisites);
    // By Pod Identity ESO's Pods get their role as they start.
    prerequisites?.addDependency(secrets);
    const fluxBootstrap = new FluxBootstrapStack(
      app,
      escaped,
      cluster,
      secrets.paths,
      secrets.rolesOf(cluster),
      backend,
    );
    fluxBootstrap.addDependency(secrets);
    if (prerequisites) fluxBootstrap.addDependency(prerequisites);
    const application = new AppStack(app, escaped, cluster, secrets.paths);
    application.addDependency(fluxBootstrap);
  }
}
