import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import type { Delivery } from "../../config/defaults";

/** The AWS provider; its credentials come from the environment, as with the AWS CLI. */
export function awsProvider(scope: Construct, { region, tags }: Delivery["aws"]): AwsProvider {
  return new AwsProvider(scope, "aws", {
    region,
    ...(Object.keys(tags).length > 0 && { defaultTags: [{ tags }] }),
  });
}
