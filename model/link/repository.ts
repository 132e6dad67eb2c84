import type { Repository } from "../delivery";
import { complete, optional } from "./complete";
import { keptHalves } from "./kept-halves";
import type { Link, Links, RepositoryFields } from "./links";

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
          keys: () =>
            generations.map((generation) =>
              Object.freeze(
                keptInState.includes(generation)
                  ? { generation }
                  : { generation, kept: keptHalves(parameter(), generation) },
              ),
            ),
        });
      },
      imageUpdate: () => complete(fields.imageUpdate, { cluster: writer }),
      github: links.github,
      applications: () => links.applicationsOf(repository),
    });
    return repository;
  };
