import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface SecretParameterProps {
  /** Path of the parameter. */
  readonly path: string;
  readonly description: string;
  /** A value that OpenTofu made and so has in its state, or one that passes through without being kept. */
  readonly value: string | { readonly writeOnly: string; readonly version: number };
  /** KMS key's id, ARN or alias. @default - the account's aws/ssm key */
  readonly kmsKeyId?: string | undefined;
  /** What must be there before anybody can read the value, such as the registration of its public half. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** A secret in SSM Parameter Store, where ESO finds it. */
export class SecretParameter extends Construct {
  /** Path of the parameter, as a reference that makes its readers wait for it. */
  readonly path: string;
  /** Path of the parameter, as it was given. */
  readonly givenPath: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: SecretParameterProps) {
    super(scope, id);
    const { value } = props;
    const parameter = new SsmParameter(this, "parameter", {
      name: props.path,
      description: props.description,
      type: "SecureString",
      // Standard, which is free, up to 4096 characters; a GPG key of 4096 bits is longer.
      tier: "Intelligent-Tiering",
      ...(props.kmsKeyId !== undefined && { keyId: props.kmsKeyId }),
      ...(typeof value === "string" ? { value } : { valueWo: value.writeOnly, valueWoVersion: value.version }),
      ...(props.dependsOn && { dependsOn: props.dependsOn }),
    });
    this.path = parameter.name;
    this.givenPath = props.path;
    this.arn = parameter.arn;
  }
}
