/** What GitHub's webhooks send, as far as somebody may look at it. */
import type { JsonObject } from "../synth";

interface Repository {
  readonly name: string;
  /** `acme/shop`. */
  readonly fullName: string;
}

const repositoryOf = ({ name, fullName }: Repository): JsonObject => ({ name, full_name: fullName });

/** What a push to main gives. @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
export const pushPayload = (repository: Repository): JsonObject => ({
  ref: "refs/heads/main",
  repository: repositoryOf(repository),
});

export interface Package {
  readonly owner: string;
  /** Without its owner; it may hold `/`. */
  readonly name: string;
  /** Empty for a manifest that an index names, which is pushed before it. */
  readonly tag: string;
}

/**
 * What an image gives that is pushed to GitHub's registry and linked to a repository.
 *
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#package
 * @see https://github.com/octokit/webhooks/blob/main/payload-schemas/api.github.com/package/published.schema.json
 */
export function packagePayload(repository: Repository, { owner, name, tag }: Package): JsonObject {
  const digest = `sha256:${"0".repeat(64)}`;
  const page = `https://github.com/orgs/${owner}/packages/container/package/${encodeURIComponent(name)}`;
  return {
    action: "published",
    package: {
      id: 1,
      name,
      namespace: owner,
      description: "",
      ecosystem: "CONTAINER",
      package_type: "CONTAINER",
      html_url: page,
      owner: { login: owner, type: "Organization" },
      package_version: {
        id: 2,
        name: digest,
        version: digest,
        description: "",
        html_url: page,
        container_metadata: { tag: { name: tag, digest }, labels: {}, manifest: {} },
        package_url: `ghcr.io/${owner}/${name}:${tag}`,
      },
      registry: { name: "GitHub CONTAINER registry", type: "CONTAINER", vendor: "GitHub Inc" },
    },
    repository: repositoryOf(repository),
    organization: { login: owner },
    sender: { login: "github-actions[bot]" },
  };
}
