import type { Namespace } from "../../.gen/crds";

/** A namespace, for whatever is installed there. */
export const namespace = (name: string): Namespace => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });

/**
 * A namespace for applications, whose Pods meet the `restricted` standard unless labels say otherwise.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export const workloadNamespace = (name: string, labels: Readonly<Record<string, string>> = {}): Namespace => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: {
    name,
    labels: {
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
      ...labels,
    },
  },
});
