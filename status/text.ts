/** Rows as lines for a terminal. No line is longer than it is wide. */
import { countBy } from "es-toolkit/array";
import { shorten, type Path } from "../config/problems";
import { faultInWords, line, remedyInWords } from "../why/words";
import { plainly, type Paint } from "./paint";
import { states, type Row, type State } from "./rows";

export interface Look {
  /** Characters in a line; below 80 it is as if there were 80. */
  readonly columns: number;
  readonly paint: Paint;
  /** What ages are told from, in milliseconds since 1970. */
  readonly now: number;
  /** Where in the file something stands. */
  readonly place: (at: Path) => string;
}

export const fewestColumns = 80;

/** Words in lines that are no longer; one that is longer by itself is cut into several. */
export function wrapped(text: string, columns: number): string[] {
  const lines: string[] = [];
  let rest = Array.from(text);
  while (rest.length > columns) {
    const space = rest.lastIndexOf(" ", columns);
    const end = space > 0 ? space : columns;
    lines.push(rest.slice(0, end).join(""));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest.join("")];
}

const indented = (text: string, by: number, columns: number): string[] =>
  wrapped(line(text), columns - by).map((each) => " ".repeat(by) + each);

const units = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
] as const;

/** How long that is, in the largest unit that it is one of at least. */
function span(seconds: number): string {
  const [unit, size] = units.find(([, each]) => seconds >= each) ?? ["s", 1];
  return `${Math.max(0, Math.floor(seconds / size))} ${unit}`;
}

/** How long ago that was; undefined where it is no time. */
function age(time: string | undefined, now: number): string | undefined {
  const at = Date.parse(time ?? "");
  return Number.isNaN(at) ? undefined : span((now - at) / 1000);
}

const nameOf = ({ environment: { application, name } }: Row): string => `${application.name} ${name}`;

/** How many are in each state. */
export function summary(rows: readonly Row[], paint: Paint = plainly): string {
  const counts: Partial<Record<State, number>> = countBy(rows, ({ state }) => state);
  const parts = states.toReversed().flatMap((state) => {
    const count = counts[state];
    return count === undefined ? [] : [paint(state, `${count} ${state}`)];
  });
  const whole = `${rows.length} environment${rows.length === 1 ? "" : "s"}`;
  return `${whole}: ${parts.join(", ") || "none"}`;
}

/** Each tag once, with the farthest that it has come: `1041 runs, 1042 is written, 1043 is chosen`. */
export function tags({ running, written, chosen, seen, environment }: Row): string {
  const said = new Set<string | undefined>([undefined]);
  const parts: string[] = [];
  const say = (tag: string | undefined, words: string): void => {
    if (said.has(tag)) return;
    said.add(tag);
    parts.push(`${line(tag ?? "")} ${words}`);
  };
  say(running, environment.pin ? "runs, pinned" : "runs");
  say(written, "is written");
  say(chosen, "is chosen");
  say(seen, "is seen");
  return parts.join(", ") || "no tag";
}

/** A revision with as much of its commit as people write. */
const revision = (text: string): string => shorten(line(text).replace(/([0-9a-f]{7})[0-9a-f]{33,}$/, "$1"), 60);

/** What of the repository was fetched and applied, and whether it is signed. */
function revisions({ fetched, applied, isSigned }: Row): string | undefined {
  if (fetched === undefined) return undefined;
  const signature = isSigned === undefined ? "" : isSigned ? ", signed" : ", its signature is not good";
  if (fetched === applied) return `${revision(fetched)} is applied${signature}`;
  const before = applied === undefined ? "" : `; ${revision(applied)} is applied`;
  return `${revision(fetched)} is fetched${signature}${before}`;
}

function waits({ waitsFor, since, until }: Row, now: number): string[] {
  if (waitsFor === undefined) return [];
  const long = age(since, now);
  const left = Date.parse(until ?? "") - now;
  const soak = left > 0 ? `, for another ${span(left / 1000)} at least` : "";
  return [`waits for ${waitsFor}${long === undefined ? "" : `, since ${long}`}${soak}`];
}

function causes({ broken }: Row, { place }: Look): string[] {
  if (!broken) return [];
  return [
    broken.object,
    place(broken.at),
    faultInWords(broken.fault),
    ...(broken.event === undefined ? [] : [`Warning ${broken.event}`]),
    remedyInWords(broken.remedy),
  ];
}

/** What is to be known of an environment below its line. */
function details(row: Row, look: Look): string[] {
  const { environment } = row;
  const where = `cluster ${environment.cluster.name}, ${tags(row)}`;
  const [object, ...more] = causes(row, look);
  return [
    ...[where, revisions(row), ...waits(row, look.now)].flatMap((each) =>
      each === undefined ? [] : indented(each, 2, look.columns),
    ),
    ...(object === undefined ? [] : indented(object, 2, look.columns)),
    ...more.flatMap((each) => indented(each, 4, look.columns)),
  ];
}

const head = ["ENVIRONMENT", "STATE", "TAG", "PODS", "SINCE"] as const;

const podsOf = ({ pods }: Row): string => (pods ? `${pods.ready}/${pods.wanted}` : "-");

const longestState = Math.max(...states.map((each) => each.length));

/** A line for each row, with details below it where it is not ready. */
export function lines(rows: readonly Row[], given: Look): string[] {
  if (rows.length === 0) return [];
  const look = { ...given, columns: Math.max(given.columns, fewestColumns) };
  const { columns, paint, now } = look;
  const gap = "  ";
  const sinces = rows.map(({ since }) => age(since, now) ?? "-");
  const widest = (texts: readonly string[]): number => Math.max(...texts.map((each) => each.length));
  const pods = widest([head[3], ...rows.map(podsOf)]);
  const ages = widest([head[4], ...sinces]);
  const left = columns - longestState - pods - ages - 4 * gap.length;
  const names = Math.min(widest([head[0], ...rows.map(nameOf)]), Math.floor(left * 0.6));
  const cell = (text: string, width: number): string => shorten(text, width).padEnd(width);
  const cells = (texts: readonly [string, string, string, string, string]): readonly string[] =>
    [names, longestState, left - names, pods, ages].map((width, index) => cell(texts[index] ?? "", width));
  const joined = (all: readonly string[]): string => all.join(gap).trimEnd();
  return [
    joined(cells(head)),
    ...rows.flatMap((row, index) => {
      const [name = "", state = "", ...others] = cells([
        nameOf(row),
        row.state,
        line(row.running ?? row.chosen ?? "-"),
        podsOf(row),
        sinces[index] ?? "-",
      ]);
      return [joined([name, paint(row.state, state), ...others]), ...details(row, look)];
    }),
  ];
}

/** A row in one line, for a log: what changes in it is what somebody wants to be told. */
export function changed(row: Row): string {
  const { state, waitsFor, pods, broken } = row;
  const parts = [
    tags(row),
    ...(pods ? [`${podsOf(row)} Pods ready`] : []),
    ...(waitsFor === undefined ? [] : [`waits for ${waitsFor}`]),
    ...(broken ? [`${broken.object}: ${faultInWords(broken.fault)}`, remedyInWords(broken.remedy)] : []),
  ];
  return line(`${nameOf(row)} is ${state}: ${parts.join("; ")}`);
}
