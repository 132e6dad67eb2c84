/** What can be done in the demo: what CI, developers and operators do, and what they look at. */
import { join } from "node:path";
import { compare, inc, valid } from "semver";
import type { Output } from "../../../commands/command";
import { formatGiven, oneOf, printable, shorten, UserError } from "../../../config/problems";
import { start } from "../../opentofu/support/engine";
import { text } from "../../support/synth";
import { untilAlerted } from "../support/alerted";
import {
  byFlux,
  changesIn,
  digestOf,
  imageName,
  isImage,
  place,
  pushTag,
  tagOf,
  untilApplied,
  untilDeployed,
  untilWritten,
  type Place,
} from "../support/flow";
import { crashingTag } from "../support/nodes";
import { podsOf, untilServing } from "../support/pods";
import { systemTool } from "../support/tools";
import { eventually, NotYet } from "../support/wait";
import type { World } from "../support/world";
import type { Act, Acts } from "./prompt";
import type { Shell } from "./shell";

/** What was asked for can't be done now. */
class ActError extends UserError {}

/** The environments of delivery.yaml. */
export const places = {
  dev: place("echo-server", "dev", "dev"),
  production: place("echo-server", "production", "production"),
} as const;
type Name = keyof typeof places;

const root = join(__dirname, "..", "..", "..");

/** The world with what belongs to its being shown. */
export interface Stage {
  readonly world: World;
  readonly output: Output;
  readonly shell: Shell;
  /** The newest tag of each environment that was pushed. */
  readonly newest: Record<Name, string>;
}

export const begin = (world: World, output: Output, shell: Shell): Stage => ({
  world,
  output,
  shell,
  newest: { dev: tagOf(world, places.dev), production: tagOf(world, places.production) },
});

/** Waits until both environments run their first image, by its digest. */
export async function untilFirstDeployed(world: World): Promise<void> {
  for (const where of Object.values(places)) {
    await eventually(`${where.kustomization} is pinned by its digest`, () => {
      if (digestOf(world, where) === "") throw new NotYet("it is not");
    });
    await untilServing(world, where, `${imageName(world, where)}:${tagOf(world, where)}`);
  }
  for (const where of Object.values(places)) {
    await untilApplied(world, where, world.repository(where.application).head() ?? "");
  }
}

function nameIn([given = "dev", ...more]: readonly string[]): Name {
  if (more.length === 0 && (given === "dev" || given === "production")) return given;
  throw new ActError(`got ${formatGiven([given, ...more].join(" "))}, expected ${oneOf(Object.keys(places))}`);
}

function nothingIn(words: readonly string[]): void {
  if (words.length > 0) throw new ActError(`got ${formatGiven(words.join(" "))}, expected nothing after the command`);
}

/** Tells steps with the seconds since now. */
function clock({ output }: Stage): (words: string) => void {
  const since = performance.now();
  return (words) => {
    const seconds = ((performance.now() - since) / 1000).toFixed(1);
    output.out(`  ${seconds.padStart(5)} s  ${words}\n`);
  };
}

const pinOf = ({ world }: Stage, name: Name): string | undefined =>
  world.delivery.applications[0]?.environments.find((each) => each.name === name)?.pin?.tag;

/** Waits for a tag's commit, and tells it. @param since the commit before */
async function untilCommitted(
  { world }: Stage,
  where: Place,
  tag: string,
  since: string | undefined,
  tell: (words: string) => void,
): Promise<void> {
  const repository = world.repository(where.application);
  await untilWritten(world, where, tag);
  const commit = byFlux(repository.commits(since)).at(-1);
  if (!commit) throw new Error(`${tag} is written, and not by Flux`);
  const { user } = world.keyring.signer(repository.path, commit.id);
  tell(
    `Flux has committed it: ${commit.id.slice(0, 7)}, ${changesIn([commit]).join(", ")}, with a good signature of ${user}`,
  );
  await untilDeployed(world, where, tag);
  tell(`Flux has applied the commit: the Deployment in ${where.namespace} has it`);
}

/** Waits until a tag runs, and tells the steps. */
async function untilRunning(
  stage: Stage,
  where: Place,
  tag: string,
  since: string | undefined,
  tell: (words: string) => void,
): Promise<void> {
  const { world } = stage;
  await untilCommitted(stage, where, tag, since, tell);
  await untilServing(world, where, `${imageName(world, where)}:${tag}`);
  await untilApplied(world, where, world.repository(where.application).head() ?? "");
  tell("its Pods are Ready and serve");
}

