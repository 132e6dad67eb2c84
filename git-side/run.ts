import type { Application, Delivery } from "../config/defaults";
import { loadDelivery } from "../config/load";
import { DeliveryError, formatPath } from "../config/problems";
import { GitSideError } from "./files/git-side-error";
import { leftovers } from "./files/leftovers";
import { isDifferent, isNew, plan, type PlannedFile } from "./files/plan";
import { showDifference } from "./files/show-difference";
import { writeAll } from "./files/write-all";
import { selectApplications } from "./select-applications";
import { tree, treeProblems } from "./tree";
import { help, parseRequest, UsageError, type Request } from "./usage";

/** Where the command's words go. */
export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const list = (files: readonly PlannedFile[]): string => files.map(({ path }) => `  ${path}\n`).join("");

function refuseProblems(file: string, delivery: Delivery, applications: readonly Application[]): void {
  const lines = treeProblems(delivery, applications).map(
    ({ path, given, expected }) => `${file}: ${formatPath(path)}: got ${given}, expected ${expected}`,
  );
  if (lines.length > 0) throw new DeliveryError(file, lines);
}

/** Says what differs, and whether that is a failure. */
function compare(files: readonly PlannedFile[], { check, diff, folder }: Request, { out, err }: Output): number {
  if (diff) out(files.map(showDifference).join(""));
  const missing = files.filter(isNew);
  const different = files.filter(isDifferent);
  if (!check) return 0;
  if (missing.length + different.length === 0) {
    out(`${folder} is as delivery.yaml says.\n`);
    return 0;
  }
  if (missing.length > 0) err(`Missing in ${folder}:\n${list(missing)}`);
  if (different.length > 0) err(`Different in ${folder}:\n${list(different)}`);
  err("Write them with `npm run git-side` without --check; --diff shows the differences.\n");
  return 1;
}

function write(files: readonly PlannedFile[], { force, folder }: Request, { out }: Output): void {
  const different = files.filter(isDifferent);
  if (different.length > 0 && !force) {
    throw new GitSideError(
      `These files in ${folder} differ from what delivery.yaml says:\n${list(different)}` +
        "Nothing was written. --diff shows the differences, --force overwrites these files.",
    );
  }
  const changes = files.filter((file) => isNew(file) || isDifferent(file));
  writeAll(changes.map(({ target, wanted }) => ({ target, text: wanted })));
  out(changes.length === 0 ? `${folder} is as delivery.yaml says.\n` : `Written to ${folder}:\n${list(changes)}`);
}

function perform(argv: readonly string[], output: Output): number {
  const request = parseRequest(argv);
  if (request.help) {
    output.out(help);
    return 0;
  }
  const file = request.config ?? process.env["DELIVERY_CONFIG"] ?? "delivery.yaml";
  const delivery = loadDelivery(file);
  const { repository, applications } = selectApplications(delivery, request.applications);
  refuseProblems(file, delivery, applications);
  const files = plan(request.folder, tree(delivery, repository, applications));
  const all = delivery.applications.filter((each) => each.repository === repository.name);
  for (const path of leftovers(request.folder, tree(delivery, repository, all))) {
    output.err(`Note: ${path} was written by git-side, but delivery.yaml asks for it no more: delete it.\n`);
  }
  if (request.check || request.diff) return compare(files, request, output);
  write(files, request, output);
  return 0;
}

/** The command `git-side`: answers with its exit code. */
export function run(argv: readonly string[], output: Output): number {
  try {
    return perform(argv, output);
  } catch (error) {
    if (error instanceof UsageError) {
      output.err(`${error.message}\nSee npm run git-side -- --help\n`);
      return 2;
    }
    if (!(error instanceof DeliveryError || error instanceof GitSideError)) throw error;
    output.err(`${error.message}\n`);
    return 1;
  }
}
