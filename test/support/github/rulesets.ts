import { at, isObject, type Json, type JsonObject } from "../synth";
import type { Needs } from "./access";
import { notFound, Refusal, unprocessable } from "./answer";
import { idOf, objectOf, textOf, type RepositoryCall, type Route } from "./route";
import type { Repository, Ruleset, State } from "./state";

const needs = (level: "read" | "write"): Needs => ({ scopes: ["repo"], permission: `administration=${level}` });

const refused = (message: string): Refusal => unprocessable({ resource: "RepositoryRuleset", code: "custom", message });

const listOf = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

const json = ({ id, name, repository, settings, createdAt }: Ruleset): JsonObject => ({
  id,
  name,
  source_type: "Repository",
  source: repository.fullName,
  node_id: `RRS_${id}`,
  created_at: createdAt,
  updated_at: createdAt,
  ...settings,
});

/** Rules that have no parameters, and those that do: what GitHub adds to them by itself. */
const additions: Readonly<Record<string, JsonObject>> = {
  deletion: {},
  non_fast_forward: {},
  required_signatures: {},
  creation: {},
  commit_message_pattern: {},
  pull_request: { allowed_merge_methods: ["merge", "squash", "rebase"], required_reviewers: [] },
  required_status_checks: { do_not_enforce_on_create: false },
};

function ruleOf(rule: JsonObject): JsonObject {
  const type = textOf(rule, "type") ?? "";
  const added = additions[type];
  if (!added) throw refused(`Invalid rule '${type}': `);
  const parameters = { ...added, ...objectOf(at(rule, "parameters")) };
  const reviews = at(parameters, "required_approving_review_count");
  if (typeof reviews === "number" && (reviews < 0 || reviews > 10)) {
    throw refused("Invalid rule 'pull_request': required_approving_review_count must be between 0 and 10");
  }
  return Object.keys(parameters).length > 0 ? { type, parameters } : { type };
}

/** An App must be installed for the owner; a deploy key has no ID. */
function actorOf(actor: JsonObject, { apps }: State, { owner }: Repository): JsonObject {
  const type = textOf(actor, "actor_type") ?? "";
  const id = at(actor, "actor_id");
  if (type === "DeployKey") {
    if (typeof id === "number") throw refused("Deploy key bypass actors can't have an actor ID");
    if (!owner.deployKeys) throw refused("Deploy keys are disabled for this repository");
  } else if (type === "Integration") {
    const app = typeof id === "number" ? apps.get(id) : undefined;
    const isInstalled = app?.installations.some((each) => each.owner.toLowerCase() === owner.login.toLowerCase());
    if (isInstalled !== true)
      throw refused("Actor GitHub App must be part of the ruleset source or owner organization");
  } else throw refused(`Invalid bypass actor type '${type}'`);
  return {
    actor_id: typeof id === "number" ? id : null,
    actor_type: type,
    bypass_mode: textOf(actor, "bypass_mode") ?? "always",
  };
}

/** What a request gives, judged. @param own the one that it changes. @default - it makes one */
function given({ state, repository, body }: RepositoryCall, own?: Ruleset): Pick<Ruleset, "name" | "settings"> {
  const name = textOf(body, "name") ?? "";
  const others = [...state.kept.ruleset.values()].filter((each) => each.repository === repository && each !== own);
  if (others.some((each) => each.name === name)) throw refused("Name must be unique");
  const actors = body["bypass_actors"];
  if (actors === null) throw refused("Invalid property /bypass_actors: data cannot be null.");
  return {
    name,
    settings: {
      target: textOf(body, "target") ?? "branch",
      enforcement: textOf(body, "enforcement") ?? "disabled",
      conditions: objectOf(body["conditions"]),
      rules: listOf(body["rules"]).map(ruleOf),
      bypass_actors: listOf(actors).map((actor) => actorOf(actor, state, repository)),
    },
  };
}