/** The number above another that no Pod can run. */
export function nextCrashing(tag: string): string {
  const step = 10 ** crashingTag.length;
  const thousands = Math.max(0, Math.floor((Number(tag) - Number(crashingTag)) / step) + 1);
  return String(thousands * step + Number(crashingTag));
}

/** Whether no Pod runs a tag. */
export const crashes = (tag: string): boolean => tag.endsWith(crashingTag);

const nextTag = (name: Name, tag: string): string =>
  name === "dev" ? String(Number(tag) + 1) : `v${inc(tag, "patch") ?? ""}`;

/** Which of two tags is older, as a comparison to sort by; NaN where one is of another kind than the environment's. */
function byAge(name: Name, a: string, b: string): number {
  if (name === "dev") return Number(a) - Number(b);
  return valid(a) === null || valid(b) === null ? NaN : compare(a, b);
}

/** Of some tags, the newest that is older than another and whose Pods run. */
export const goodBefore = (name: Name, tag: string, tags: readonly string[]): string | undefined =>
  tags
    .filter((each) => !crashes(each) && byAge(name, each, tag) < 0)
    .sort((a, b) => byAge(name, a, b))
    .at(-1);

/** Pushes a tag as CI does. @returns whether Flux takes it */
async function publish(stage: Stage, name: Name, tag: string): Promise<boolean> {
  const { world, output, newest } = stage;
  const where = places[name];
  await pushTag(world, where, tag);
  newest[name] = tag;
  output.out(`${imageName(world, where)}:${tag} is pushed.\n`);
  const pin = pinOf(stage, name);
  if (pin === undefined) return true;
  output.out(`${name} is pinned to ${pin}, so Flux leaves it there until \`unpin ${name}\`.\n`);
  return false;
}

async function push(stage: Stage, words: readonly string[]): Promise<void> {
  const name = nameIn(words);
  const where = places[name];
  const since = stage.world.repository(where.application).head();
  const tag = nextTag(name, stage.newest[name]);
  const tell = clock(stage);
  if (await publish(stage, name, tag)) await untilRunning(stage, where, tag, since, tell);
}

async function breakDev(stage: Stage, words: readonly string[]): Promise<void> {
  nothingIn(words);
  const { world } = stage;
  const where = places.dev;
  const since = world.repository(where.application).head();
  const tag = nextCrashing(stage.newest.dev);
  const seen = world.events.alerts.length;
  const tell = clock(stage);
  if (!(await publish(stage, "dev", tag))) return;
  await untilCommitted(stage, where, tag, since, tell);
  await eventually("a Pod crashes", async () => {
    const pods = await podsOf(world, where);
    if (!pods.some(({ image, ready }) => !ready && isImage(image, `${imageName(world, where)}:${tag}`)))
      throw new NotYet("none does");
  });
  tell("its Pod crashes; the Pod before it serves on");
  const alert = await untilAlerted(
    world,
    "the error",
    (each) =>
      world.events.alerts.indexOf(each) >= seen &&
      each.labels["name"] === where.kustomization &&
      each.labels["severity"] === "error",
  );
  tell(`an alert has arrived: ${messageOf(alert.annotations["message"])}`);
  stage.output.out(
    "`status` and `why` tell what is the matter; `push` mends it with the next tag, `rollback` with the last good one.\n",
  );
}

const messageOf = (message: unknown): string =>
  printable(shorten(typeof message === "string" ? message.replaceAll(/\s+/g, " ") : "", 200));

/** Runs one of the project's commands as a user does. */
async function command({ output, shell }: Stage, name: string, ...args: readonly string[]): Promise<void> {
  output.out(`$ npm run -s ${[name, ...(args.length > 0 ? ["--", ...args] : [])].join(" ")}\n`);
  const program = [join(root, "commands", "run.cjs"), join(root, "commands", "main.ts"), name, ...args];
  const { code, output: said } = await start(process.execPath, program, { cwd: root, env: shell.env }).ended;
  output.out(said);
  // 1 says that something is not as it should be, which is what one wants to see.
  if (code !== 0 && code !== 1) throw new ActError(`${name} has ended with ${code}.`);
}

