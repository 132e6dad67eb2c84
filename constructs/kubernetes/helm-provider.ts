import { HelmProvider } from "@cdktf/provider-helm/lib/provider";
import type { Construct } from "constructs";
import type { Cluster } from "../../model/delivery";
import { connectionTo } from "./connection";

/** The provider of one cluster's charts. */
export function helmProvider(scope: Construct, cluster: Cluster): void {
  const { argument, address, login } = connectionTo(scope, cluster);
  new HelmProvider(scope, "helm", { kubernetes: { ...login, [argument]: address } });
}
