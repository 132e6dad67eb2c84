import { keysOf } from "../aws";
import { NotKnown, problem, type Check } from "../check";
import { proxyOf } from "../world";

/** AWS knows who asks, and that is of the file's account. */
export const awsIdentity: Check = {
  name: "aws-identity",
  of: "delivery",
  async *run({ aws, delivery, env }) {
    const { accountId } = delivery.aws;
    const hidden = env["AWS_PROFILE"] && keysOf(env) ? env["AWS_PROFILE"] : undefined;
    const profile = hidden && `unset AWS_ACCESS_KEY_ID, which goes before AWS_PROFILE (${hidden})`;
    const introduction = await aws.introduction();
    if ("refusal" in introduction) {
      const proxy = introduction.isUnreached ? proxyOf(env) : undefined;
      // AWS' SDK has agents of its own, which the way of Node's does not lead through a proxy.
      if (proxy) throw new NotKnown(`AWS can't be asked through ${proxy} from here (${introduction.refusal})`);
      yield problem(
        ["aws"],
        `AWS does not know who asks (${introduction.refusal})`,
        "credentials of AWS, found as the AWS CLI finds them",
        profile ?? "Log in, such as by aws sso login, or set AWS_PROFILE; aws sts get-caller-identity tries it.",
      );
      return;
    }
    const { account } = introduction.identity;
    if (accountId === undefined || account === accountId) return;
    yield problem(
      ["aws", "accountId"],
      `the credentials are of account ${account}`,
      `account ${accountId}`,
      profile ?? "Use credentials of that account, or correct aws.accountId.",
    );
  },
};
