import { defaultDeployKey } from "../../config/schema/repository";
import type { DeployKey, KeyGeneration, ReaderKey, Repository } from "../delivery";
import { namedKeys } from "../signers";
import { complete, optional } from "./complete";
import { defaultPath } from "./default-path";
import { keptHalves } from "./kept-halves";
import type { Link, Links, RepositoryFields } from "./links";

type KeyFields = Pick<DeployKey, "generations" | "keptInState">;

/** A key's generations, of which each that is in no state is kept below a path. */
const generationsAt = ({ generations, keptInState = [] }: KeyFields, parameter: string): readonly KeyGeneration[] =>
  generations.map((generation) =>
    Object.freeze(
      keptInState.includes(generation) ? { generation } : { generation, kept: keptHalves(parameter, generation) },
    ),
  );

/** A repository's deploy key: of one that is reached as the GitHub App only while the file says so. */
function deployKeyOf(
  { shape }: Links,
  { access, deployKey }: RepositoryFields,
  objectName: () => string,
): DeployKey | undefined {
  const key = deployKey ?? (access === "deployKey" ? defaultDeployKey : undefined);
  if (!key) return undefined;
  const parameter = (): string => key.parameter ?? defaultPath(shape, `/github/${objectName()}/deploy-key`);
  return complete(key, { parameter, keys: () => generationsAt(key, parameter()) });
}

/** The keys of a repository's clusters, where it has several: kept below the path of its deploy key. */
function readerKeysOf(repository: Repository, { clustersOf }: Links): readonly ReaderKey[] {
  const { deployKey } = repository;
  if (!deployKey) return [];
  const clusters = clustersOf(repository);
  if (clusters.length < 2) return [];
  return clusters.map((cluster) => {
    const parameter = (): string => `${deployKey.parameter}/cluster-${cluster.objectName}`;
    return complete(deployKey, {
      parameter,
      keys: () => generationsAt(deployKey, parameter()),
      cluster: () => cluster,
      isSpare: () => cluster.automations.some((each) => each.repository === repository),
    });
  });
}

export const linkRepository =
  (links: Links): Link<RepositoryFields, Repository> =>
  (fields, at, origin) => {
    const objectName = (): string => fields.objectName ?? origin();
    const writer = optional(
      () => fields.imageUpdate.cluster,
      (name) => links.toCluster(name, [...at, "imageUpdate", "cluster"]),
    );
    const repository: Repository = complete(fields, {
      at: () => at,
      objectName,
      gitHubName: () => fields.gitHubName ?? objectName(),
      deployKey: () => deployKeyOf(links, fields, objectName),
      readerKeys: () => readerKeysOf(repository, links),
      verify: () => {
        const { verify } = fields;
        return verify && complete(verify, { listed: () => namedKeys(verify.keys.flatMap(links.keysIn)) });
      },
      imageUpdate: () => complete(fields.imageUpdate, { cluster: writer }),
      github: links.github,
      applications: () => links.applicationsOf(repository),
    });
    return repository;
  };
