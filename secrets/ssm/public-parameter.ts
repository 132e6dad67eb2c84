import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
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
    // Read once it is written: a write-only argument leaves nothing to refer to.
    this.value = new DataAwsSsmParameter(this, "value", {
      name: this.parameter.name,
      dependsOn: [this.parameter],
    }).insecureValue;
  }

  takeOver(): undefined {
    this.parameter.overwrite = true;
  }
}
