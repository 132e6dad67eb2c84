import type { Application, Delivery } from "../../config/defaults";
import type { Deployment } from "../../config/topology";
import { layout, manifestFolders } from "../layout";
import { gitTagPatterns, tagForm } from "../tags/tag-form";
import { globLiteral } from "./glob";

export interface Triggers {
  readonly push: {
    readonly branches?: readonly string[];
    readonly tags?: readonly string[];
    readonly paths?: readonly string[];
    readonly "paths-ignore"?: readonly string[];
  };
}

const within = (folder: string): string => `${folder}/**`;

/** Which changed files start a build. Commits of Flux change overlays only, so none of them does. */
function pathFilter(delivery: Delivery, application: Application): Pick<Triggers["push"], "paths" | "paths-ignore"> {
  const { context, dockerfile } = application.build;
  const manifests = manifestFolders(delivery, application);
  if (context === ".") return { "paths-ignore": manifests.map(within) };
  return {
    paths: [
      within(context),
      ...(dockerfile.startsWith(`${context}/`) ? [] : [dockerfile]),
      layout(delivery, application).workflow,
      ...manifests.filter((folder) => folder.startsWith(`${context}/`)).map((folder) => `!${within(folder)}`),
    ],
  };
}

/** What is pushed to start a build. GitHub does not apply filters of paths to Git tags. */
export function triggers(delivery: Delivery, application: Application, deployments: readonly Deployment[]): Triggers {
  const built = deployments.map(({ environment, repository }) => ({
    environment,
    repository,
    push: tagForm(environment, repository)?.push,
  }));
  const [branch] = built.filter(({ push }) => push === "branch").map(({ repository }) => repository.branch);
  const released = built.filter(({ push }) => push === "tag").map(({ environment }) => environment);
  return {
    push: {
      ...(branch !== undefined && { branches: [globLiteral(branch)] }),
      ...(released.length > 0 && { tags: gitTagPatterns(released) }),
      ...(branch !== undefined && pathFilter(delivery, application)),
    },
  };
}
