import { defaultDeployKey } from "../../config/schema/repository";
import type { DeployKey, KeyGeneration, Repository } from "../delivery";
import { namedKeys } from "../signers";
import { complete, optional } from "./complete";
import type { Link, Links, RepositoryFields } from "./links";

/** A key's halves are kept below the path that the newest is served at. */
function keyGeneration(generation: number, inState: readonly number[], parameter: string): KeyGeneration {
  if (inState.includes(generation)) return Object.freeze({ generation });
  const privateKey = `${parameter}/generation-${generation}`;
  return Object.freeze({ generation, kept: Object.freeze({ privateKey, publicKey: `${privateKey}.pub` }) });
}

/** A repository's deploy key: of one that is reached as the GitHub App only while the file says so. */
function deployKeyOf({ name, access, deployKey }: RepositoryFields): DeployKey | undefined {
  const key = deployKey ?? (access === "deployKey" ? defaultDeployKey : undefined);
  if (!key) return undefined;
  const parameter = (): string => key.parameter ?? `/github/${name}/deploy-key`;
  return complete(key, {
    parameter,
    keys: () => key.generations.map((generation) => keyGeneration(generation, key.keptInState ?? [], parameter())),
  });
}

export const linkRepository =
  (links: Links): Link<RepositoryFields, Repository> =>
  (fields, at) => {
    const writer = optional(
      () => fields.imageUpdate.cluster,
      (name) => links.toCluster(name, [...at, "imageUpdate", "cluster"]),
    );
    const repository: Repository = complete(fields, {
      at: () => at,
      gitHubName: () => fields.gitHubName ?? fields.name,
      deployKey: () => deployKeyOf(fields),
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
