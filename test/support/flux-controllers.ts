/** Flux's controllers as Deployments of a cluster. */
import type { JsonObject } from "./synth";

export { controllerNames as controllers } from "../../flux/controllers";

export interface ControllerOptions {
  /** @default - none */
  readonly args?: readonly string[];
  /** Release of Flux that its label says. @default v2.9.4 */
  readonly version?: string;
}

/** What of a controller's Deployment anybody looks at. */
export const deployment = (name: string, { args = [], version = "v2.9.4" }: ControllerOptions = {}) =>
  ({
    metadata: { name, labels: { "app.kubernetes.io/version": version } },
    spec: {
      template: {
        spec: { containers: [{ name: "manager", image: `ghcr.io/fluxcd/${name}:v1`, args: [...args] }] },
      },
    },
    status: { availableReplicas: 1 },
  }) satisfies JsonObject;
