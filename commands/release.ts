import { readFileSync, realpathSync } from "node:fs";
import { uniq } from "es-toolkit/array";
import { withEdit } from "../config/edit";
import { loadDeliveryFile, parseDelivery, type DeliveryFile } from "../config/load";
import { formatGiven, oneOf, UserError } from "../config/problems";
import { pin as pinSchema } from "../config/schema/primitives";
import { layout } from "../git-side/scaffold/layout";
import type { Environment } from "../model/delivery";
import { commonHelp, configFile, exitCodes, UsageError, type Command, type Output } from "./command";
import { digestOf } from "./image-tags";
import { writeAll } from "./write-all";

/** What was asked for can't be done with this environment. */
export class ReleaseError extends UserError {}

const help = `Changes what an environment deploys, by one line of the delivery file:

  npm run release -- ACTION --app NAME --env NAME [--tag TAG]

  pin      deploys this tag and no newer one: a rollback. TAG may have its digest, TAG@sha256:...
  unpin    goes on with the newest
  suspend  leaves the environment as it is: nothing is written for it, nothing applied
  resume   goes on
  promote  says how what the environment before it runs is promoted to this one now

  --app, --env NAME  the environment
  --tag TAG          of pin, and of promote to be sure what is meant
${commonHelp}
Comments and layout of the file stay. A tag is looked up in its registry first, by crane or docker
with your own login. Then commit the file, and run what is printed.

Exits 0 when all is well, 1 when nothing was changed, 2 on a wrong flag.
`;

const options = { app: { type: "string" }, env: { type: "string" }, tag: { type: "string" } } as const;

interface Values {
  readonly app?: string | undefined;
  readonly env?: string | undefined;
  readonly tag?: string | undefined;
}

/** The one of its name, which a flag gives. */
function chosen<T extends { readonly name: string }>(flag: string, given: string | undefined, list: readonly T[]): T {
  const found = list.find(({ name }) => name === given);
  if (found) return found;
  const choices = oneOf(list.map(({ name }) => formatGiven(name)));
  throw new UsageError(
    `${flag}: ${given === undefined ? "missing" : `there is no ${formatGiven(given)}`}; expected ${choices}`,
  );
}

/** A file with an environment of it. */
interface Place {
  readonly file: DeliveryFile;
  readonly environment: Environment;
}

function place(values: Values & { readonly config?: string | undefined }): Place {
  const file = loadDeliveryFile(configFile(values));
  const application = chosen("--app", values.app, file.delivery.applications);
  return { file, environment: chosen("--env", values.env, application.environments) };
}

const nameOf = ({ name, application }: Environment): string => `${application.name} in ${name}`;

/** The stacks that an environment's policy and its Kustomization are in. */
const stacksOf = ({ automation, cluster }: Environment): string =>
  uniq([automation.cluster.stacks.app, cluster.stacks.app]).join(" ");

/** Writes a field of an environment, or takes it out, where that leaves a delivery that is sound. */
function change({ file, environment }: Place, name: "pin" | "suspend", value: string | true | undefined): void {
  const before = readFileSync(file.file, "utf8");
  const text = withEdit(before, environment.at, name, value);
  parseDelivery(text, file.file);
  // Where it is a link, what it leads to.
  writeAll([{ target: realpathSync(file.file), text }]);
}

/** Changes the file and says what follows. */
function changeAndTell(
  at: Place,
  name: "pin" | "suspend",
  value: string | true | undefined,
  effect: string,
  { out }: Output,
): void {
  const { environment, file } = at;
  change(at, name, value);
  const line = value === undefined ? `${name} is removed` : `${name}: ${JSON.stringify(value)}`;
  const review =
    environment.pushBranch === undefined ? "" : `, and merge the pull request of ${environment.pushBranch}`;
  out(
    `${file.file}: ${nameOf(environment)}: ${line}\n${effect}\nNext: commit it, run \`npx cdktf deploy ${stacksOf(environment)} --ignore-missing-stack-dependencies\`${review}.\n`,
  );
}

