import type { Repository } from "../delivery";
import { complete, optional } from "./complete";
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
      deployKey: () =>
        complete(fields.deployKey, {
          parameter: () => fields.deployKey.parameter ?? `/github/${fields.name}/deploy-key`,
        }),
      imageUpdate: () => complete(fields.imageUpdate, { cluster: writer }),
      github: links.github,
      applications: () => links.applicationsOf(repository),
    });
    return repository;
  };
