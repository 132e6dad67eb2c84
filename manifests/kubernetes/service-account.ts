import type { ServiceAccount } from "../../.gen/crds";

/** A ServiceAccount that stands for an identity elsewhere; no Pod runs as it, so none is given its token. */
export const serviceAccount = (
  { name, namespace }: { readonly name: string; readonly namespace: string },
  annotations: Readonly<Record<string, string>>,
): ServiceAccount => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name, namespace, annotations: { ...annotations } },
  automountServiceAccountToken: false,
});
