import { z } from "zod";
import type { Automation, Repository } from "../../model/delivery";
import { NotKnown, problem, unknown, warning, type Check, type Finding, type Findings } from "../check";
import { asAdministrator, read, type GitHubApi, type Parameters, type Reply } from "../github";

/** Rules that refuse a push of Flux's; others it keeps, such as that commits are signed. @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets */
const refusing: Readonly<Record<string, string>> = {
  pull_request: "asks for pull requests",
  required_status_checks: "asks for status checks",
  required_deployments: "asks for deployments",
  merge_queue: "asks for a merge queue",
  workflows: "asks for workflows",
  code_scanning: "asks for code scanning",
  update: "restricts updates",
};

/** Rules that refuse the branch that is only Flux's, which it makes, and pushes to by force. */
const refusingForce: Readonly<Record<string, string>> = {
  creation: "restricts creations",
  non_fast_forward: "blocks force pushes",
};

/** Rules whose patterns are GitHub's to match. */
const patterns = [
  "commit_message_pattern",
  "commit_author_email_pattern",
  "committer_email_pattern",
  "branch_name_pattern",
];

/** GitHub gives no more at once. */
const perPage = 100;

const rules = z.array(z.object({ type: z.string(), ruleset_id: z.number() }));

const ruleset = z.object({
  name: z.string(),
  bypass_actors: z
    .array(z.object({ actor_type: z.string(), actor_id: z.number().nullish(), bypass_mode: z.string().nullish() }))
    .optional(),
});

const present = z.object({ enabled: z.boolean() }).optional();

const protection = z.object({
  required_pull_request_reviews: z
    .object({
      bypass_pull_request_allowances: z
        .object({ apps: z.array(z.object({ id: z.number() })) })
        .partial()
        .optional(),
    })
    .nullish(),
  required_status_checks: z.object({}).nullish(),
  restrictions: z.object({ apps: z.array(z.object({ id: z.number() })).catch([]) }).nullish(),
  lock_branch: present,
  allow_force_pushes: present,
  enforce_admins: present,
});

/** A branch that Flux pushes to. */
interface Pushed {
  readonly repository: Repository;
  readonly branch: string;
  readonly where: string;
  /** Whether it is only Flux's, which makes it and pushes to it by force. @see https://fluxcd.io/flux/components/image/imageupdateautomations/#push */
  readonly isForced: boolean;
  readonly ask: Ask;
}

/** Asks about one repository, as its administrator. */
type Ask = (route: string, parameters?: Parameters) => Promise<Reply>;

const askOf =
  (api: GitHubApi, owner: string, { gitHubName: repo }: Repository): Ask =>
  (route, more) =>
    asAdministrator(api, route, { owner, repo, ...more });

/** Whether a ruleset lets through what pushes. */
function letsThrough(
  { access, github: { app } }: Repository,
  actors: z.output<typeof ruleset>["bypass_actors"] = [],
): boolean {
  return actors.some(({ actor_type: type, actor_id: id, bypass_mode: mode }) => {
    if (mode === "pull_request") return false;
    return access === "app" ? type === "Integration" && id === app?.id : type === "DeployKey";
  });
}

const writerOf = ({ access }: Repository): string => (access === "app" ? "the GitHub App" : "Deploy keys");

/** Whether the account's plan has no rules for a private repository, so that there is none. */
const isOfNoPlan = ({ status, data }: Reply): boolean =>
  status === 403 && z.object({ message: z.string().startsWith("Upgrade to") }).safeParse(data).success;

/** Every rule of a branch, whichever ruleset it is of; or the answer that is none. */
async function rulesOf({ branch, ask }: Pick<Pushed, "branch" | "ask">): Promise<z.output<typeof rules> | Reply> {
  const all: z.output<typeof rules> = [];
  for (let page = 1; ; page += 1) {
    const asked = { branch, per_page: perPage, page };
    const reply = await ask("GET /repos/{owner}/{repo}/rules/branches/{branch}", asked);
    if (reply.status !== 200) return reply;
    const some = read(rules, reply);
    all.push(...some);
    if (some.length < perPage) return all;
  }
}

