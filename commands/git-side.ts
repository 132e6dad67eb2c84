import { dirname } from "node:path/posix";
import { loadDeliveryFile, type DeliveryFile } from "../config/load";
import { GitSideError } from "../git-side/files/git-side-error";
import { bootstrapFiles } from "../git-side/fleet/bootstrapped";
import { staleFiles } from "../git-side/fleet/stale-files";
import { fleetTree, foldersInUse } from "../git-side/fleet/tree";
import { isFleetHeader } from "../git-side/files/header";
import { leftovers } from "../git-side/files/leftovers";
import { isDifferent, isNew, isStale, plan, planRemovals, type PlannedFile } from "../git-side/files/plan";
import { showDifference } from "../git-side/files/show-difference";
import { isDeployed } from "../git-side/scaffold/layout";
import { tree, treeProblems } from "../git-side/scaffold/tree";
import { selectApplications } from "./select-applications";
import type { Application, Delivery } from "../model/delivery";
import { whileWorking } from "./progress";
import { writeAll } from "./write-all";
import { commonHelp, configFile, exitCodes, UsageError, type Command, type ExitCode, type Output } from "./command";

const help = `Writes the application's side of the delivery into its Git repository, for you to commit:
kustomize base and overlays, the workflow that builds the image, a workflow of your own that
calls it after your tests, and where updates are reviewed the one that opens the pull request.

  npm run git-side -- [--app NAME]... --out DIR [--check] [--diff] [--force]
  npm run git-side -- --fleet --out DIR [--check] [--diff] [--force]

  --app NAME         an application of delivery.yaml; again for more of the same repository.
                     Left out: all applications, where they share one repository.
  --fleet            the fleet's repository: Flux's objects of the clusters with delivery: git
  --out DIR          root of the repository; made where it does not exist
  --check            writes nothing; exits 1 where a file is missing or differs
  --diff             writes nothing; shows what would change
  --force            overwrites files that differ
${commonHelp}
A file that exists is never overwritten without --force, and either all files are written or
none. These are no difference: layout and comments of YAML; the tag and digest that Flux wrote,
while the policy accepts the tag; versions of actions; settings in configs.env besides PORT;
what you add to a kustomization.yaml, such as resources, patches, components or images. They are
kept with --force, too. Files of your own are left alone. So is your workflow (ci.yml) once it is
there, but for a look at what delivers: that it calls the other with what it needs, and that
Flux's commits don't start it. Change Kubernetes objects by the application's workload in
delivery.yaml, or else by a patch or component of yours.

In the fleet's repository our files, which begin with a line that says so, are written again and
taken away as delivery.yaml says, without --force; all others are yours and left alone, so put
one of your own in the place of .github/workflows/fleet.yml where you don't want ours.

Exits 0 when all is well, 1 when nothing could be written or --check finds a difference, 2 on
a wrong flag.
`;

const options = {
  app: { type: "string", multiple: true },
  fleet: { type: "boolean", default: false },
  out: { type: "string" },
  check: { type: "boolean", default: false },
  diff: { type: "boolean", default: false },
  force: { type: "boolean", default: false },
} as const;

/** What was asked for, of which every flag makes sense with the others. */
interface Request {
  readonly folder: string;
  readonly check: boolean;
  readonly diff: boolean;
  readonly force: boolean;
}

interface Flags {
  readonly app?: string[];
  readonly fleet: boolean;
  readonly out?: string;
  readonly check: boolean;
  readonly diff: boolean;
  readonly force: boolean;
}

function requestOf({ app, fleet, out, check, diff, force }: Flags): Request {
  if (out === undefined || out === "") throw new UsageError("--out DIR is missing: name the repository's root");
  if (fleet && app) throw new UsageError("--fleet and --app are of different repositories: leave one out");
  if (force && (check || diff)) throw new UsageError("--force writes, --check and --diff do not: leave one out");
  return { folder: out, check, diff, force };
}

const list = (files: readonly PlannedFile[]): string => files.map(({ path }) => `  ${path}\n`).join("");

const faultsOf = (files: readonly PlannedFile[]): string =>
  files.flatMap(({ path, faults }) => faults.map((fault) => `  ${path}: ${fault}.\n`)).join("");

function refuseProblems({ refusal }: DeliveryFile, applications: readonly Application[]): void {
  const problems = treeProblems(applications);
  if (problems.length > 0) throw refusal(problems);
}

/** Whether a file that is there is written over without being asked, by its text. */
type IsOurs = (text: string) => boolean;

/** Files that differ and are written over with --force alone. */
const differentTheirs = (files: readonly PlannedFile[], isOurs: IsOurs): PlannedFile[] =>
  files.filter((file) => isDifferent(file) && !isOurs(file.current ?? ""));

