import type { Namespace } from "../../.gen/crds";

/** A namespace for workloads. */
export const namespace = (name: string): Namespace => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name },
});
