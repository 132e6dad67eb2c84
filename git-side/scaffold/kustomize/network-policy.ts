import { uniq } from "es-toolkit/array";
import type { NetworkPolicy } from "../../../.gen/crds";
import type { Environment } from "../../../model/delivery";
import { selector } from "./selector";

/**
 * Admits requests from the own namespace, the Gateway's and those that the file names. The Kubelet's probes always arrive;
 * what the Pods ask for is left open.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export function networkPolicy(
  { application: { objectName: name }, cluster: { gateway }, route }: Environment,
  { namespaces }: { readonly namespaces: readonly string[] },
): NetworkPolicy {
  const others = uniq([...(route && gateway ? [gateway.namespace] : []), ...namespaces]);
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, labels: selector(name) },
    spec: {
      podSelector: { matchLabels: selector(name) },
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            { podSelector: {} },
            ...others.map((namespace) => ({
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
            })),
          ],
        },
      ],
    },
  };
}
