import { NotKnown, problem, type Check } from "../check";
import { byProxy, proxyOf } from "../world";

/** AWS knows who asks, and that is of the file's account. */
export const awsIdentity: Check = {
  name: "aws-identity",
  of: "delivery",
  async *run({ aws, delivery, env }) {
    const { accountId } = delivery.aws;
    const introduction = await aws.introduction();
    if ("refusal" in introduction) {
      const proxy = introduction.isUnreached ? proxyOf(env) : undefined;
      if (proxy) throw new NotKnown(`AWS can't be reached without ${proxy} (${introduction.refusal}): ${byProxy}`);
      yield problem(
        ["aws"],
        `AWS does not know who asks (${introduction.refusal})`,
        "credentials of AWS, found as the AWS CLI finds them",
        "Log in, such as by aws sso login, or set AWS_PROFILE; aws sts get-caller-identity tries it.",
      );
      return;
    }
    const { account } = introduction.identity;
    if (accountId === undefined || account === accountId) return;
    yield problem(
      ["aws", "accountId"],
      `the credentials are of account ${account}`,
      `account ${accountId}`,
      "Use credentials of that account, or correct aws.accountId.",
    );
  },
};
