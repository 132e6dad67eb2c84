import { allows } from "./access";
import { notFound } from "./answer";
import type { Route } from "./route";
import { isAdmin, type Viewer } from "./router";
import type { Organization, Repository, User } from "./state";
import type { JsonObject } from "../synth";

const account = ({ id, login }: User, type: "User" | "Organization", root: string): JsonObject => ({
  login,
  id,
  node_id: Buffer.from(`${type}:${id}`).toString("base64"),
  url: `${root}/${type === "User" ? "users" : "orgs"}/${login}`,
  type,
  site_admin: false,
  name: login,
  public_repos: 0,
  public_gists: 0,
  followers: 0,
  following: 0,
  created_at: "2020-01-01T00:00:00Z",
  updated_at: "2020-01-01T00:00:00Z",
});

const repository = (one: Repository, root: string, viewer: Viewer | undefined): JsonObject => {
  const { id, owner, name, fullName, isPrivate, isArchived } = one;
  const admin = viewer !== undefined && isAdmin(one, viewer);
  return {
    id,
    name,
    full_name: fullName,
    private: isPrivate,
    owner: account(owner, "Organization", root),
    url: `${root}/repos/${fullName}`,
    default_branch: "main",
    archived: isArchived,
    visibility: isPrivate ? "private" : "public",
    // Whom nobody knows has none.
    ...(viewer && { permissions: { admin, push: admin, pull: true } }),
  };
};

/** What only its owners are told, by a token that may. */
const ownersPart = ({ login, admins, deployKeys }: Organization, viewer: Viewer | undefined): JsonObject =>
  viewer &&
  admins.has(viewer.user.login.toLowerCase()) &&
  allows(viewer.token, { scopes: ["admin:org"], permission: "organization_administration=read" })
    ? { billing_email: `billing@${login}.example`, deploy_keys_enabled_for_repositories: deployKeys }
    : {};

/** Accounts, organizations and repositories. @see https://docs.github.com/en/rest/users/users */
export const accountRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/user",
    docs: "/users/users#get-the-authenticated-user",
    for: "users",
    needs: { scopes: [], permission: "" },
    answer: ({ user, root }) => ({ status: 200, body: account(user, "User", root) }),
  },
  {
    method: "GET",
    path: "/user/emails",
    docs: "/users/emails#list-email-addresses-for-the-authenticated-user",
    for: "users",
    needs: { scopes: ["user:email"], permission: "email_addresses=read" },
    answer: ({ user }) => ({
      status: 200,
      body: Object.entries(user.emails ?? {}).map(([email, verified], index) => ({
        email,
        verified,
        primary: index === 0,
        visibility: null,
      })),
    }),
  },
  {
    method: "GET",
    path: "/users/:login",
    docs: "/users/users#get-a-user",
    for: "anyone",
    answer: ({ state, params, root }) => {
      const user = state.user(params["login"] ?? "");
      if (!user) throw notFound();
      return { status: 200, body: account(user, "User", root) };
    },
  },
  {
    method: "GET",
    path: "/users/:login/keys",
    docs: "/users/keys#list-public-keys-for-a-user",
    for: "anyone",
    answer: ({ state, params }) => {
      if (!state.user(params["login"] ?? "")) throw notFound();
      return { status: 200, body: [] };
    },
  },
  {
    method: "GET",
    path: "/orgs/:login",
    docs: "/orgs/orgs#get-an-organization",
    for: "anyone",
    answer: ({ state, params, root, viewer }) => {
      const found = state.organization(params["login"] ?? "");
      if (!found) throw notFound();
      return { status: 200, body: { ...account(found, "Organization", root), ...ownersPart(found, viewer) } };
    },
  },
  {
    method: "GET",
    path: "/repos/:owner/:repo",
    docs: "/repos/repos#get-a-repository",
    for: "readers",
    answer: (call) => ({ status: 200, body: repository(call.repository, call.root, call.viewer) }),
  },
];