function tagOf({ tag }: Values): string {
  if (tag === undefined) throw new UsageError("--tag is missing: which tag is to be deployed?");
  const { success, error } = pinSchema.safeParse(tag);
  if (!success) throw new UsageError(`--tag: got ${formatGiven(tag)}, expected ${error.issues[0]?.message ?? "a tag"}`);
  return tag;
}

function withoutTag({ tag }: Values, action: string): void {
  if (tag !== undefined) throw new UsageError(`--tag is for pin and promote, not for ${action}`);
}

function pin(at: Place, values: Values, output: Output): void {
  const { environment } = at;
  const given = tagOf(values);
  const [tag = "", digest] = given.split("@");
  const found = digestOf(environment.application, tag);
  if (digest !== undefined && digest !== found) {
    throw new ReleaseError(
      `${environment.application.image.name}:${tag} is ${found}, not ${digest}; nothing was changed.`,
    );
  }
  changeAndTell(
    at,
    "pin",
    given,
    `Flux writes ${tag} to ${environment.path}, deploys it, and nothing newer until it is unpinned.`,
    output,
  );
}

function unpin(at: Place, values: Values, output: Output): void {
  withoutTag(values, "unpin");
  if (!at.environment.pin) throw new ReleaseError(`${nameOf(at.environment)} is not pinned; nothing was changed.`);
  changeAndTell(at, "pin", undefined, "Flux goes on with the newest tag that its policy chooses.", output);
}

function suspend(at: Place, values: Values, output: Output): void {
  withoutTag(values, "suspend");
  if (at.environment.suspend)
    throw new ReleaseError(`${nameOf(at.environment)} is suspended already; nothing was changed.`);
  changeAndTell(
    at,
    "suspend",
    true,
    "Flux leaves it as it is: no new tag, no change of its overlay, no repair of what others change.",
    output,
  );
}

function resume(at: Place, values: Values, output: Output): void {
  withoutTag(values, "resume");
  if (!at.environment.suspend)
    throw new ReleaseError(`${nameOf(at.environment)} is not suspended; nothing was changed.`);
  changeAndTell(
    at,
    "suspend",
    undefined,
    "Flux goes on, with the newest tag and the overlay as it is by then.",
    output,
  );
}

/** A promotion changes no file: the workflow gives the image its tag, and Flux writes that. */
function promote({ environment }: Place, values: Values, { out }: Output): void {
  const { promoteFrom, application, repository, name } = environment;
  if (!promoteFrom) {
    throw new ReleaseError(
      `${nameOf(environment)} has no promoteFrom, so CI builds for it: push a tag that its policy chooses, or pin one.`,
    );
  }
  const tag = values.tag === undefined ? undefined : tagOf(values);
  if (tag?.includes("@")) throw new UsageError("--tag: a tag without its digest, which is looked up");
  if (tag !== undefined) digestOf(application, tag);
  const { github } = repository;
  const wanted = tag === undefined ? "" : ` -f tag=${tag}`;
  out(
    `What ${promoteFrom.name} runs is promoted to ${name} by the workflow, without a soak, after the reviewers of ${name} on GitHub.\n` +
      `Next: gh workflow run ${layout(application).promoteName}.yml --repo ${github.organization}/${repository.gitHubName} -f environment=${name}${wanted}\n`,
  );
}

const actions: Readonly<Record<string, (at: Place, values: Values, output: Output) => void>> = {
  pin,
  unpin,
  suspend,
  resume,
  promote,
};

/** Pins, suspends and promotes, by the file alone: what it says is what is applied. */
export const release: Command<typeof options> = {
  name: "release",
  help,
  options,
  operands: ["ACTION"],
  run(values, output, [action = ""]) {
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (!run) throw new UsageError(`there is no ${formatGiven(action)}; expected ${oneOf(Object.keys(actions))}`);
    run(place(values), values, output);
    return exitCodes.ok;
  },
};
