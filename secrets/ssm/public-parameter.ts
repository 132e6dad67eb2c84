import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import type { NewPublicValue, PublishedValue } from "../backend";

/** What is public, in SSM Parameter Store beside the secret that it belongs to, in clear. */
export class PublicParameter extends Construct implements PublishedValue {
  readonly givenPath: string;
  readonly value: string;

  private readonly parameter: SsmParameter;

  constructor(scope: Construct, id: string, { path, description, writeOnly }: NewPublicValue) {
    super(scope, id);
    this.givenPath = path;
    this.parameter = new SsmParameter(this, "parameter", {
      name: path,
      description,
      type: "String",
      valueWo: writeOnly,
      valueWoVersion: 1,
      lifecycle: { ignoreChanges: ["description"] },
    });
    // Read back, since a write-only argument leaves nothing to refer to. By the id, which is the name and not known before
    // the parameter is there; and through a local value: of a resource that a data source refers to, any change, of a tag
    // even, puts off the reading, and so would replace what is made of the value.
    const { asString: name } = new TerraformLocal(this, "name", this.parameter.id);
    this.value = new DataAwsSsmParameter(this, "value", { name }).insecureValue;
  }

  takeOver(): undefined {
    this.parameter.overwrite = true;
  }
}
