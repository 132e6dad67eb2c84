import { formatGiven, type Problem } from "../../config/problems";
import type { Application, Repository } from "../../model/delivery";
import type { TreeFile } from "../files/tree-file";
import { kustomizeFiles } from "./kustomize/files";
import { isDeployed, layout } from "./layout";
import { gitTagProblems, tagProblems } from "./tags/problems";
import { ciWorkflow } from "./workflows/ci";
import { imageWorkflow } from "./workflows/image";
import { promoteWorkflow } from "./workflows/promote";
import { workflowProblems } from "./workflows/problems";
import { loginProblems } from "./workflows/registry-login";
import { pullRequestWorkflow } from "./workflows/pull-request";

const filesOf = (application: Application): TreeFile[] =>
  isDeployed(application)
    ? [
        ...kustomizeFiles(application),
        ciWorkflow(application),
        imageWorkflow(application),
        ...promoteWorkflow(application),
      ]
    : [];

/** Where a file would be two applications' at once. */
function collisions(application: Application): Problem[] {
  const owners = new Map<string, string>();
  for (const other of application.repository.applications) {
    if (other !== application) filesOf(other).forEach(({ path }) => owners.set(path.toLowerCase(), other.name));
  }
  // Some file systems, and so some checkouts, take upper and lower case for the same.
  const own = filesOf(application).map(({ path }) => path);
  const folded = own.map((path) => path.toLowerCase());
  const taken = own.find((_, index) => {
    const path = folded[index];
    return path !== undefined && (owners.has(path) || folded.indexOf(path) !== index);
  });
  if (taken === undefined) return [];
  const { name, at } = application;
  return [
    {
      path: [...at, "environments", 0, "path"],
      given: `overlays that need the file ${formatGiven(taken)}, which is ${owners.get(taken.toLowerCase()) ?? `${name}'s own`} already`,
      expected: `overlays in a folder of the application's own, such as kustomize/${name}/overlays/<environment>`,
    },
  ];
}

/** Where a folder that we write as a base is named as a component, of which kustomize wants another kind. */
function basesAsComponents({ repository, environments }: Application): Problem[] {
  const bases = new Set(repository.applications.filter(isDeployed).map((each) => layout(each).base));
  return environments.flatMap(({ components, at }) =>
    components.flatMap((folder, index): Problem[] => {
      if (!bases.has(folder)) return [];
      const expected = "a Kustomize component in a folder of its own: this is the base that git-side writes";
      return [{ path: [...at, "components", index], given: formatGiven(folder), expected }];
    }),
  );
}

/** Why some applications' files can't be written. */
export const treeProblems = (applications: readonly Application[]): Problem[] =>
  applications.flatMap((application) => [
    ...tagProblems(application),
    ...gitTagProblems(application),
    ...loginProblems(application),
    ...workflowProblems(application),
    ...collisions(application),
    ...basesAsComponents(application),
  ]);

/** The files of some applications of one repository, by path. */
export const tree = (repository: Repository, applications: readonly Application[]): readonly TreeFile[] =>
  [...applications.flatMap(filesOf), ...pullRequestWorkflow(repository)].sort((a, b) => (a.path < b.path ? -1 : 1));
