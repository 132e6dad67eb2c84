import type { GitRepository } from "../../.gen/crds";
import type { Delivery, Repository } from "../../config/defaults";
import { gitSecretName } from "../../config/names";

export interface GitRepositoryOptions {
  readonly repository: Repository;
  readonly github: Delivery["github"];
  readonly namespace: string;
}

/**
 * Flux's source of a repository, over SSH because image updates are pushed with the same deploy key.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/
 */
export function gitRepository({ repository, github, namespace }: GitRepositoryOptions): GitRepository {
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: repository.name, namespace },
    spec: {
      url: `ssh://git@${github.sshHost}/${github.organization}/${repository.gitHubName}`,
      ref: { branch: repository.branch },
      interval: repository.interval,
      timeout: repository.timeout,
      secretRef: { name: gitSecretName(repository.name) },
    },
  };
}
