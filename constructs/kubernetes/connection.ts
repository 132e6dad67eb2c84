import { KubernetesProvider, type KubernetesProviderConfig } from "@cdktf/provider-kubernetes/lib/provider";
import { TerraformVariable, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Cluster } from "../../model/delivery";
import { clusterVariable } from "../../model/names";
import { EphemeralVariable } from "../opentofu/ephemeral-variable";
import { fromStackFolder } from "../opentofu/state-backend";
import { confirm } from "./confirmed-cluster";
import { eksCluster } from "./eks-cluster";

/** How a provider logs in to a cluster, as the providers of hashicorp's name it. */
export interface Login {
  readonly configContext?: string | undefined;
  readonly clusterCaCertificate?: string;
  readonly token?: string;
  /** A command that prints a token. */
  readonly exec?: { readonly apiVersion: string; readonly command: string; readonly args: string[] };
}

/** How a provider reaches a cluster. */
export interface Connection {
  /** The argument that says where it is. */
  readonly argument: "configPath" | "host";
  readonly address: string;
  readonly login: Login;
}

/** The way to one cluster: by a kubeconfig file, or as a pipeline does that has none, by AWS or by variables. */
export function connectionTo(scope: Construct, cluster: Cluster): Connection {
  const way = wayTo(scope, cluster);
  const { name, uid } = cluster;
  if (uid === undefined) return way;
  const provider = new KubernetesProvider(scope, "kubernetes-unconfirmed", {
    ...kubernetesArguments(way),
    alias: "unconfirmed",
  });
  return { ...way, address: way.address + confirm(scope, { name, uid, provider }) };
}

export const kubernetesArguments = ({
  argument,
  address,
  login: { exec, ...login },
}: Connection): KubernetesProviderConfig => ({ ...login, exec: exec && [exec], [argument]: address });

function wayTo(scope: Construct, cluster: Cluster): Connection {
  const { connection } = cluster;
  switch (connection.type) {
    case "kubeconfig": {
      const { path, context } = connection;
      return {
        argument: "configPath",
        address: path.startsWith("~/") ? path : fromStackFolder(path),
        login: { configContext: context },
      };
    }
    case "eks": {
      const { endpoint, login } = eksCluster(scope, connection);
      return { argument: "host", address: endpoint, login };
    }
    case "variables":
      return byVariables(scope, cluster);
  }
}

function byVariables(scope: Construct, cluster: Cluster): Connection {
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
    login: {
      clusterCaCertificate: variable("kubernetes_cluster_ca_certificate", `CA of cluster ${name}, PEM`).stringValue,
      token: token.stringValue,
    },
  };
}
