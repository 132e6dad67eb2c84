import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import type { Delivery } from "../../model/delivery";

/** The AWS provider; its credentials resolve as in the AWS CLI. */
export const awsProvider = (scope: Construct, { region, tags }: Delivery["aws"]): AwsProvider =>
  new AwsProvider(scope, "aws", {
    region,
    defaultTags: Object.keys(tags).length > 0 ? [{ tags }] : undefined,
  });
