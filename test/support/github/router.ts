/** Finds the operation that a request asks for, and whether GitHub lets it. */
import { allows, isInstalledFor, type Needs, type Token } from "./access";
import { notFound, Refusal, type Answer } from "./answer";
import type { Headers } from "./http";
import type { Call, Route } from "./route";
import type { App, Repository, User } from "./state";

/** Somebody whom GitHub knows, by the token that it was given. */
export interface Viewer {
  readonly user: User;
  readonly token: Token;
  readonly value: string;
}

export interface Matched {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** The operation at a path. @param prefix what every path begins with */
export function match(routes: readonly Route[], prefix: string, method: string, path: string): Matched {
  for (const route of routes) {
    const params = route.method === method ? paramsOf(`${prefix}${route.path}`, path) : undefined;
    if (params) return { route, params };
  }
  throw notFound();
}

/** Does what is asked for, if whoever asks may. */
export function perform(
  route: Route,
  call: Call,
  viewer: Viewer | undefined,
  app: App | undefined,
): Answer | Promise<Answer> {
  if (route.for === "anyone") return route.answer(call);
  if (route.for === "apps") {
    if (!app) throw new Refusal(401, "A JSON web token could not be decoded");
    return route.answer({ ...call, app });
  }
  if (route.for === "users") {
    if (!viewer) throw new Refusal(401, "Requires authentication");
    // An App is no user.
    if ("installedFor" in viewer.token) throw new Refusal(403, "Resource not accessible by integration");
    assertAllowed(viewer.token, route.needs);
    return route.answer({ ...call, user: viewer.user, token: viewer.value });
  }
  const { owner = "", repo = "" } = call.params;
  const repository = call.state.repository(owner, repo);
  if (!repository || !maySee(repository, viewer)) throw notFound();
  if (viewer && lacksSignOn(viewer.token)) {
    throw new Refusal(
      403,
      "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.",
    );
  }
  if (route.for === "readers") return route.answer({ ...call, repository });
  if (!viewer) throw new Refusal(401, "Requires authentication");
  assertAllowed(viewer.token, route.needs);
  if (!isAdmin(repository, viewer)) throw notFound();
  return route.answer({ ...call, repository, user: viewer.user, token: viewer.value });
}

/** @see https://docs.github.com/en/enterprise-cloud@latest/authentication/authenticating-with-single-sign-on/authorizing-a-personal-access-token-for-use-with-single-sign-on */
const lacksSignOn = (token: Token | undefined): boolean =>
  token !== undefined && "scopes" in token && token.lacksSignOn === true;

/** What the token may do and what would have been enough: the only sign of a missing scope. */
export const permissionHeaders = (token: Token | undefined, route: Route | undefined): Headers => ({
  ...(lacksSignOn(token) ? { "x-github-sso": "required; url=https://github.example/orgs/acme/sso" } : {}),
  ...(token && "scopes" in token ? { "x-oauth-scopes": token.scopes.join(", ") } : {}),
  ...(route && "needs" in route
    ? {
        "x-accepted-oauth-scopes": route.needs.scopes.join(", "),
        "x-accepted-github-permissions": route.needs.permission,
      }
    : {}),
});

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = decodeURIComponent(given[index] ?? "");
    if (part.startsWith(":")) params[part.slice(1)] = value;
    else if (part !== value) return undefined;
  }
  return params;
}

export const isAdmin = ({ owner }: Repository, { user, token }: Viewer): boolean =>
  owner.admins.has(user.login.toLowerCase()) || isInstalledFor(token, owner.login);

const maySee = (repository: Repository, viewer: Viewer | undefined): boolean =>
  !repository.isPrivate ||
  (viewer !== undefined &&
    isAdmin(repository, viewer) &&
    allows(viewer.token, { scopes: ["repo"], permission: "metadata=read" }));

/** GitHub hides what a classic token's scopes do not reach, and tells of what a fine-grained one lacks. */
function assertAllowed(token: Token, needs: Needs): void {
  if (allows(token, needs)) return;
  if ("scopes" in token) throw notFound();
  const kind = "installedFor" in token ? "integration" : "personal access token";
  throw new Refusal(403, `Resource not accessible by ${kind}`);
}
