import type { Problem } from "../../../config/problems";
import type { Application } from "../../../model/delivery";
import { amazonRegistry, hostOf, type AmazonRegistry } from "../../../model/registries";
import { actions } from "./actions";

export interface RegistryLogin {
  readonly permissions: Readonly<Record<string, "write">>;
  readonly steps: readonly [object, ...object[]];
  /** Names of secrets on GitHub that it takes. */
  readonly secrets: readonly string[];
  /** What the user has to do for it. @default - nothing */
  readonly comment?: string;
}

/** Whether the workflow's own token may push: only to GitHub's registry, and there only to the owner's images. */
function isOwnPackage({ image, repository: { github } }: Application): boolean {
  const [registry, owner] = image.name.split("/");
  return registry === "ghcr.io" && owner === github.organization.toLowerCase() && github.apiUrl === undefined;
}

/**
 * GitHub's names of secrets begin neither with a digit nor with `GITHUB_`. A '-' becomes two '_', so that no two
 * registries share a login.
 */
const secretName = (registry: string): string =>
  registry
    .toUpperCase()
    .replaceAll("-", "__")
    .replace(/[.:]/g, "_")
    .replace(/^(?=[0-9]|GITHUB_)/, "REGISTRY_");

/** A login to Amazon's registry by a token that GitHub gives the job, for the role that trusts it. */
function amazonLogin({ account, region }: AmazonRegistry, { build, repository }: Application): RegistryLogin {
  const { organization } = repository.github;
  // China's token service has a name of its own, and takes tokens for no other.
  const audience = region.startsWith("cn-") ? "sts.amazonaws.com.cn" : undefined;
  return {
    permissions: { "id-token": "write" },
    secrets: [],
    steps: [
      {
        name: "Assume the role that may push",
        uses: actions.awsCredentials.uses,
        with: { "role-to-assume": build.role, "aws-region": region, audience },
      },
      {
        name: "Log in to the registry",
        uses: actions.ecrLogin.uses,
        with: account === undefined ? { "registry-type": "public" } : { registries: account },
      },
    ],
    comment: ` The role must trust GitHub's OIDC provider, for subjects of repo:${organization}/${repository.gitHubName}: no secret is kept.`,
  };
}

/** Where CI has no way to push. */
export function loginProblems({ image, build, environments, at }: Application): Problem[] {
  const host = hostOf(image.name);
  if (environments.length === 0 || build.role !== undefined || !amazonRegistry(host)) return [];
  return [
    {
      path: [...at, "build", "role"],
      given: "nothing",
      expected: `the ARN of an IAM role that may push to ${host} and trusts GitHub's OIDC provider: CI has no other way to log in`,
    },
  ];
}

/** How CI logs in to push an application's image. */
export function registryLogin(application: Application): RegistryLogin {
  const host = hostOf(application.image.name);
  const amazons = amazonRegistry(host);
  if (amazons) return amazonLogin(amazons, application);
  // One registry by two names.
  const registry = host === "index.docker.io" ? "docker.io" : host;
  const step = (username: string, password: string): object => ({
    name: "Log in to the registry",
    uses: actions.login.uses,
    with: { registry, username: `\${{ ${username} }}`, password: `\${{ ${password} }}` },
  });
  if (isOwnPackage(application)) {
    return { permissions: { packages: "write" }, secrets: [], steps: [step("github.actor", "github.token")] };
  }
  const secret = secretName(registry);
  const [username, password] = [`${secret}_USERNAME`, `${secret}_PASSWORD`];
  return {
    permissions: {},
    secrets: [username, password],
    steps: [step(`secrets.${username}`, `secrets.${password}`)],
    comment: ` A login that may push to ${registry}: make both secrets in the repository's or the organization's settings.`,
  };
}
