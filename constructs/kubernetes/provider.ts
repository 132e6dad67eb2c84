import { KubernetesProvider, type KubernetesProviderConfig } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformVariable, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Cluster } from "../../model/delivery";
import { clusterVariable } from "../../model/names";
import { EphemeralVariable } from "../opentofu/ephemeral-variable";
import { fromStackFolder } from "../opentofu/state-backend";
import { confirm } from "./confirmed-cluster";
import { eksCluster } from "./eks-cluster";

/** How the provider reaches a cluster. */
interface Way {
  /** The argument that says where it is. */
  readonly argument: "configPath" | "host";
  readonly address: string;
  readonly more: KubernetesProviderConfig;
}

/** The provider of one cluster: by a kubeconfig file, or as a pipeline does that has none, by AWS or by variables. */
export function kubernetesProvider(scope: Construct, cluster: Cluster): void {
  const { argument, address, more } = wayTo(scope, cluster);
  const provider = (id: string, at: string, alias?: string): KubernetesProvider =>
    new KubernetesProvider(scope, id, { ...more, [argument]: at, alias });
  const { name, uid } = cluster;
  if (uid === undefined) provider("kubernetes", address);
  else {
    const asking = provider("kubernetes-unconfirmed", address, "unconfirmed");
    provider("kubernetes", address + confirm(scope, { name, uid, provider: asking }));
  }
}

function wayTo(scope: Construct, cluster: Cluster): Way {
  const { connection } = cluster;
  switch (connection.type) {
    case "kubeconfig": {
      const { path, context } = connection;
      return {
        argument: "configPath",
        address: path.startsWith("~/") ? path : fromStackFolder(path),
        more: { configContext: context },
      };
    }
    case "eks": {
      const { endpoint, login } = eksCluster(scope, connection);
      return { argument: "host", address: endpoint, more: login };
    }
    case "variables":
      return byVariables(scope, cluster);
  }
}

function byVariables(scope: Construct, cluster: Cluster): Way {
  const { name } = cluster;
  const named = (id: string): string => clusterVariable(id, cluster);
  const variable = (id: string, description: string): TerraformVariable =>
    new TerraformVariable(TerraformStack.of(scope), named(id), { type: "string", nullable: false, description });
  const token = new EphemeralVariable(scope, named("kubernetes_token"), {
    description: `Token for the API of cluster ${name}`,
  });
  return {
    argument: "host",
    address: variable("kubernetes_host", `URL of the API of cluster ${name}`).stringValue,
    more: {
      clusterCaCertificate: variable("kubernetes_cluster_ca_certificate", `CA of cluster ${name}, PEM`).stringValue,
      token: token.stringValue,
    },
  };
}
