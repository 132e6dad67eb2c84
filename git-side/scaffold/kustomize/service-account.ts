import type { ServiceAccount } from "../../../.gen/crds";
import type { Application } from "../../../model/delivery";

/** Who the Pods are to others, such as AWS by IRSA, which hands them a token of its own; Kubernetes' they don't get. */
export const serviceAccount = ({
  name,
  annotations,
}: NonNullable<Application["workload"]["serviceAccount"]>): ServiceAccount => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name, annotations: Object.keys(annotations).length > 0 ? { ...annotations } : undefined },
  automountServiceAccountToken: false,
});
