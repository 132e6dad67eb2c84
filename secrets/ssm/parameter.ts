import { SsmParameter, type SsmParameterConfig } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import type { Import, NewSecret, StoredSecret } from "../backend";

/**
 * A value that is sent with a new version alone. A change of anything else but the tags would have the provider send an
 * empty one, which AWS refuses.
 */
const writeOnly = (
  { writeOnly, version }: Exclude<NewSecret["value"], string>,
  isFinal: boolean,
): Pick<SsmParameterConfig, "valueWo" | "valueWoVersion" | "lifecycle"> => ({
  valueWo: writeOnly,
  valueWoVersion: version,
  lifecycle: { ignoreChanges: ["description", ...(isFinal ? ["key_id"] : [])] },
});

export interface SecretParameterProps extends NewSecret {
  /** KMS key's id, ARN or alias. @default - the account's aws/ssm key */
  readonly kmsKeyId?: string | undefined;
}

/** A secret as what it is in this backend. */
export function parameterOf(secret: StoredSecret): SecretParameter {
  if (!(secret instanceof SecretParameter)) throw new Error(`${secret.givenPath} is no SSM parameter`);
  return secret;
}

/** A secret in SSM Parameter Store, where ESO finds it. */
export class SecretParameter extends Construct implements StoredSecret {
  readonly path: string;
  readonly givenPath: string;
  readonly arn: string;
  readonly fqn: string;

  private readonly parameter: SsmParameter;

  constructor(scope: Construct, id: string, props: SecretParameterProps) {
    super(scope, id);
    const { path, description, value, kmsKeyId, dependsOn, isFinal = false } = props;
    const given = typeof value === "string" ? { value } : writeOnly(value, isFinal);
    this.parameter = new SsmParameter(this, "parameter", {
      name: path,
      description,
      type: "SecureString",
      // Standard, which is free, up to 4096 characters; a GPG key of 4096 bits is longer.
      tier: "Intelligent-Tiering",
      // Written out: without it, the provider leaves a parameter to the key that it had.
      keyId: kmsKeyId ?? "alias/aws/ssm",
      ...given,
      dependsOn,
    });
    this.path = this.parameter.name;
    this.givenPath = path;
    this.arn = this.parameter.arn;
    this.fqn = this.parameter.fqn;
  }

  takeOver(): Import | undefined {
    if (this.parameter.valueWoInput === undefined) return { resource: this.parameter, id: this.givenPath };
    this.parameter.overwrite = true;
    return undefined;
  }
}
