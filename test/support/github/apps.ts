import { randomBytes, verify } from "node:crypto";
import { notFound, Refusal } from "./answer";
import { idOf, type AppCall, type Route } from "./route";
import type { App, State } from "./state";
import { at, type Json, type JsonObject } from "../synth";

const undecodable = (): Refusal => new Refusal(401, "A JSON web token could not be decoded");

/** Whether a token is what an App signs, rather than one that GitHub gave away. */
export const isJwt = (value: string): boolean => value.split(".").length === 3;

const partOf = (text: string): Json => {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString()) as Json;
  } catch {
    throw undecodable();
  }
};

/**
 * The App that signed a token.
 *
 * @see https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function appOf(state: State, jwt: string, now: number): App {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const claims = partOf(payload);
  const app = state.apps.get(Number(at(claims, "iss")));
  if (!app) throw new Refusal(404, "Integration not found");
  const signed = Buffer.from(`${header}.${payload}`);
  const isSound =
    at(partOf(header), "alg") === "RS256" &&
    app.publicKeys.some((key) => verify("sha256", signed, key, Buffer.from(signature, "base64url")));
  if (!isSound) throw undecodable();
  const [issued, expires] = [Number(at(claims, "iat")), Number(at(claims, "exp"))];
  if (!(issued <= now) || !(expires > now) || !(expires - now <= 600)) {
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future, or the token is not of now");
  }
  return app;
}

const installationOf = ({ state, app, params }: AppCall, kind: "user" | "organization"): JsonObject => {
  const account = state[kind](params["login"] ?? "");
  const found = account && app.installations.find(({ owner }) => owner.toLowerCase() === account.login.toLowerCase());
  if (!found) throw notFound();
  return installationJson(app, found);
};

type Installation = App["installations"][number];

const installationJson = (app: App, { id, owner, suspendedAt }: Installation): JsonObject => ({
  id,
  app_id: app.id,
  app_slug: app.slug,
  account: { login: owner },
  permissions: permissions(app),
  suspended_at: suspendedAt ?? null,
});

const permissions = (app: App): JsonObject =>
  Object.fromEntries(app.permissions.map((each) => each.split("=") as [string, string]));

/** GitHub Apps. @see https://docs.github.com/en/rest/apps/apps */
export const appRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/app",
    docs: "/apps/apps#get-the-authenticated-app",
    for: "apps",
    answer: ({ app }) => ({ status: 200, body: { id: app.id, slug: app.slug, permissions: permissions(app) } }),
  },
  {
    method: "GET",
    path: "/app/installations/:id",
    docs: "/apps/apps#get-an-installation-for-the-authenticated-app",
    for: "apps",
    answer: (call) => {
      const found = call.app.installations.find(({ id }) => id === idOf(call));
      if (!found) throw notFound();
      return { status: 200, body: installationJson(call.app, found) };
    },
  },
  {
    method: "GET",
    path: "/orgs/:login/installation",
    docs: "/apps/apps#get-an-organization-installation-for-the-authenticated-app",
    for: "apps",
    answer: (call) => ({ status: 200, body: installationOf(call, "organization") }),
  },
  {
    method: "GET",
    path: "/users/:login/installation",
    docs: "/apps/apps#get-a-user-installation-for-the-authenticated-app",
    for: "apps",
    answer: (call) => ({ status: 200, body: installationOf(call, "user") }),
  },
  {
    method: "POST",
    path: "/app/installations/:id/access_tokens",
    docs: "/apps/apps#create-an-installation-access-token-for-an-app",
    for: "apps",
    answer: (call) => {
      const { state, app } = call;
      const installation = app.installations.find(({ id }) => id === idOf(call));
      if (!installation) throw notFound();
      const token = `ghs_${randomBytes(18).toString("hex")}`;
      const expiresAt = Date.now() + 3_600_000;
      const login = `${app.slug}[bot]`;
      state.addUser(login);
      // What every App may.
      const all = ["metadata=read", ...app.permissions];
      state.addToken(token, { login, permissions: all, installedFor: installation.owner, expiresAt });
      const expires = new Date(expiresAt).toISOString().replace(/\.\d+/, "");
      return { status: 201, body: { token, expires_at: expires, permissions: permissions(app) } };
    },
  },
];
