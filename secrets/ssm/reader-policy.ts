import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsKmsKey } from "@cdktf/provider-aws/lib/data-aws-kms-key";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { Grant, StoredSecret } from "../backend";
import { parameterOf } from "./parameter";

export interface ParameterReaderPolicyProps extends Grant {
  readonly region: string;
  /** KMS key that the parameters are encrypted with. @default - the account's aws/ssm key, which needs no permission */
  readonly kmsKeyId?: string | undefined;
}

interface Resource {
  readonly path: string;
  readonly arn: string;
}

/**
 * Characters of ARNs in one policy: IAM's limit for a managed policy is 6144, and the rest of it needs some.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const arnBudget = 5500;
/** Quotes, comma, and an ARN up to the path: arn:aws-us-gov:ssm:ap-southeast-1:123456789012:parameter. */
const arnOverhead = 64;

const resourceOf = (secret: StoredSecret): Resource => ({ path: secret.givenPath, arn: parameterOf(secret).arn });

/** Resources in as few groups as fit a policy each. */
function groups(resources: readonly Resource[]): Resource[][] {
  const all: Resource[][] = [];
  let left = 0;
  for (const resource of resources) {
    const size = resource.path.length + arnOverhead;
    const last = all.at(-1);
    if (last && size <= left) last.push(resource);
    else {
      all.push([resource]);
      left = arnBudget;
    }
    left -= size;
  }
  return all;
}

/**
 * Allows to read the parameters of one cluster and no others; the user attaches it to ESO's role. Where they are too
 * many for one policy there are more, named with -2, -3 and so on.
 */
export class ParameterReaderPolicy extends Construct {
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, props: ParameterReaderPolicyProps) {
    super(scope, id);
    const resources = [...props.made.map(resourceOf), ...this.kept(props.kept, props.region)];
    const decrypt =
      props.kmsKeyId === undefined
        ? []
        : [
            {
              Effect: "Allow",
              Action: ["kms:Decrypt"],
              Resource: [new DataAwsKmsKey(this, "key", { keyId: props.kmsKeyId }).arn],
            },
          ];
    this.arns = groups(resources).map((group, index) => {
      const suffix = index === 0 ? "" : `-${index + 1}`;
      const read = {
        Effect: "Allow",
        Action: ["ssm:GetParameter", "ssm:GetParameters"],
        Resource: group.map(({ arn }) => arn),
      };
      return new IamPolicy(this, `policy${suffix}`, {
        name: `${props.name}${suffix}`,
        description: `Reads the delivery parameters of cluster ${props.cluster}`,
        // IAM can't change it: another name of the cluster would replace what is attached to a role.
        lifecycle: { ignoreChanges: ["description"] },
        policy: Fn.jsonencode({ Version: "2012-10-17", Statement: [read, ...decrypt] }),
      }).arn;
    });
  }

  private kept(paths: readonly string[], region: string): Resource[] {
    if (paths.length === 0) return [];
    const { accountId } = new DataAwsCallerIdentity(this, "account");
    const { partition } = new DataAwsPartition(this, "partition");
    return paths.map((path) => ({ path, arn: `arn:${partition}:ssm:${region}:${accountId}:parameter${path}` }));
  }
}
