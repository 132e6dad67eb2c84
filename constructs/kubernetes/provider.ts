import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import type { Construct } from "constructs";
import type { Cluster } from "../../model/delivery";
import { connectionTo, kubernetesArguments } from "./connection";

/** The provider of one cluster's objects. */
export function kubernetesProvider(scope: Construct, cluster: Cluster): void {
  new KubernetesProvider(scope, "kubernetes", kubernetesArguments(connectionTo(scope, cluster)));
}
