import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import type { SecretBackend } from "../backend";
import { EphemeralResource } from "../../constructs/opentofu/ephemeral-resource";
import { parameterOf, SecretParameter } from "./parameter";
import { awsProvider } from "./provider";
import { PublicParameter } from "./public-parameter";
import { ParameterReaderPolicy } from "./reader-policy";
import { ReaderRole } from "./reader-role";
import { roleAnnotations, ssmStoreProvider } from "./store";

/** AWS SSM Parameter Store. @see https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html */
export const ssm: SecretBackend = {
  access(stack, { aws }) {
    awsProvider(stack, aws);
    const { region, kmsKeyId } = aws;
    return {
      put: (scope, id, secret) => new SecretParameter(scope, id, { ...secret, kmsKeyId }),
      readBack: (scope, id, secret) =>
        // In the state this would be the secret itself; opened anew in each run it is nowhere.
        new EphemeralResource(scope, id, "aws_ssm_parameter", { arn: parameterOf(secret).arn }).attribute("value"),
      publish: (scope, id, value) => new PublicParameter(scope, id, value),
      read: (scope, id, path) => new DataAwsSsmParameter(scope, id, { name: path }).value,
      grant: (scope, id, grant) => new ParameterReaderPolicy(scope, id, { ...grant, region, kmsKeyId }).arns,
      readAs: (scope, id, reader) => new ReaderRole(scope, id, { ...reader, region }).arn,
    };
  },
  storeProvider: ssmStoreProvider,
  identityAnnotations: roleAnnotations,
};