/** Says what differs, and whether that is a failure. */
function compare(
  files: readonly PlannedFile[],
  { check, diff, folder }: Request,
  { out, err }: Output,
  isOurs: IsOurs,
): ExitCode {
  if (diff) out(files.map(showDifference).join(""));
  const missing = files.filter(isNew);
  const different = files.filter(isDifferent);
  const stale = files.filter(isStale);
  if (!check) return exitCodes.ok;
  const faults = faultsOf(files);
  const count = missing.length + different.length + stale.length;
  if (count === 0 && faults === "") {
    out(`${folder} is as delivery.yaml says.\n`);
    return exitCodes.ok;
  }
  if (missing.length > 0) err(`Missing in ${folder}:\n${list(missing)}`);
  if (different.length > 0) err(`Different in ${folder}:\n${list(different)}`);
  if (stale.length > 0) err(`No longer asked for, in ${folder}:\n${list(stale)}`);
  if (count > 0) {
    const force = differentTheirs(files, isOurs).length > 0 ? " and with --force" : "";
    err(`--diff shows the differences; \`npm run git-side\` without --check${force} writes them.\n`);
  }
  if (faults !== "") err(`Amiss in ${folder}:\n${faults}`);
  return exitCodes.refused;
}

/** What to mind before files are overwritten. */
const toMind = (files: readonly PlannedFile[]): string => {
  const faults = faultsOf(files);
  return faults === "" ? "" : `\n${faults.trimEnd()}`;
};

function write(files: readonly PlannedFile[], { force, folder }: Request, output: Output, isOurs: IsOurs): void {
  const { out, err } = output;
  const different = differentTheirs(files, isOurs);
  if (different.length > 0 && !force) {
    throw new GitSideError(
      `These files in ${folder} differ from what delivery.yaml says:\n${list(different)}` +
        `Nothing was written. --diff shows the differences, --force overwrites these files.${toMind(different)}`,
    );
  }
  const changes = files.filter((file) => isNew(file) || isDifferent(file));
  const stale = files.filter(isStale);
  const all = [...changes, ...stale].map(({ target, wanted }) => ({ target, text: wanted }));
  whileWorking(output, ({ step }) => writeAll(all, step));
  if (changes.length + stale.length === 0) out(`${folder} is as delivery.yaml says.\n`);
  if (changes.length > 0) out(`Written to ${folder}:\n${list(changes)}`);
  if (stale.length > 0) out(`Taken away from ${folder}:\n${list(stale)}`);
  const faults = faultsOf(files.filter((file) => !isDifferent(file)));
  if (faults !== "") err(`Amiss in ${folder}, in files of your own:\n${faults}`);
}

/** The fleet's repository as it is and as it should be. */
function planFleet(folder: string, delivery: Delivery): PlannedFile[] {
  const files = fleetTree(delivery);
  if (files.length === 0) {
    throw new UsageError("--fleet: no cluster is delivered by git; see delivery and fleet in docs/configuration.md");
  }
  const [bootstrapped] = bootstrapFiles(folder, foldersInUse(delivery));
  if (bootstrapped !== undefined) {
    const path = dirname(dirname(bootstrapped));
    throw new GitSideError(
      `${bootstrapped} is of \`flux bootstrap --path=${path}\`, which applies our files too: each object would be applied, ` +
        "and pruned, by two Kustomizations. Bootstrap into a folder that neither holds these nor lies in them, such as flux/<cluster>, " +
        "see docs/fleet.md; nothing was written.",
    );
  }
  return [...plan(folder, files), ...planRemovals(folder, staleFiles(folder, foldersInUse(delivery), files))];
}

/** The application's side as it is and as it should be. */
function planApplications(
  folder: string,
  file: DeliveryFile,
  names: readonly string[],
  { err }: Output,
): readonly PlannedFile[] {
  const { repository, applications } = selectApplications(file.delivery, names);
  refuseProblems(file, applications);
  for (const { name } of applications.filter((each) => !isDeployed(each))) {
    err(`Note: application ${name} has no environment, so nothing is written for it.\n`);
  }
  const files = plan(folder, tree(repository, applications));
  for (const { path, isOwn } of leftovers(folder, tree(repository, repository.applications))) {
    const todo = isOwn ? "take what is yours in it to the one that is, and delete it" : "delete it";
    err(`Note: ${path} was written by git-side, but delivery.yaml asks for it no more: ${todo}.\n`);
  }
  return files;
}

/** Writes the application's side of the delivery, or the fleet's, into its Git repository. */
export const gitSide: Command<typeof options> = {
  name: "git-side",
  help,
  options,
  run(values, output) {
    const request = requestOf(values);
    const file = loadDeliveryFile(configFile(values));
    const files = values.fleet
      ? planFleet(request.folder, file.delivery)
      : planApplications(request.folder, file, values.app ?? [], output);
    // Into an application's file others may have put something, which would be lost unasked.
    const isOurs = values.fleet ? isFleetHeader : () => false;
    if (request.check || request.diff) return compare(files, request, output, isOurs);
    write(files, request, output, isOurs);
    return exitCodes.ok;
  },
};
