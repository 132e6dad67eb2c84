import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { RegistryCredential } from "../../config/defaults";
import { SecretParameter } from "../aws/secret-parameter";
import { EphemeralVariable } from "../opentofu/ephemeral-variable";

export interface PullTokenProps {
  readonly credential: RegistryCredential;
  readonly kmsKeyId?: string | undefined;
}

/**
 * A registry's token on its way from the user to SSM: through an ephemeral variable and a write-only argument,
 * so that neither the plan nor the state ever holds it.
 */
export class PullToken extends Construct {
  readonly parameter: SecretParameter;

  constructor(scope: Construct, id: string, { credential, kmsKeyId }: PullTokenProps) {
    super(scope, id);
    this.parameter = new SecretParameter(this, "ssm", {
      path: credential.parameter,
      // Constant: a change of anything but the version would make the provider send an empty value.
      description: "Token of a registry, read by Flux and by the workloads' Pods",
      value: { writeOnly: this.variable(credential).stringValue, version: credential.tokenVersion },
      kmsKeyId,
    });
  }

  /** Credentials may share a variable: the first makes it. */
  private variable({ variable, registry, username }: RegistryCredential): EphemeralVariable {
    const existing = TerraformStack.of(this).node.tryFindChild(variable);
    if (existing instanceof EphemeralVariable) return existing;
    return new EphemeralVariable(this, variable, {
      description: `Token of ${username} that may read packages of ${registry} (for ghcr.io a classic token with read:packages)`,
    });
  }
}
