import { unprocessable } from "./answer";
import { objectOf, textOf, type Route } from "./route";
import type { Status } from "./state";
import type { JsonObject } from "../synth";

const json = ({ id, state, context, description, createdAt }: Status): JsonObject => ({
  id,
  state,
  context,
  description,
  created_at: createdAt,
});

/** Commit statuses, and events for workflows. @see https://docs.github.com/en/rest/commits/statuses */
export const statusRoutes: readonly Route[] = [
  {
    method: "POST",
    path: "/repos/:owner/:repo/statuses/:sha",
    docs: "/commits/statuses#create-a-commit-status",
    for: "administrators",
    needs: { scopes: ["repo:status", "repo"], permission: "statuses=write" },
    answer: ({ state, repository, user, body, params }) => {
      const sha = params["sha"] ?? "";
      const given = textOf(body, "state") ?? "";
      if (!/^[0-9a-f]{40}$/.test(sha) || !["error", "failure", "pending", "success"].includes(given)) {
        throw unprocessable({ resource: "Status", code: "custom", message: "State or sha is invalid" });
      }
      const status: Status = {
        ...state.fresh(),
        repository,
        sha,
        state: given,
        context: textOf(body, "context") ?? "default",
        description: textOf(body, "description") ?? "",
        addedBy: user.login,
      };
      state.statuses.push(status);
      return { status: 201, body: json(status) };
    },
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo/commits/:sha/statuses",
    docs: "/commits/statuses#list-commit-statuses-for-a-reference",
    for: "administrators",
    needs: { scopes: ["repo:status", "repo"], permission: "statuses=read" },
    answer: ({ state, repository, params }) => ({
      status: 200,
      body: state.statuses
        .filter((each) => each.repository === repository && each.sha === params["sha"])
        .reverse()
        .map(json),
    }),
  },
  {
    method: "POST",
    path: "/repos/:owner/:repo/dispatches",
    docs: "/repos/repos#create-a-repository-dispatch-event",
    for: "administrators",
    needs: { scopes: ["repo"], permission: "contents=write" },
    answer: ({ state, repository, user, body }) => {
      const event = textOf(body, "event_type") ?? "";
      if (event === "") throw unprocessable({ resource: "Dispatch", code: "missing_field", field: "event_type" });
      state.dispatches.push({
        ...state.fresh(),
        repository,
        event,
        payload: objectOf(body["client_payload"]),
        addedBy: user.login,
      });
      return { status: 204 };
    },
  },
];
