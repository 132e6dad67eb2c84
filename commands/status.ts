import { setMaxListeners } from "node:events";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { uniq } from "es-toolkit/array";
import { ClusterError, Kubectl } from "../cluster/kubectl";
import { loadDeliveryFile, type DeliveryFile } from "../config/load";
import { formatGiven, oneOf } from "../config/problems";
import { present } from "../manifests/cluster-object";
import type { Cluster, Environment } from "../model/delivery";
import { askClusters, type Answer, type Asking } from "../status/ask";
import { clustersOf } from "../status/chain";
import { json } from "../status/json";
import { inColors, plainly } from "../status/paint";
import { rowsOf, type Row } from "../status/rows";
import { changed, fewestColumns, lines, summary, wrapped } from "../status/text";
import { line } from "../why/words";
import {
  commonHelp,
  configFile,
  exitCodes,
  UsageError,
  type AsyncCommand,
  type ExitCode,
  type Output,
} from "./command";
import { whileWaiting, type Step } from "./progress";
import { whileInScratchFolder } from "./synthesized";

const help = `Says how far the environments' tags have come: seen, chosen, written to Git, applied, their Pods Ready; what waits
for what, since when, and of what is broken the first link with its remedy.

  npm run status -- [--app NAME]... [--env NAME]... [--cluster NAME]... [--watch]

  --app, --env, --cluster NAME   only environments of these; again for more
  --all              those that are ready too; they are listed anyway where something is named
  --watch            goes on: on a terminal in place, else by a line for each change; Ctrl-C ends it
  --json             for other programs
${commonHelp}
It runs kubectl as npm run why does, clusters side by side. It reads, and changes nothing. NO_COLOR turns colors off.

Exits 0 when all is well, 1 when something is broken or a cluster can't be asked, 2 on a wrong flag.
`;

const names = { type: "string", multiple: true } as const;

const options = {
  app: names,
  env: names,
  cluster: names,
  all: { type: "boolean", default: false },
  watch: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
} as const;

/** A test of an environment by what a flag names; without it every one passes. */
function filter(
  flag: string,
  given: readonly string[] = [],
  all: readonly Environment[],
  nameOf: (environment: Environment) => string,
): (environment: Environment) => boolean {
  const there = uniq(all.map(nameOf));
  const unknown = given.find((name) => !there.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `${flag}: no environment is of ${formatGiven(unknown)}; expected ${oneOf(there.map((each) => formatGiven(each)))}`,
    );
  }
  return (environment) => given.length === 0 || given.includes(nameOf(environment));
}

/** How everything is at a time. */
export interface View {
  readonly rows: readonly Row[];
  readonly answers: ReadonlyMap<Cluster, Answer>;
}

/** What could not be found out of a cluster, in words. */
const notesAbout = ({ name }: Cluster, answer: Answer): string[] =>
  answer instanceof ClusterError
    ? [`Cluster ${name} can't be asked (npm run doctor says what to mend): ${line(answer.message)}`]
    : answer.diagnosis.unknown.map((each) => `Note: cluster ${name}: ${line(each)}`);

const notesOf = ({ answers }: View): string[] => [...answers].flatMap((each) => notesAbout(...each));

const isWell = ({ rows, answers }: View): boolean =>
  [...answers.values()].every((each) => !(each instanceof ClusterError)) &&
  rows.every(({ state }) => state !== "broken" && state !== "unknown");

const codeOf = (view: View): ExitCode => (isWell(view) ? exitCodes.ok : exitCodes.refused);

/** How a view is printed. */
interface Shape {
  /** Whether environments that are ready are listed. */
  readonly isWhole: boolean;
  readonly place: DeliveryFile["place"];
}

/** A view as it is printed: how many are how, then those to look at. */
function linesOf({ rows }: View, { isWhole, place }: Shape, { screen }: Output): string[] {
  const paint = screen?.hasColors ? inColors : plainly;
  const shown = isWhole ? rows : rows.filter(({ state }) => state !== "ready");
  const look = { columns: screen?.columns ?? fewestColumns, paint, now: Date.now(), place };
  const table = lines(shown, look);
  return [summary(rows, paint), ...(table.length > 0 ? ["", ...table] : [])];
}

const textOf = (all: readonly string[]): string => all.map((each) => `${each}\n`).join("");

function jsonOf(view: View, { place }: Shape): string {
  const clusters = [...view.answers].map(([{ name }, answer]) => ({
    name,
    error: answer instanceof ClusterError ? line(answer.message) : undefined,
    notes: answer instanceof ClusterError ? undefined : answer.diagnosis.unknown.map(line),
  }));
  const environments = view.rows.map((row) => json(row, place));
  return `${JSON.stringify({ environments, clusters }, undefined, 2)}\n`;
}

