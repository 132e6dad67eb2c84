import { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformVariable, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Cluster } from "../../model/delivery";
import { EphemeralVariable } from "../opentofu/ephemeral-variable";
import { fromStackFolder } from "../opentofu/state-backend";

/** The provider of one cluster: by a kubeconfig file, or by variables where a pipeline has no file. */
export function kubernetesProvider(scope: Construct, { name, connection, stackSuffix }: Cluster): KubernetesProvider {
  switch (connection.type) {
    case "kubeconfig": {
      const { path, context } = connection;
      return new KubernetesProvider(scope, "kubernetes", {
        configPath: path.startsWith("~/") ? path : fromStackFolder(path),
        configContext: context,
      });
    }
    case "variables":
      return providerByVariables(scope, name, stackSuffix);
  }
}

function providerByVariables(scope: Construct, name: string, stackSuffix: string): KubernetesProvider {
  // Clusters that share a variable would be one cluster: `cdktf deploy '*'` gives every stack the same environment.
  const named = (id: string): string => id + stackSuffix.replaceAll("-", "_");
  const variable = (id: string, description: string): TerraformVariable =>
    new TerraformVariable(TerraformStack.of(scope), named(id), { type: "string", nullable: false, description });
  const token = new EphemeralVariable(scope, named("kubernetes_token"), {
    description: `Token for the API of cluster ${name}`,
  });
  return new KubernetesProvider(scope, "kubernetes", {
    host: variable("kubernetes_host", `URL of the API of cluster ${name}`).stringValue,
    clusterCaCertificate: variable("kubernetes_cluster_ca_certificate", `CA of cluster ${name}, PEM`).stringValue,
    token: token.stringValue,
  });
}
