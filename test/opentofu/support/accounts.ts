/** Who and what the played GitHub knows in this suite. */
import type { KeyObject } from "node:crypto";
import type { Delivery } from "../../../model/delivery";
import type { GitHub } from "../../support/github/github";

/** The account of a token that is neither the organization's nor the bot's. */
export const strangerLogin = "somebody-else";

export interface Tokens {
  /** Of an administrator of the repositories. */
  readonly organization: string;
  readonly bot: string;
  readonly stranger: string;
}

/** What the README asks of each token, and no more. */
const scopes = { organization: ["repo"], bot: ["admin:gpg_key"], stranger: ["repo", "admin:gpg_key"] } as const;

/** Has GitHub know what a delivery speaks of. */
export function furnish(gitHub: GitHub, { github, repositories }: Delivery, tokens: Tokens): void {
  const { organization, bot } = github;
  const admin = `${organization}-admin`;
  gitHub
    .addOrganization(organization, { admins: [admin] })
    .addUser(bot.username)
    .addUser(strangerLogin);
  for (const { gitHubName } of repositories) gitHub.addRepository(`${organization}/${gitHubName}`);
  gitHub
    .addToken(tokens.organization, { login: admin, scopes: scopes.organization })
    .addToken(tokens.bot, { login: bot.username, scopes: scopes.bot })
    .addToken(tokens.stranger, { login: strangerLogin, scopes: scopes.stranger });
}

/** What docs/operations.md asks of an App. */
const permissions = ["administration=write", "contents=write", "repository_hooks=write", "statuses=write"];

/** Has GitHub know a delivery's App, and where it is installed. */
export function installApp(gitHub: GitHub, { app, organization }: Delivery["github"], publicKeys: KeyObject[]): void {
  if (!app) return;
  const { id, installationId = 4242, installationOwner = organization } = app;
  const slug = `${organization}-flux`;
  gitHub.addApp({
    id,
    slug,
    publicKeys,
    permissions,
    installations: [{ id: installationId, owner: installationOwner }],
  });
}
