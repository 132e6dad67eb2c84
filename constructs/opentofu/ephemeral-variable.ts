import { TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";

export interface EphemeralVariableProps {
  readonly description: string;
  /** Whether it may be left out, for a fallback of the provider's own. @default false */
  readonly optional?: boolean;
}

/**
 * A credential that the user gives as TF_VAR_<name>. Being ephemeral, it is in no plan and no state.
 *
 * @see https://opentofu.org/docs/language/ephemerality/ephemeral-variables/
 */
export class EphemeralVariable extends TerraformVariable {
  constructor(scope: Construct, name: string, props: EphemeralVariableProps) {
    super(TerraformStack.of(scope), name, {
      type: "string",
      description: props.description,
      sensitive: true,
      nullable: props.optional ? undefined : false,
    });
    // cdktf 0.21 has no such field, and refuses null as a default.
    this.addOverride("ephemeral", true);
    if (props.optional) this.addOverride("default", null);
  }
}
