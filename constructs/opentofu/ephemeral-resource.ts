import { ref, TerraformElement, TerraformStack, Token } from "cdktf";
import type { Construct } from "constructs";

/**
 * A value that exists while OpenTofu runs and is kept nowhere. cdktf 0.21 has no such blocks, so the stack is given it
 * as it is to be written.
 *
 * @see https://opentofu.org/docs/language/ephemerality/ephemeral-resources/
 */
export class EphemeralResource extends TerraformElement {
  constructor(
    scope: Construct,
    id: string,
    private readonly type: string,
    private readonly config: Readonly<Record<string, unknown>>,
  ) {
    super(scope, id);
    // OpenTofu 1.11 refuses to apply a saved plan once an ephemeral variable has another value.
    TerraformStack.of(this).addOverride("terraform.required_version", ">= 1.12");
  }

  /** An attribute, as a reference for write-only arguments and other ephemeral resources. */
  attribute(name: string): string {
    return Token.asString(ref(`ephemeral.${this.type}.${this.friendlyUniqueId}.${name}`, TerraformStack.of(this)));
  }

  override toTerraform(): object {
    return { ephemeral: { [this.type]: { [this.friendlyUniqueId]: this.config } } };
  }
}
