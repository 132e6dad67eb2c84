import { TerraformResource, Token, type TerraformResourceLifecycle } from "cdktf";
import type { Construct } from "constructs";

export interface TerraformDataProps {
  /** What is kept in the state, and put out. */
  readonly input: Readonly<Record<string, string>>;
  readonly lifecycle?: TerraformResourceLifecycle | undefined;
}

/**
 * A resource that keeps values and makes nothing. cdktf's own runs `terraform version` in every synth, and fails where
 * nobody has installed Terraform.
 *
 * @see https://opentofu.org/docs/language/resources/tf-data/
 */
export class TerraformData extends TerraformResource {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: TerraformDataProps,
  ) {
    super(scope, id, {
      terraformResourceType: "terraform_data",
      terraformGeneratorMetadata: { providerName: "terraform" },
      lifecycle: props.lifecycle,
    });
  }

  /** One of the values, known once an apply has kept it. */
  output(name: string): string {
    return Token.asString(this.interpolationForAttribute(`output.${name}`));
  }

  protected override synthesizeAttributes(): { [name: string]: unknown } {
    return { input: this.props.input };
  }
}
