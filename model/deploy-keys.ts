import type { Cluster, DeployKey, Repository } from "./delivery";

/** The key that a cluster's Flux has of a repository: the repository's, which may write, or one of its own to read with. */
export const deployKeyOn = ({ deployKey, readerKeys }: Repository, cluster: Cluster): DeployKey | undefined =>
  readerKeys.find((key) => key.cluster === cluster && !key.isSpare) ?? deployKey;

/** All keys of a repository: its own, and those of its clusters. */
export function* deployKeysOf({ deployKey, readerKeys }: Repository): Generator<DeployKey> {
  if (!deployKey) return;
  yield deployKey;
  yield* readerKeys;
}

/** Whether a cluster's Flux reaches a repository over SSH, for which it must know the server's keys. */
export const usesSsh = ({ repositories }: Cluster): boolean => repositories.some(({ deployKey }) => deployKey);
