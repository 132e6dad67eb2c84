import type { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { RepositoryRuleset, type RepositoryRulesetBypassActors } from "@cdktf/provider-github/lib/repository-ruleset";
import type { Construct } from "constructs";
import type { Repository, Ruleset } from "../../model/delivery";

export interface BranchRulesetProps {
  readonly repository: Repository;
  readonly ruleset: Ruleset;
  /** Whether image updates are pushed to the branch itself. */
  readonly isPushedTo: boolean;
  readonly provider: GithubProvider;
}

/**
 * Who pushes image updates. While a repository moves from one to the other both do. Deploy keys have no ID on GitHub: a
 * ruleset lets all of a repository's through, or none.
 *
 * @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#granting-bypass-permissions-for-your-branch-or-tag-ruleset
 */
const writers = ({ access, deployKey, github: { app } }: Repository): RepositoryRulesetBypassActors[] => [
  ...(deployKey ? [{ actorType: "DeployKey", bypassMode: "always" }] : []),
  ...(access === "app" && app ? [{ actorType: "Integration", actorId: app.id, bypassMode: "always" }] : []),
];

/** Protects the branch that is deployed, and lets the bot through where it pushes there. */
export class BranchRuleset extends RepositoryRuleset {
  constructor(scope: Construct, id: string, { repository, ruleset, isPushedTo, provider }: BranchRulesetProps) {
    const { requiredReviews, requiredChecks, requireSignatures } = ruleset;
    super(scope, id, {
      provider,
      repository: repository.gitHubName,
      name: ruleset.name,
      target: "branch",
      enforcement: "active",
      conditions: { refName: { include: [`refs/heads/${repository.branch}`], exclude: [] } },
      bypassActors: isPushedTo ? writers(repository) : undefined,
      rules: {
        deletion: true,
        nonFastForward: true,
        requiredSignatures: requireSignatures ? true : undefined,
        pullRequest: { requiredApprovingReviewCount: requiredReviews },
        requiredStatusChecks:
          requiredChecks.length > 0 ? { requiredCheck: requiredChecks.map((context) => ({ context })) } : undefined,
      },
    });
  }
}
