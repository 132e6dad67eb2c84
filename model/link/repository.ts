import type { KeyGeneration, Repository } from "../delivery";
import { complete, optional } from "./complete";
import type { Link, Links, RepositoryFields } from "./links";

/** A key's halves are kept below the path that the newest is served at. */
function keyGeneration(generation: number, inState: readonly number[], parameter: string): KeyGeneration {
  if (inState.includes(generation)) return Object.freeze({ generation });
  const privateKey = `${parameter}/generation-${generation}`;
  return Object.freeze({ generation, kept: Object.freeze({ privateKey, publicKey: `${privateKey}.pub` }) });
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
      deployKey: () => {
        const { generations, keptInState = [] } = fields.deployKey;
        const parameter = (): string => fields.deployKey.parameter ?? `/github/${fields.name}/deploy-key`;
        return complete(fields.deployKey, {
          parameter,
          keys: () => generations.map((generation) => keyGeneration(generation, keptInState, parameter())),
        });
      },
      imageUpdate: () => complete(fields.imageUpdate, { cluster: writer }),
      github: links.github,
      applications: () => links.applicationsOf(repository),
    });
    return repository;
  };
