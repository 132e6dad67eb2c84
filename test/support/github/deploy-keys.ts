import type { Needs } from "./access";
import { notFound } from "./answer";
import { idOf, textOf, type RepositoryCall, type Route } from "./route";
import { bareKey, refused } from "./ssh-key";
import type { DeployKey } from "./state";
import type { JsonObject } from "../synth";

const needs = (level: "read" | "write"): Needs => ({
  scopes: ["public_repo", "repo"],
  permission: `administration=${level}`,
});

const json = ({ id, key, title, readOnly, addedBy, createdAt, repository }: DeployKey, root: string): JsonObject => ({
  id,
  key,
  url: `${root}/repos/${repository.fullName}/keys/${id}`,
  title,
  verified: true,
  created_at: createdAt,
  read_only: readOnly,
  added_by: addedBy,
  last_used: null,
  enabled: true,
});

function find(call: RepositoryCall): DeployKey {
  const found = call.state.kept["deploy-key"].get(idOf(call));
  if (found?.repository !== call.repository) throw notFound();
  return found;
}

/** Repositories' deploy keys; a key is in use once, on whichever repository. @see https://docs.github.com/en/rest/deploy-keys/deploy-keys */
export const deployKeyRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/repos/:owner/:repo/keys",
    docs: "/deploy-keys/deploy-keys#list-deploy-keys",
    for: "administrators",
    needs: needs("read"),
    answer: ({ state, repository, root }) => ({
      status: 200,
      body: [...state.kept["deploy-key"].values()]
        .filter((key) => key.repository === repository)
        .map((key) => json(key, root)),
    }),
  },
  {
    method: "POST",
    path: "/repos/:owner/:repo/keys",
    docs: "/deploy-keys/deploy-keys#create-a-deploy-key",
    for: "administrators",
    needs: needs("write"),
    answer: ({ state, repository, root, body, user, token }) => {
      if (!repository.owner.deployKeys) throw refused("Deploy keys are disabled for this repository");
      const key = bareKey(textOf(body, "key") ?? "");
      const keys = state.kept["deploy-key"];
      if ([...keys.values()].some((each) => each.key === key)) throw refused("key is already in use", "key");
      const made: DeployKey = {
        ...state.fresh(),
        repository,
        key,
        title: textOf(body, "title") ?? "",
        readOnly: body["read_only"] === true,
        madeBy: token,
        addedBy: user.login,
      };
      keys.set(made.id, made);
      const change = { action: "create", kind: "deploy-key", id: made.id, repository: repository.fullName } as const;
      return { status: 201, body: json(made, root), change };
    },
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/keys/:id",
    docs: "/deploy-keys/deploy-keys#get-a-deploy-key",
    for: "administrators",
    needs: needs("read"),
    answer: (call) => ({ status: 200, body: json(find(call), call.root) }),
  },
  {
    method: "DELETE",
    path: "/repos/:owner/:repo/keys/:id",
    docs: "/deploy-keys/deploy-keys#delete-a-deploy-key",
    for: "administrators",
    needs: needs("write"),
    answer: (call) => {
      const { id, repository } = find(call);
      call.state.remove("deploy-key", id);
      return { status: 204, change: { action: "delete", kind: "deploy-key", id, repository: repository.fullName } };
    },
  },
];
