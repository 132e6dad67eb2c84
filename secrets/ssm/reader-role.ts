import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { NewReader } from "../backend";
import type { Trusted } from "../../model/readers";

export interface ReaderRoleProps extends NewReader {
  /** Region of the AWS provider. */
  readonly region: string;
}

/** A role that External Secrets Operator reads as, with the policies that it reads by. */
export class ReaderRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: ReaderRoleProps) {
    super(scope, id);
    const { name, policies, region } = props;
    const role = new IamRole(this, "role", {
      name,
      description: `External Secrets Operator reads as it, on cluster ${props.cluster}`,
      assumeRolePolicy: Fn.jsonencode({ Version: "2012-10-17", Statement: [this.trust(props)] }),
      // A policy of the user's that is attached too does not keep it from going.
      forceDetachPolicies: true,
      // As the policy's: another name of the cluster changes nothing.
      lifecycle: { ignoreChanges: ["description"] },
    });
    policies.forEach((policyArn, index) => {
      new IamRolePolicyAttachment(this, `attachment${index === 0 ? "" : `-${index + 1}`}`, {
        role: role.name,
        policyArn,
      });
    });
    this.arn = role.arn;
    const { trusted } = props;
    if (trusted.type !== "pod-identity") return;
    const { cluster, serviceAccount } = trusted;
    new EksPodIdentityAssociation(this, "association", {
      clusterName: cluster.name,
      region: cluster.region === region ? undefined : cluster.region,
      namespace: serviceAccount.namespace,
      serviceAccount: serviceAccount.name,
      roleArn: role.arn,
    });
  }

  private trust({ trusted, assumedBy }: ReaderRoleProps): object {
    switch (trusted.type) {
      case "irsa":
        return webIdentityTrust(trusted);
      case "pod-identity":
        return this.podIdentityTrust(trusted);
      case "role":
        return {
          Effect: "Allow",
          Principal: { AWS: assumedBy },
          // Pod Identity's sessions have tags, which are handed on.
          Action: ["sts:AssumeRole", "sts:TagSession"],
        };
    }
  }

  /** @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
  private podIdentityTrust({ cluster, serviceAccount }: Extract<Trusted, { type: "pod-identity" }>): object {
    const { accountId } = new DataAwsCallerIdentity(this, "account");
    const { partition } = new DataAwsPartition(this, "partition");
    return {
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:RequestTag/eks-cluster-arn": `arn:${partition}:eks:${cluster.region}:${accountId}:cluster/${cluster.name}`,
          "aws:RequestTag/kubernetes-namespace": serviceAccount.namespace,
          "aws:RequestTag/kubernetes-service-account": serviceAccount.name,
        },
      },
    };
  }
}

/** @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
function webIdentityTrust({ oidcProvider, serviceAccount }: Extract<Trusted, { type: "irsa" }>): object {
  const issuer = oidcProvider.slice(oidcProvider.indexOf("/") + 1);
  return {
    Effect: "Allow",
    Principal: { Federated: oidcProvider },
    Action: ["sts:AssumeRoleWithWebIdentity"],
    Condition: {
      StringEquals: {
        [`${issuer}:aud`]: "sts.amazonaws.com",
        [`${issuer}:sub`]: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
      },
    },
  };
}
