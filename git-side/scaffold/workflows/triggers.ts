import type { Application } from "../../../model/delivery";
import { layout, manifestFolders } from "../layout";
import { gitTagPatterns, tagForm } from "../tags/tag-form";
import { globLiteral } from "./glob";

export interface Triggers {
  readonly push: {
    readonly branches?: readonly string[] | undefined;
    readonly tags?: readonly string[] | undefined;
    readonly paths?: readonly string[] | undefined;
    readonly "paths-ignore"?: readonly string[] | undefined;
  };
}

const within = (folder: string): string => `${folder}/**`;

/** Which changed files start a build. Commits of Flux change overlays only, so none of them does. */
function pathFilter(application: Application): Pick<Triggers["push"], "paths" | "paths-ignore"> {
  const { context, dockerfile } = application.build;
  const manifests = manifestFolders(application);
  if (context === ".") return { "paths-ignore": manifests.map(within) };
  return {
    paths: [
      within(context),
      ...(dockerfile.startsWith(`${context}/`) ? [] : [dockerfile]),
      layout(application).ci,
      layout(application).image,
      ...manifests.filter((folder) => folder.startsWith(`${context}/`)).map((folder) => `!${within(folder)}`),
    ],
  };
}

/** What is pushed to start a build. GitHub does not apply filters of paths to Git tags. */
export function triggers(application: Application): Triggers {
  const { environments, repository } = application;
  const startedBy = (push: "branch" | "tag"): Application["environments"] =>
    environments.filter((environment) => tagForm(environment)?.push === push);
  const followsBranch = startedBy("branch").length > 0;
  const released = startedBy("tag");
  return {
    push: {
      branches: followsBranch ? [globLiteral(repository.branch)] : undefined,
      tags: released.length > 0 ? gitTagPatterns(application.build.gitTagPrefix, released) : undefined,
      ...(followsBranch ? pathFilter(application) : {}),
    },
  };
}
