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

/**
 * The service that KMS is asked by for a parameter. In China and in AWS' secret regions its name ends otherwise.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
 */
const parameterStore = (region: string): string => `ssm.${region}.${/^cn-|-iso/.test(region) ? "*" : "amazonaws.com"}`;

/**
 * Resources in as few groups as fit a policy each.
 *
 * @param times how often a policy names each
 */
function groups(resources: readonly Resource[], times: number): Resource[][] {
  const all: Resource[][] = [];
  let left = 0;
  for (const resource of resources) {
    const size = (resource.path.length + arnOverhead) * times;
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
 * The key decrypts these parameters, for Parameter Store, and nothing else that it has encrypted.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
 */
const decryptOf = (key: string, region: string, parameters: readonly string[]): object => ({
  Effect: "Allow",
  Action: ["kms:Decrypt"],
  Resource: [key],
  Condition: {
    StringLike: { "kms:ViaService": parameterStore(region) },
    StringEquals: { "kms:EncryptionContext:PARAMETER_ARN": parameters },
  },
});

/**
 * Allows to read the parameters of one cluster and no others; the user attaches it to ESO's role. Where they are too
 * many for one policy there are more, named with -2, -3 and so on.
 */
export class ParameterReaderPolicy extends Construct {
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, props: ParameterReaderPolicyProps) {
    super(scope, id);
    const resources = [...props.made.map(resourceOf), ...this.kept(props.kept, props.region)];
    const key =
      props.kmsKeyId === undefined ? undefined : new DataAwsKmsKey(this, "key", { keyId: props.kmsKeyId }).arn;
    this.arns = groups(resources, key === undefined ? 1 : 2).map((group, index) => {
      const suffix = index === 0 ? "" : `-${index + 1}`;
      const arns = group.map(({ arn }) => arn);
      const read = { Effect: "Allow", Action: ["ssm:GetParameter", "ssm:GetParameters"], Resource: arns };
      const decrypt = key === undefined ? [] : [decryptOf(key, props.region, arns)];
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
