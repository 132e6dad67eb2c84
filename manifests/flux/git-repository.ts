import type { GitRepository } from "../../.gen/crds";
import type { Cluster, Repository } from "../../model/delivery";
import { gitSecretName } from "../../model/names";

/**
 * Flux's source of a repository, over SSH because image updates are pushed with the same deploy key.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/
 */
export const gitRepository = (repository: Repository, { fluxNamespace }: Cluster): GitRepository => ({
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  metadata: { name: repository.name, namespace: fluxNamespace },
  spec: {
    url: `ssh://git@${repository.github.sshHost}/${repository.github.organization}/${repository.gitHubName}`,
    ref: { branch: repository.branch },
    interval: repository.interval,
    timeout: repository.timeout,
    secretRef: { name: gitSecretName(repository.name) },
  },
});