function find(call: RepositoryCall): Ruleset {
  const found = call.state.kept.ruleset.get(idOf(call));
  if (found?.repository !== call.repository) throw notFound();
  return found;
}

const path = "/repos/:owner/:repo/rulesets";

/** Whether a ruleset is for a branch. */
function isFor({ settings }: Ruleset, branch: string): boolean {
  const included = at(settings, "conditions", "ref_name", "include");
  const ref = `refs/heads/${branch}`;
  return (
    at(settings, "enforcement") === "active" &&
    Array.isArray(included) &&
    included.some((each) => each === ref || each === "~ALL")
  );
}

/** @see https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets */
function assertPlan({ isPrivate, owner }: Repository): void {
  if (!isPrivate || !owner.isFree) return;
  throw new Refusal(403, "Upgrade to GitHub Team or make this repository public to enable this feature.");
}

/** Rules of repositories' branches, of which Git is not held to any here. @see https://docs.github.com/en/rest/repos/rules */
export const rulesetRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/repos/:owner/:repo/rules/branches/:branch",
    docs: "/repos/rules#get-rules-for-a-branch",
    for: "readers",
    // Of whoever asks, whom a ruleset lets through too.
    answer: ({ state, repository, params, query }) => {
      assertPlan(repository);
      const perPage = Math.min(Number(query.get("per_page") ?? 30), 100);
      const first = (Number(query.get("page") ?? 1) - 1) * perPage;
      const all = [...state.kept.ruleset.values()]
        .filter((each) => each.repository === repository && isFor(each, params["branch"] ?? ""))
        .flatMap(({ id, settings }) =>
          listOf(settings["rules"]).map((rule) => ({
            ...rule,
            ruleset_id: id,
            ruleset_source_type: "Repository",
            ruleset_source: repository.fullName,
          })),
        );
      return { status: 200, body: all.slice(first, first + perPage) };
    },
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/branches/:branch/protection",
    docs: "/branches/branch-protection#get-branch-protection",
    for: "administrators",
    needs: needs("read"),
    answer: ({ repository, params }) => {
      const { protection } = repository;
      assertPlan(repository);
      const found = protection[params["branch"] ?? ""];
      if (!found) throw new Refusal(404, "Branch not protected");
      return { status: 200, body: found };
    },
  },
  {
    method: "POST",
    path,
    docs: "/repos/rules#create-a-repository-ruleset",
    for: "administrators",
    needs: needs("write"),
    answer: (call) => {
      const { state, repository } = call;
      const made: Ruleset = { ...state.fresh(), repository, ...given(call) };
      state.kept.ruleset.set(made.id, made);
      const change = { action: "create", kind: "ruleset", id: made.id, repository: repository.fullName } as const;
      return { status: 201, body: json(made), change };
    },
  },
  {
    method: "GET",
    path: `${path}/:id`,
    docs: "/repos/rules#get-a-repository-ruleset",
    for: "administrators",
    needs: needs("read"),
    answer: (call) => ({ status: 200, body: json(find(call)) }),
  },
  {
    method: "PUT",
    path: `${path}/:id`,
    docs: "/repos/rules#update-a-repository-ruleset",
    for: "administrators",
    needs: needs("write"),
    answer: (call) => {
      const old = find(call);
      const changed = { ...old, ...given(call, old) };
      call.state.kept.ruleset.set(old.id, changed);
      const change = { action: "update", kind: "ruleset", id: old.id, repository: old.repository.fullName } as const;
      return { status: 200, body: json(changed), change };
    },
  },
  {
    method: "DELETE",
    path: `${path}/:id`,
    docs: "/repos/rules#delete-a-repository-ruleset",
    for: "administrators",
    needs: needs("write"),
    answer: (call) => {
      const { id, repository } = find(call);
      call.state.remove("ruleset", id);
      return { status: 204, change: { action: "delete", kind: "ruleset", id, repository: repository.fullName } };
    },
  },
];
