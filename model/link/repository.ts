import { defaultDeployKey } from "../../config/schema/repository";
import type { DeployKey, Repository } from "../delivery";
import { namedKeys } from "../signers";
import { complete, optional } from "./complete";
import { defaultPath } from "./default-path";
import { keptHalves } from "./kept-halves";
import type { Link, Links, RepositoryFields } from "./links";

/** A repository's deploy key: of one that is reached as the GitHub App only while the file says so. */
function deployKeyOf(
  { shape }: Links,
  { access, deployKey }: RepositoryFields,
  objectName: () => string,
): DeployKey | undefined {
  const key = deployKey ?? (access === "deployKey" ? defaultDeployKey : undefined);
  if (!key) return undefined;
  const { generations, keptInState = [] } = key;
  const parameter = (): string => key.parameter ?? defaultPath(shape, `/github/${objectName()}/deploy-key`);
  return complete(key, {
    parameter,
    keys: () =>
      generations.map((generation) =>
        Object.freeze(
          keptInState.includes(generation) ? { generation } : { generation, kept: keptHalves(parameter(), generation) },
        ),
      ),
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
