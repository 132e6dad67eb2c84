import type { Application } from "../../../model/delivery";
import { actions } from "./actions";

export interface RegistryLogin {
  readonly permissions: Readonly<Record<string, "write">>;
  readonly step: object;
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

/** How CI logs in to push an application's image. */
export function registryLogin(application: Application): RegistryLogin {
  const [registry = ""] = application.image.name.split("/");
  const step = (username: string, password: string): object => ({
    name: "Log in to the registry",
    uses: actions.login,
    with: { registry, username: `\${{ ${username} }}`, password: `\${{ ${password} }}` },
  });
  if (isOwnPackage(application)) {
    return { permissions: { packages: "write" }, step: step("github.actor", "secrets.GITHUB_TOKEN") };
  }
  const secret = secretName(registry);
  return {
    permissions: {},
    step: step(`secrets.${secret}_USERNAME`, `secrets.${secret}_PASSWORD`),
    comment: ` A login that may push to ${registry}: make both secrets in the repository's or the organization's settings.`,
  };
}
