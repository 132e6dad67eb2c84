import { notFound, unprocessable } from "./answer";
import { idOf, objectOf, textOf, type Call, type RepositoryCall, type Route } from "./route";
import type { Hook } from "./state";
import type { JsonObject } from "../synth";

const needs = (scope: "read" | "write" | "admin") => ({
  scopes: [`${scope}:repo_hook`, "public_repo", "repo"],
  permission: `repository_hooks=${scope === "read" ? "read" : "write"}`,
});

/** A hook's secret is never told again. */
function json({ id, active, events, createdAt, repository, ...config }: Hook, root: string): JsonObject {
  const url = `${root}/repos/${repository.fullName}/hooks/${id}`;
  return {
    type: "Repository",
    id,
    name: "web",
    active,
    events: [...events],
    config: {
      content_type: config.contentType,
      insecure_ssl: config.insecureSsl ? "1" : "0",
      url: config.url,
      ...(config.secret === undefined ? {} : { secret: "********" }),
    },
    updated_at: createdAt,
    created_at: createdAt,
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: { code: null, status: "unused", message: null },
  };
}

function find(call: RepositoryCall): Hook {
  const found = call.state.kept.hook.get(idOf(call));
  if (found?.repository !== call.repository) throw notFound();
  return found;
}

/** What a body says of a hook; a configuration replaces the one before as a whole, its secret too. */
function given({ body }: Call): Partial<Pick<Hook, "active" | "events">> & { readonly config?: JsonObject } {
  const { active, events, config } = body;
  return {
    ...(typeof active === "boolean" ? { active } : {}),
    ...(Array.isArray(events) ? { events: events.filter((event) => typeof event === "string") } : {}),
    ...(config === undefined ? {} : { config: objectOf(config) }),
  };
}

type Config = Pick<Hook, "url" | "contentType" | "insecureSsl" | "secret">;

function configOf(config: JsonObject): Config {
  const url = textOf(config, "url") ?? "";
  if (!/^https?:\/\/./.test(url)) {
    throw unprocessable({ resource: "Hook", code: "custom", field: "url", message: "url is missing or invalid" });
  }
  const secret = textOf(config, "secret") ?? "";
  return {
    url,
    contentType: textOf(config, "content_type") ?? "form",
    insecureSsl: ["1", 1].some((value) => value === config["insecure_ssl"]),
    ...(secret === "" ? {} : { secret }),
  };
}

const overlap = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((event) => event === "*" || others.includes(event) || others.includes("*"));

/** Several hooks may share a configuration as long as none of their events is the same. */
function assertUnique({ state, repository }: RepositoryCall, hook: Hook): void {
  const taken = [...state.kept.hook.values()].some(
    (other) =>
      other.id !== hook.id &&
      other.repository === repository &&
      other.url === hook.url &&
      other.contentType === hook.contentType &&
      overlap(other.events, hook.events),
  );
  if (taken) {
    throw unprocessable({ resource: "Hook", code: "custom", message: "Hook already exists on this repository" });
  }
}

/** Repositories' webhooks. @see https://docs.github.com/en/rest/repos/webhooks */
export const hookRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/repos/:owner/:repo/hooks",
    docs: "/repos/webhooks#list-repository-webhooks",
    for: "administrators",
    needs: needs("read"),
    answer: ({ state, repository, root }) => ({
      status: 200,
      body: [...state.kept.hook.values()]
        .filter((hook) => hook.repository === repository)
        .map((hook) => json(hook, root)),
    }),
  },
  {
    method: "POST",
    path: "/repos/:owner/:repo/hooks",
    docs: "/repos/webhooks#create-a-repository-webhook",
    for: "administrators",
    needs: needs("write"),
    answer: (call) => {
      const { config = {}, ...rest } = given(call);
      const { state, repository, root } = call;
      const settings = configOf(config);
      const made: Hook = { ...state.fresh(), repository, active: true, events: ["push"], ...rest, ...settings };
      assertUnique(call, made);
      state.kept.hook.set(made.id, made);
      const change = { action: "create", kind: "hook", id: made.id, repository: repository.fullName } as const;
      return { status: 201, body: json(made, root), change };
    },
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/hooks/:id",
    docs: "/repos/webhooks#get-a-repository-webhook",
    for: "administrators",
    needs: needs("read"),
    answer: (call) => ({ status: 200, body: json(find(call), call.root) }),
  },
  {
    method: "PATCH",
    path: "/repos/:owner/:repo/hooks/:id",
    docs: "/repos/webhooks#update-a-repository-webhook",
    for: "administrators",
    needs: needs("write"),
    answer: (call) => {
      const before = find(call);
      const { config, ...rest } = given(call);
      const { secret, ...withoutSecret } = before;
      const settings = config ? configOf(config) : { ...(secret === undefined ? {} : { secret }) };
      const after: Hook = { ...withoutSecret, ...rest, ...settings };
      assertUnique(call, after);
      call.state.kept.hook.set(after.id, after);
      const change = { action: "update", kind: "hook", id: after.id, repository: call.repository.fullName } as const;
      return { status: 200, body: json(after, call.root), change };
    },
  },
  {
    method: "DELETE",
    path: "/repos/:owner/:repo/hooks/:id",
    docs: "/repos/webhooks#delete-a-repository-webhook",
    for: "administrators",
    needs: needs("admin"),
    answer: (call) => {
      const { id, repository } = find(call);
      call.state.remove("hook", id);
      return { status: 204, change: { action: "delete", kind: "hook", id, repository: repository.fullName } };
    },
  },
];
