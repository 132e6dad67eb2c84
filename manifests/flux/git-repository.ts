import type { GitRepository } from "../../.gen/crds";
import { fetchInterval } from "../../model/called";
import type { Cluster, Repository } from "../../model/delivery";
import { repositoryAddress } from "../../model/github-server";
import { appSecretName, gitSecretName, signersSecretName } from "../../model/names";

type Spec = GitRepository["spec"];

/** Where a repository is, and what it is opened with: image updates are pushed the same way. */
function accessOf({
  access,
  objectName,
  gitHubName,
  github,
}: Repository): Pick<Spec, "url" | "provider" | "secretRef"> {
  switch (access) {
    case "app":
      return {
        url: repositoryAddress(github, gitHubName),
        provider: "github",
        secretRef: { name: appSecretName },
      };
    case "deployKey":
      return {
        url: `ssh://git@${github.sshHost}/${github.organization}/${gitHubName}`,
        secretRef: { name: gitSecretName(objectName) },
      };
  }
}

/**
 * Flux's source of a repository.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/
 */
export function gitRepository(repository: Repository, cluster: Cluster): GitRepository {
  const { url, provider, secretRef } = accessOf(repository);
  return {
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    metadata: { name: repository.objectName, namespace: cluster.fluxNamespace },
    spec: {
      url,
      provider,
      ref: { branch: repository.branch },
      interval: fetchInterval(repository, cluster),
      timeout: repository.timeout,
      secretRef,
      // Of the newest commit: Flux looks at no other.
      verify: repository.verify && { mode: "HEAD", secretRef: { name: signersSecretName(repository.objectName) } },
    },
  };
}
