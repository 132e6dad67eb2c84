import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { TestContext } from "node:test";
import type { Application, Delivery, Environment, Repository } from "../../../model/delivery";
import { loadDeliveryFile } from "../../../config/load";
import { tree, treeProblems } from "../../../git-side/scaffold/tree";

const root = join(__dirname, "..", "..", "..");

/** A shipped delivery file. */
export interface Example {
  readonly name: string;
  readonly file: string;
  readonly delivery: Delivery;
}

/** The tree of one repository of an example. */
export interface ExampleTree {
  readonly title: string;
  readonly example: Example;
  readonly repository: Repository;
  readonly applications: readonly Application[];
  /** Path to text. */
  readonly files: ReadonlyMap<string, string>;
}

const files = [
  join(root, "delivery.yaml"),
  ...readdirSync(join(root, "examples"))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => join(root, "examples", name)),
];

/** Every delivery file that the project ships. */
export const examples: readonly Example[] = files.map((file) => ({
  name: relative(root, file)
    .replace(/\.yaml$/, "")
    .replaceAll("/", "-"),
  file,
  delivery: loadDeliveryFile(file).delivery,
}));

export const shipped = (): Example => example("delivery");
export const fleet = (): Example => example("examples-fleet");

function example(name: string): Example {
  const found = examples.find((each) => each.name === name);
  if (!found) throw new Error(`no example ${name} among ${examples.map((each) => each.name).join(", ")}`);
  return found;
}

/** The tree of one repository; its applications have no problem. */
export function treeOf(each: Example, repository: Repository): ExampleTree {
  const { applications } = repository;
  const problems = treeProblems(applications);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return {
    title: `${each.name} ${repository.name}`,
    example: each,
    repository,
    applications,
    files: new Map(tree(repository, applications).map(({ path, text }) => [path, text])),
  };
}

export const trees: readonly ExampleTree[] = examples.flatMap((each) =>
  each.delivery.repositories
    .filter(({ applications }) => applications.length > 0)
    .map((repository) => treeOf(each, repository)),
);

/** The file of an example's tree; every repository's where none is named. */
export function fileOf(each: Example, path: string, repository?: string): string {
  const found = trees
    .filter(
      (candidate) =>
        candidate.example === each && candidate.repository.name === (repository ?? candidate.repository.name),
    )
    .flatMap(({ files: texts }) => texts.get(path) ?? []);
  const [text, ...others] = found;
  if (text === undefined || others.length > 0) throw new Error(`${found.length} files ${path} in ${each.name}`);
  return text;
}

/** Every environment with its place in the repository. */
export const environmentsOf = ({
  applications,
}: ExampleTree): { application: Application; environment: Environment }[] =>
  applications.flatMap((application) => application.environments.map((environment) => ({ application, environment })));

/** A folder that goes when the test ends. */
export function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-git-side-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeFiles(folder: string, texts: ReadonlyMap<string, string>): void {
  for (const [path, text] of texts) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Every file below a folder, path to text; nothing where there is no folder. */
export function readFiles(folder: string): Map<string, string> {
  if (!existsSync(folder)) return new Map();
  const found = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(found.map((path) => [relative(folder, path), readFileSync(path, "utf8")]));
}
