import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsKmsKey } from "@cdktf/provider-aws/lib/data-aws-kms-key";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Fn } from "cdktf";
import { Construct } from "constructs";

export interface ParameterReaderPolicyProps {
  readonly name: string;
  readonly cluster: string;
  /** ARNs of the parameters that the stacks make. */
  readonly parameterArns: readonly string[];
  /** Paths of parameters that the user keeps. */
  readonly foreignPaths: readonly string[];
  readonly region: string;
  /** KMS key that they are encrypted with. @default - the account's aws/ssm key, which needs no permission */
  readonly kmsKeyId?: string | undefined;
}

/** Allows to read the parameters of one cluster and no others; the user attaches it to ESO's role. */
export class ParameterReaderPolicy extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: ParameterReaderPolicyProps) {
    super(scope, id);
    const resources = [...props.parameterArns, ...this.arnsOf(props.foreignPaths, props.region)];
    const statements = [{ Effect: "Allow", Action: ["ssm:GetParameter", "ssm:GetParameters"], Resource: resources }];
    if (props.kmsKeyId !== undefined) {
      const key = new DataAwsKmsKey(this, "key", { keyId: props.kmsKeyId });
      statements.push({ Effect: "Allow", Action: ["kms:Decrypt"], Resource: [key.arn] });
    }
    this.arn = new IamPolicy(this, "policy", {
      name: props.name,
      description: `Reads the delivery parameters of cluster ${props.cluster}`,
      policy: Fn.jsonencode({ Version: "2012-10-17", Statement: statements }),
    }).arn;
  }
  private arnsOf(paths: readonly string[], region: string): string[] {
    if (paths.length === 0) return [];
    const { accountId } = new DataAwsCallerIdentity(this, "account");
    const { partition } = new DataAwsPartition(this, "partition");
    return paths.map((path) => `arn:${partition}:ssm:${region}:${accountId}:parameter${path}`);
  }
}
