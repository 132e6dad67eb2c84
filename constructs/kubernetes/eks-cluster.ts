import { DataAwsEksCluster } from "@cdktf/provider-aws/lib/data-aws-eks-cluster";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { Fn } from "cdktf";
import type { Construct } from "constructs";
import type { EksConnection } from "../../model/delivery";
import type { Login } from "./connection";

/**
 * Where an EKS cluster is, and how a provider gets a token: it runs the AWS CLI at each run, so no plan or
 * state holds one, and none ends in a long apply.
 *
 * @see https://registry.terraform.io/providers/hashicorp/kubernetes/latest/docs#exec-plugins
 * @see https://docs.aws.amazon.com/cli/latest/reference/eks/get-token.html
 */
export function eksCluster(
  scope: Construct,
  { name, region, role, accountId }: EksConnection,
): { readonly endpoint: string; readonly login: Login } {
  const provider = new AwsProvider(scope, "aws-eks", {
    // Beside that of the parameters, which are of another region or account where this says so.
    alias: "eks",
    region,
    allowedAccountIds: accountId === undefined ? undefined : [accountId],
    assumeRole: role === undefined ? undefined : [{ roleArn: role }],
  });
  const { endpoint, certificateAuthority } = new DataAwsEksCluster(scope, "cluster", { provider, name });
  const asRole = role === undefined ? [] : ["--role-arn", role];
  return {
    endpoint,
    login: {
      clusterCaCertificate: Fn.base64decode(certificateAuthority.get(0).data),
      exec: {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "aws",
        args: ["eks", "get-token", "--output", "json", "--region", region, "--cluster-name", name, ...asRole],
      },
    },
  };
}
