import type { Application, Delivery, Repository } from "../config/defaults";
import { formatGiven, type Problem } from "../config/problems";
import type { TreeFile } from "./files/tree-file";
import { kustomizeFiles } from "./kustomize/files";
import { neighbours } from "./layout";
import { tagProblems } from "./tags/problems";
import { ciWorkflow } from "./workflows/ci";
import { pullRequestWorkflow } from "./workflows/pull-request";

const filesOf = (delivery: Delivery, application: Application): TreeFile[] => [
  ...kustomizeFiles(delivery, application),
  ciWorkflow(delivery, application),
];

/** Where a file would be two applications' at once. */
function collisions(delivery: Delivery, application: Application): Problem[] {
  const owners = new Map<string, string>();
  for (const other of neighbours(delivery, application)) {
    if (other !== application) filesOf(delivery, other).forEach(({ path }) => owners.set(path, other.name));
  }
  const own = filesOf(delivery, application).map(({ path }) => path);
  const taken = own.find((path, index) => owners.has(path) || own.indexOf(path) !== index);
  if (taken === undefined) return [];
  const { name } = application;
  return [
    {
      path: ["applications", delivery.applications.indexOf(application), "environments", 0, "path"],
      given: `overlays that need the file ${formatGiven(taken)}, which is ${owners.get(taken) ?? `${name}'s own`} already`,
      expected: `overlays in a folder of the application's own, such as kustomize/${name}/overlays/<environment>`,
    },
  ];
}

/** Why some applications' files can't be written. */
export const treeProblems = (delivery: Delivery, applications: readonly Application[]): Problem[] =>
  applications.flatMap((application) => [...tagProblems(delivery, application), ...collisions(delivery, application)]);

/** The files of some applications of one repository, by path. */
export const tree = (
  delivery: Delivery,
  repository: Repository,
  applications: readonly Application[],
): readonly TreeFile[] =>
  [
    ...applications.flatMap((application) => filesOf(delivery, application)),
    ...pullRequestWorkflow(delivery, repository),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
