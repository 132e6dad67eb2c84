import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import type { Construct } from "constructs";
import type { Delivery } from "../../model/delivery";

/** The AWS provider; its credentials resolve as in the AWS CLI. */
export const awsProvider = (scope: Construct, { region, accountId, tags }: Delivery["aws"]): AwsProvider =>
  new AwsProvider(scope, "aws", {
    region,
    allowedAccountIds: accountId === undefined ? undefined : [accountId],
    defaultTags: Object.keys(tags).length > 0 ? [{ tags }] : undefined,
  });
