import { basename, dirname, join, relative } from "node:path/posix";
import type { Application } from "../../model/delivery";

/** Where an application's files lie in its repository. */
export interface Layout {
  /** What all its overlays share. */
  readonly base: string;
  /** The workflow that builds its image, and what it is called. */
  readonly image: string;
  readonly imageName: string;
  /** The workflow of the application's own that calls it, likewise. */
  readonly ci: string;
  readonly ciName: string;
  /** The workflow that promotes its images, likewise. */
  readonly promote: string;
  readonly promoteName: string;
}

/** An application that is deployed nowhere yet has no files. */
export const isDeployed = ({ environments }: Application): boolean => environments.length > 0;

/** The base is beside the folder `overlays`, or among the overlays where their folder has another name. */
function baseFolder({ name, environments: [first] }: Application): string {
  if (!first) throw new Error(`${name} has no environment`);
  const overlays = dirname(first.path);
  return join(basename(overlays) === "overlays" ? dirname(overlays) : overlays, "base");
}

const workflow = (name: string): string => `.github/workflows/${name}.yml`;

/** The only application of a repository has workflows without its name. */
export function layout(application: Application): Layout {
  const { name, repository } = application;
  const suffix = repository.applications.length === 1 ? "" : `-${name}`;
  const [imageName, ciName, promoteName] = [`image${suffix}`, `ci${suffix}`, `promote${suffix}`];
  return {
    base: baseFolder(application),
    ...{ image: workflow(imageName), imageName },
    ...{ ci: workflow(ciName), ciName },
    ...{ promote: workflow(promoteName), promoteName },
  };
}

/** A folder as another folder's kustomization names it. */
export const seenFrom = (folder: string, target: string): string => relative(folder, target);

/** Every folder of a repository that Flux applies or writes to, of which no image is built. */
export function manifestFolders({ repository }: Application): string[] {
  return [
    ...new Set(
      repository.applications
        .filter(isDeployed)
        .flatMap((each) => [
          layout(each).base,
          ...each.environments.flatMap(({ path, components }) => [path, ...components]),
        ]),
    ),
  ].sort();
}