/** Makes delivery.yaml true, as it is now. */
async function deploy({ world, output }: Stage): Promise<void> {
  world.reread();
  output.out("$ npx cdktf deploy secrets flux-bootstrap app\n");
  const since = performance.now();
  await world.deploy();
  output.out(`Applied in ${((performance.now() - since) / 1000).toFixed(0)} s.\n`);
}

/** The tags that an environment has had. */
const tagsOf = ({ world }: Stage, where: Place): string[] =>
  world
    .repository(where.application)
    .git("log", "--format=%H", "main", "--", where.overlay)
    .split("\n")
    .map((commit) => tagOf(world, where, commit));

async function rollback(stage: Stage, words: readonly string[]): Promise<void> {
  const { world } = stage;
  const name = nameIn(words);
  const where = places[name];
  const now = tagOf(world, where);
  const tag = goodBefore(name, now, tagsOf(stage, where));
  if (tag === undefined) {
    const mend =
      pinOf(stage, name) === undefined ? `\`push ${name}\` first` : `\`unpin ${name}\` goes on with the newest`;
    throw new ActError(`${name} has run no good tag older than ${now}: ${mend}.`);
  }
  const since = world.repository(where.application).head();
  const tell = clock(stage);
  await command(stage, "release", "pin", "--app", where.application, "--env", name, "--tag", tag);
  await deploy(stage);
  await untilRunning(stage, where, tag, since, tell);
}

async function unpin(stage: Stage, words: readonly string[]): Promise<void> {
  const { world, newest } = stage;
  const name = nameIn(words);
  const where = places[name];
  if (pinOf(stage, name) === undefined) throw new ActError(`${name} is not pinned: \`rollback ${name}\` pins it.`);
  const since = world.repository(where.application).head();
  const before = tagOf(world, where);
  const tag = newest[name];
  const tell = clock(stage);
  await command(stage, "release", "unpin", "--app", where.application, "--env", name);
  await deploy(stage);
  if (before === tag) return;
  if (!crashes(tag)) return untilRunning(stage, where, tag, since, tell);
  await untilCommitted(stage, where, tag, since, tell);
  stage.output.out(
    `The newest, ${tag}, is one whose Pods crash: \`push\` mends it with the next, \`rollback\` with the last good one.\n`,
  );
}

async function log({ output, shell }: Stage, words: readonly string[]): Promise<void> {
  nothingIn(words);
  const args = ["-C", shell.repository, "log", "--show-signature", "--max-count=3"];
  output.out(`$ git ${args.join(" ")}\n`);
  output.out((await start(systemTool("git"), args, { cwd: root, env: shell.env }).ended).output);
}

function alerts({ world, output }: Stage, words: readonly string[]): void {
  nothingIn(words);
  const lines = world.events.alerts
    .slice(-10)
    .map(
      ({ labels, annotations }) =>
        `${text(labels["severity"])}  ${text(labels["kind"])} ${text(labels["name"])}: ${messageOf(annotations["message"])}\n`,
    );
  output.out(lines.join("") || "No alert has arrived yet.\n");
}

const act = (usage: string, does: string, run: Act<Stage>["run"]): [string, Act<Stage>] => [
  usage.split(" ")[0] ?? "",
  { usage, does, run },
];

/** All of them. */
export const acts: Acts<Stage> = new Map([
  act("push [ENV]", "pushes the next image of dev, or production, and follows it until its Pods serve", push),
  act("status", "what each environment runs", (stage, words) => {
    nothingIn(words);
    return command(stage, "status", "--all");
  }),
  act("log", "the newest commits of the application's repository, with their signatures", log),
  act("break", "pushes an image to dev whose Pods crash; the next push mends it", breakDev),
  act("why", "what is not Ready, why, and what to do", async (stage, words) => {
    nothingIn(words);
    for (const stack of ["flux-bootstrap", "app"]) await command(stage, "why", stack);
  }),
  act("alerts", "what has arrived at Alertmanager", (stage, words) => {
    alerts(stage, words);
    return Promise.resolve();
  }),
  act("rollback [ENV]", "pins dev, or production, to the last good tag before this one, and deploys that", rollback),
  act("unpin [ENV]", "goes on with the newest", unpin),
  act("deploy", "applies delivery.yaml as you have edited it", (stage, words) => {
    nothingIn(words);
    return deploy(stage);
  }),
]);