/** Home; what is left of a longer frame goes. @see https://man7.org/linux/man-pages/man4/console_codes.4.html */
const frame = (all: readonly string[]): string => `\u001b[H${all.map((each) => `${each}\u001b[K\n`).join("")}\u001b[J`;

/** No more lines than the screen has. */
function fitting(all: readonly string[], rows: number): readonly string[] {
  const most = rows - 1;
  return all.length <= most ? all : [...all.slice(0, most - 1), `... and ${all.length - most + 1} more lines`];
}

/** Milliseconds between two looks, without those that a look takes. */
const everyMs = 3000;

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";

/** Looks again and again until it is stopped; returns the last view. */
export async function watch(
  look: () => Promise<View>,
  show: (view: View) => void,
  stop: AbortSignal,
  ms = everyMs,
): Promise<View | undefined> {
  let last: View | undefined;
  const isOver = (): boolean => stop.aborted;
  while (!isOver()) {
    const view = await look();
    // What was asked has been stopped too, and says so.
    if (isOver()) break;
    show(view);
    last = view;
    await pause(ms, undefined, { signal: stop }).catch((error: unknown) => {
      if (!isAbort(error)) throw error;
    });
  }
  return last;
}

/** Shows one view after another: in place on a terminal, else what has changed. */
export function shower(shape: Shape, output: Output): (view: View) => void {
  const { out, screen } = output;
  if (screen) {
    out("\u001b[2J");
    return (view) => {
      const { rows, columns } = output.screen ?? screen;
      const [count = "", ...table] = linesOf(view, shape, output);
      // Above what may be cut: why a cluster says nothing is not in the table.
      const notes = notesOf(view).flatMap((each) => wrapped(each, columns));
      out(frame(fitting([count, ...notes, ...table], rows)));
    };
  }
  const before = new Map<string, string>();
  const say = (key: string, text: string, isSaid: boolean, what = text): void => {
    if (before.get(key) === what) return;
    before.set(key, what);
    if (isSaid) out(`${new Date().toISOString()} ${text}\n`);
  };
  return (view) => {
    const isFirst = before.size === 0;
    say("", summary(view.rows), isFirst);
    view.rows.forEach((row, index) => say(`row ${index}`, changed(row), !isFirst || row.state !== "ready"));
    for (const [cluster, answer] of view.answers) {
      const notes = notesAbout(cluster, answer);
      // The words may be others each time, by a port or a second in them; what they are of is what counts.
      const what = `${answer instanceof ClusterError}, ${notes.length}`;
      say(`cluster ${cluster.name}`, notes.join("; "), notes.length > 0, what);
    }
  };
}

/** Ends of a terminal, of a job, and by Ctrl-C. */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** They end the command, however often they come, and not the process, which has files to clear away. */
async function untilInterrupted<T>(work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // Node takes more than ten listeners for a leak; each kubectl that runs is one.
  setMaxListeners(0, controller.signal);
  const stop = (): void => controller.abort();
  for (const each of endings) process.on(each, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const each of endings) process.off(each, stop);
  }
}

/** Says how far the environments' tags have come. */
export const status: AsyncCommand<typeof options> = {
  name: "status",
  help,
  options,
  async run(values, output) {
    if (values.watch && values.json) throw new UsageError("--json is for one look, and --watch for many: give one");
    const { delivery, place } = loadDeliveryFile(configFile(values));
    const { environments } = delivery;
    const filters = [
      filter("--app", values.app, environments, ({ application }) => application.name),
      filter("--env", values.env, environments, ({ name }) => name),
      filter("--cluster", values.cluster, environments, ({ cluster }) => cluster.name),
    ];
    const chosen = environments.filter((each) => filters.every((passes) => passes(each)));
    if (chosen.length === 0 && environments.length > 0) throw new UsageError("no environment is of all that is named");
    const isNamed = chosen.length < environments.length;
    const shape: Shape = { isWhole: values.all || isNamed, place };
    // What an environment is promoted from says what it waits for.
    const asked = uniq(chosen.flatMap((each) => [each, ...present(each.promoteFrom)]));
    const work = async (scratch: string, stop: AbortSignal): Promise<ExitCode> => {
      const reached = new Map<Cluster, Kubectl>();
      const reach = async (cluster: Cluster): Promise<Asking> => {
        const found =
          reached.get(cluster) ?? (await Kubectl.beside(cluster, mkdtempSync(join(scratch, "cluster-")), stop));
        reached.set(cluster, found);
        return found;
      };
      const look = async (step: Step = () => undefined): Promise<View> => {
        const clusters = uniq(asked.flatMap((each) => [...clustersOf(each)])).length;
        let done = 0;
        const told = (): void => step("asking clusters", done++, clusters);
        told();
        const answers = await askClusters(asked, delivery, reach, told);
        return { rows: rowsOf(chosen, answers, delivery), answers };
      };
      if (values.watch) {
        let isFirst = true;
        const next = (): Promise<View> => {
          if (!isFirst) return look();
          isFirst = false;
          return whileWaiting(output, ({ step }) => look(step));
        };
        const last = await watch(next, shower(shape, output), stop);
        return last ? codeOf(last) : exitCodes.ok;
      }
      const view = await whileWaiting(output, ({ step }) => look(step));
      // What it says then is that it was stopped.
      if (stop.aborted) return exitCodes.refused;
      if (values.json) output.out(jsonOf(view, shape));
      else {
        output.out(textOf(linesOf(view, shape, output)));
        output.err(textOf(notesOf(view)));
      }
      return codeOf(view);
    };
    return untilInterrupted((stop) => whileInScratchFolder((scratch) => work(scratch, stop)));
  },
};
