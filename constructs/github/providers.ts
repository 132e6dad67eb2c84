import { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { Construct } from "constructs";
import type { GitHub } from "../../model/delivery";
import { appKeyVariable } from "./app-private-key";
import { EphemeralVariable } from "../opentofu/ephemeral-variable";

/** The provider of the organization: the stack's default one, as an administrator or as the GitHub App. */
export function organizationProvider(scope: Construct, { organization, apiUrl, app }: GitHub): GithubProvider {
  if (app?.administers) {
    return new GithubProvider(scope, "github", {
      owner: organization,
      appAuth: {
        id: String(app.id),
        installationId: String(app.installationId),
        pemFile: appKeyVariable(scope, app).stringValue,
      },
      baseUrl: apiUrl,
    });
  }
  const token = new EphemeralVariable(scope, "github_token", {
    description: `GitHub token of an administrator of ${organization}'s repositories; without it, GITHUB_TOKEN or the gh login is used`,
    optional: true,
  });
  return new GithubProvider(scope, "github", {
    owner: organization,
    token: token.stringValue,
    baseUrl: apiUrl,
  });
}

/**
 * Both GitHub providers, made together: a second one without an alias would synthesize and fail only at init,
 * and one without its own token would act as the other's account.
 */
export class GitHubProviders extends Construct {
  /** Acts as an administrator of the organization. */
  readonly organization: GithubProvider;
  /** Acts as the bot: a user's GPG key is added by the user itself. */
  readonly individual: GithubProvider;

  constructor(scope: Construct, id: string, github: GitHub) {
    super(scope, id);
    this.organization = organizationProvider(this, github);
    const { username } = github.bot;
    const token = new EphemeralVariable(this, "github_bot_token", {
      description: `GitHub token of ${username} with the scope admin:gpg_key; without it, GITHUB_TOKEN or the gh login is used`,
      optional: true,
    });
    this.individual = new GithubProvider(this, "github-individual", {
      alias: "individual",
      owner: username,
      token: token.stringValue,
      baseUrl: github.apiUrl,
    });
  }
}
