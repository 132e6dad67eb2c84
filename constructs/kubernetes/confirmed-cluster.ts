import { DataKubernetesNamespaceV1 } from "@cdktf/provider-kubernetes/lib/data-kubernetes-namespace-v1";
import type { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { Fn, Op, TerraformSelf, Token } from "cdktf";
import type { Construct } from "constructs";

export interface ConfirmedCluster {
  readonly name: string;
  /** UID of its namespace kube-system. */
  readonly uid: string;
  /** What asks for it; nothing is made by it. */
  readonly provider: KubernetesProvider;
}

/**
 * Stops a plan for a cluster that is not the one meant: what a context or a host leads to may change, the UID of
 * `kube-system` lives as long as the cluster.
 *
 * A condition says so, and holds no destroy, which would delete what it finds there and forget what it does not. So the
 * address that objects are made at can't be had without the right answer either.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/resource/k8s/#cluster
 * @returns nothing, to stand behind the address; where it is another cluster, the engine finds none
 */
export function confirm(scope: Construct, { name, uid, provider }: ConfirmedCluster): string {
  const found = Token.asString(Fn.lookupNested(TerraformSelf.getAny("metadata"), [0, "uid"]));
  const { metadata } = new DataKubernetesNamespaceV1(scope, "kube-system", {
    provider,
    metadata: { name: "kube-system" },
    lifecycle: {
      postcondition: [
        {
          condition: Op.eq(found, uid),
          errorMessage: `This is another cluster than ${name}: its namespace kube-system has the UID ${found}, that of ${name} has ${uid}. Correct the connection of cluster ${name}, or its uid where the cluster was made anew.`,
        },
      ],
    },
  });
  return Token.asString(Fn.lookup({ [uid]: "" }, metadata.uid));
}
