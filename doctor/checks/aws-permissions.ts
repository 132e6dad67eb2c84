import { z } from "zod";
import type { Identity } from "../aws";
import { NotKnown, problem, type Check } from "../check";

const resources = z.object({
  resource: z.record(z.string(), z.record(z.string(), z.object({ name: z.string().optional() }))).default({}),
});

interface Right {
  readonly actions: readonly string[];
  readonly arn: (name: string) => string;
}

/** What the provider does with each kind of resource, besides deleting it. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
const rights: Readonly<Record<string, Right>> = {
  aws_ssm_parameter: {
    actions: ["ssm:PutParameter", "ssm:GetParameter", "ssm:ListTagsForResource", "ssm:AddTagsToResource"],
    arn: (name) => `parameter${name}`,
  },
  aws_iam_policy: {
    actions: ["iam:CreatePolicy", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:CreatePolicyVersion"],
    arn: (name) => `policy/${name}`,
  },
  aws_iam_role: {
    actions: ["iam:CreateRole", "iam:GetRole", "iam:AttachRolePolicy"],
    arn: (name) => `role/${name}`,
  },
};

/** So many resources of a kind stand for all: they have their names by one rule. */
const most = 20;

/** What secrets does in AWS, its identity may do. */
export const awsPermissions: Check = {
  name: "aws-permissions",
  of: "delivery",
  async *run({ aws, rootModules, delivery }) {
    const identity = await aws.identity();
    if (identity.arn.endsWith(":root")) return;
    if (/:federated-user\//.test(identity.arn)) throw new NotKnown("IAM judges no federated user");
    const made = resources.parse((await rootModules()).get("secrets")).resource;
    const judged = await Promise.all(
      Object.entries(rights).map(async ([type, { actions, arn }]) => {
        const names = Object.values(made[type] ?? {}).flatMap(({ name }) => (name === undefined ? [] : [name]));
        if (names.length === 0) return [];
        const arns = names.slice(0, most).map((name) => inAccount(type, identity, delivery.aws.region, arn(name)));
        return aws.simulate(actions, arns);
      }),
    );
    const denied = judged.flat().filter(({ isAllowed }) => !isAllowed);
    const conditional = denied.find(({ isConditional }) => isConditional);
    for (const action of new Set(denied.filter((each) => !each.isConditional).map((each) => each.action))) {
      const where = denied.filter((each) => each.action === action).map(({ resource }) => resource);
      const more = where.length > 1 ? ` and ${where.length - 1} more` : "";
      yield problem(
        ["aws"],
        `${identity.arn} may not ${action} on ${where[0] ?? "*"}${more}`,
        `that it may: secrets does it`,
        `Allow ${action} for it in IAM; where an organization's policy denies it, there.`,
      );
    }
    if (conditional)
      throw new NotKnown(`${conditional.action} depends on a condition that only the request itself meets`);
  },
};

/** An ARN in the account; IAM is of no region. */
function inAccount(type: string, { partition, account }: Identity, region: string, rest: string): string {
  const service = type.split("_")[1] ?? "";
  return `arn:${partition}:${service}:${service === "iam" ? "" : region}:${account}:${rest}`;
}
