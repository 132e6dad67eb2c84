import { uniq } from "es-toolkit/array";
import { z } from "zod";
import type { Identity } from "../aws";
import { NotKnown, problem, type Check } from "../check";

const named = z.object({
  name: z.string().optional(),
  cluster_name: z.string().optional(),
  /** @default - the provider's */
  region: z.string().optional(),
});

const resources = z.object({ resource: z.record(z.string(), z.record(z.string(), named)).default({}) });

interface Right {
  /** Type of the resource that asks for it. */
  readonly of: string;
  readonly actions: readonly string[];
  /** Where the resource is tagged. @default - none */
  readonly tagging?: string;
  /** After the account; undefined where the resource has no name yet. */
  readonly on: (resource: z.output<typeof named>) => string | undefined;
  readonly service: "ssm" | "iam" | "eks";
}

const below = (kind: string, name: string | undefined): string | undefined => name && `${kind}${name}`;

/** What a first deploy does with each kind of resource: docs/credentials.md has the rest. @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
const rights: readonly Right[] = [
  {
    of: "aws_ssm_parameter",
    service: "ssm",
    actions: ["ssm:PutParameter", "ssm:GetParameter", "ssm:ListTagsForResource"],
    tagging: "ssm:AddTagsToResource",
    on: ({ name }) => below("parameter", name),
  },
  // AWS has it for all or none.
  { of: "aws_ssm_parameter", service: "ssm", actions: ["ssm:DescribeParameters"], on: () => "*" },
  {
    of: "aws_iam_policy",
    service: "iam",
    actions: ["iam:CreatePolicy", "iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyVersions"],
    tagging: "iam:TagPolicy",
    on: ({ name }) => below("policy/", name),
  },
  {
    of: "aws_iam_role",
    service: "iam",
    actions: [
      "iam:CreateRole",
      "iam:GetRole",
      "iam:ListRolePolicies",
      "iam:ListAttachedRolePolicies",
      "iam:AttachRolePolicy",
    ],
    tagging: "iam:TagRole",
    on: ({ name }) => below("role/", name),
  },
  {
    of: "aws_eks_pod_identity_association",
    service: "eks",
    actions: ["eks:CreatePodIdentityAssociation"],
    on: ({ cluster_name: name }) => below("cluster/", name),
  },
];

/** So many resources of a kind stand for all: they have their names by one rule. */
const most = 20;

/** What secrets does in AWS, its identity may do. */
export const awsPermissions: Check = {
  name: "aws-permissions",
  of: "delivery",
  readsModules: true,
  async *run({ aws, rootModules, delivery }) {
    const identity = await aws.identity();
    if (identity.arn.endsWith(":root")) return;
    if (/:federated-user\//.test(identity.arn)) throw new NotKnown("IAM judges no federated user");
    const made = resources.parse((await rootModules()).get("secrets")).resource;
    const { region, tags } = delivery.aws;
    const hasTags = Object.keys(tags).length > 0;
    const asked = rights.flatMap(({ of, service, actions, tagging, on }) => {
      const all = Object.values(made[of] ?? {}).flatMap((resource) => {
        const name = on(resource);
        if (name === undefined) return [];
        return name === "*" ? name : inAccount(service, identity, resource.region ?? region, name);
      });
      const arns = uniq(all).slice(0, most);
      const wanted = [...actions, ...(tagging !== undefined && hasTags ? [tagging] : [])];
      return arns.length === 0 ? [] : [{ actions: wanted, arns }];
    });
    // A role is handed to EKS by whoever associates it.
    const [roles] = asked.filter(({ actions }) => actions.includes("iam:CreateRole"));
    if (roles && made["aws_eks_pod_identity_association"]) {
      asked.push({ actions: ["iam:PassRole"], arns: roles.arns });
    }
    const judged = await Promise.all(asked.map(({ actions, arns }) => aws.simulate(actions, arns)));
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
const inAccount = (service: Right["service"], { partition, account }: Identity, region: string, rest: string): string =>
  `arn:${partition}:${service}:${service === "iam" ? "" : region}:${account}:${rest}`;