async function* rulesetFaults(pushed: Pushed): Findings {
  const { repository, where, ask, isForced } = pushed;
  const found = await rulesOf(pushed);
  if ("status" in found) {
    if (!isOfNoPlan(found)) yield unknown(`GitHub does not tell the rules of ${where} (status ${found.status})`);
    return;
  }
  const words = { ...refusing, ...(isForced && refusingForce) };
  const active = found.filter(({ type }) => type in words || patterns.includes(type));
  for (const id of new Set(active.map((each) => each.ruleset_id))) {
    const reply = await ask("GET /repos/{owner}/{repo}/rulesets/{id}", { id });
    if (reply.status !== 200) {
      yield unknown(`GitHub does not tell ruleset ${id} of ${where} (status ${reply.status})`);
      continue;
    }
    const { name, bypass_actors: actors } = read(ruleset, reply);
    if (!actors) {
      yield unknown(`only who may edit ruleset ${name} of ${where} sees whom it lets through`);
      continue;
    }
    if (letsThrough(repository, actors)) continue;
    const types = active.filter((each) => each.ruleset_id === id).map(({ type }) => type);
    const matched = types.filter((type) => patterns.includes(type));
    if (matched.length > 0) {
      yield unknown(`whether Flux's pushes meet ${matched.join(", ")} of ruleset ${name} of ${where}`);
    }
    const what = types.flatMap((type) => words[type] ?? []);
    if (what.length === 0) continue;
    yield problem(
      repository.at,
      `ruleset ${name} of ${where} ${what.join(", and ")}, and does not let ${writerOf(repository)} through`,
      "a branch that Flux may push to",
      `Add ${writerOf(repository)} to its bypass list, or write ${isForced ? "another" : "a"} pushBranch: docs/prerequisites.md.`,
    );
  }
}

async function* protectionFaults({ repository, branch, where, ask, isForced }: Pushed): Findings {
  const reply = await ask("GET /repos/{owner}/{repo}/branches/{branch}/protection", { branch });
  if (reply.status === 404 || isOfNoPlan(reply)) return;
  if (reply.status !== 200) {
    yield unknown(`GitHub does not tell the classic protection of ${where} (status ${reply.status})`);
    return;
  }
  const { required_pull_request_reviews: reviews, ...found } = read(protection, reply);
  const { access, at, github } = repository;
  const blocksForce = isForced && found.allow_force_pushes?.enabled === false;
  const isApp = (apps: readonly { readonly id: number }[] = []): boolean =>
    access === "app" && apps.some(({ id }) => id === github.app?.id);
  const what = [
    reviews && !isApp(reviews.bypass_pull_request_allowances?.apps) && "asks for pull requests",
    found.required_status_checks && "asks for status checks",
    found.restrictions && !isApp(found.restrictions.apps) && "restricts who pushes",
    found.lock_branch?.enabled && "locks it",
    blocksForce && "blocks force pushes",
  ].filter((each) => typeof each === "string");
  if (what.length === 0) return;
  // Whoever administers passes the rest.
  const fault = found.enforce_admins?.enabled === false && !blocksForce ? warning : problem;
  yield fault(
    at,
    `classic branch protection of ${where} ${what.join(", and ")}`,
    "a branch that Flux may push to: classic protection lets no deploy key through",
    "Make it a ruleset with a bypass, such as ruleset: {} of the repository, or write pushBranch: docs/prerequisites.md.",
  );
}

async function faultsOf({ repository, pushBranch }: Automation, api: GitHubApi, owner: string): Promise<Finding[]> {
  const branch = pushBranch ?? repository.branch;
  const pushed: Pushed = {
    repository,
    branch,
    where: `${owner}/${repository.gitHubName} (${branch})`,
    isForced: branch !== repository.branch,
    ask: askOf(api, owner, repository),
  };
  const found: Finding[] = [];
  for (const faults of [rulesetFaults, protectionFaults]) for await (const each of faults(pushed)) found.push(each);
  return found;
}

/** The rulesets that secrets makes can be there. */
async function planFaults(repository: Repository, api: GitHubApi, owner: string): Promise<Finding[]> {
  if (!repository.ruleset) return [];
  const { branch, gitHubName: repo, at } = repository;
  const found = await rulesOf({ branch, ask: askOf(api, owner, repository) });
  if (!("status" in found) || !isOfNoPlan(found)) return [];
  return [
    problem(
      [...at, "ruleset"],
      `${owner}/${repo} is private, and GitHub's plan of ${owner} has no rulesets for it`,
      "a plan that has them",
      "Upgrade the plan, make the repository public, or leave out ruleset.",
    ),
  ];
}

/** No rule stops Flux from pushing image updates. */
export const branchRules: Check = {
  name: "branch-rules",
  of: "delivery",
  async *run({ gitHub, delivery: { github, automations, repositories } }) {
    const { organization } = github;
    if (!(await gitHub.administrator())) throw new NotKnown("there is no token of an administrator: see github-token");
    yield* (
      await Promise.all([
        ...repositories.map((each) => planFaults(each, gitHub, organization)),
        ...automations.map((each) => faultsOf(each, gitHub, organization)),
      ])
    ).flat();
  },
};
