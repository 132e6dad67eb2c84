import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { RegistryCredential } from "../../model/delivery";
import type { SecretAccess, StoredSecret } from "../../secrets/backend";
import { EphemeralVariable } from "../opentofu/ephemeral-variable";

export interface RegistryTokenProps {
  readonly credential: RegistryCredential;
  readonly secrets: SecretAccess;
}

/**
 * The token of a registry credential on its way from the user to the store: through an ephemeral variable and a write-only argument,
 * so that neither the plan nor the state ever holds it.
 */
export class RegistryToken extends Construct {
  readonly secret: StoredSecret;

  constructor(scope: Construct, id: string, { credential, secrets }: RegistryTokenProps) {
    super(scope, id);
    this.secret = secrets.put(this, "ssm", {
      path: credential.parameter,
      description: "Token of a registry, read by Flux and by the workloads' Pods",
      value: { writeOnly: this.variable(credential).stringValue, version: credential.tokenVersion },
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
