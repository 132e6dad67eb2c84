/**
 * `npm run mutants [-- PLACE ...]`: changes the sources in folders, in files or in single lines (`rules/git.ts:12`), in one
 * place at a time, and runs the unit tests that reach it. A mutant that no test notices lives: either a test is missing, or it means the same and
 * belongs into equivalent.yaml.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { groupBy, orderBy, uniq } from "es-toolkit/array";
import { sumBy } from "es-toolkit/math";
import { bundle } from "./bundle";
import { isEquivalent, readEquivalents } from "./equivalent";
import { mutated, sourcesOf, testFiles } from "./folders";
import { instrument, type Mutant } from "./mutants";
import { Worker } from "./pool";
import type { Coverage, Selection } from "./worker";

/** Percent of the mutants that must be noticed, those that are equivalent left aside. */
const threshold = 100;

/** Milliseconds for all tests, on the slowest of machines. */
const longest = 900_000;

type Run = Selection[number];

/** Mutants that more tests reach than this say nothing of what a test is about. */
const few = 30;

/** How many of the most telling tests are run before all others, and milliseconds that one may take. */
const telling = { most: 12, longest: 500 };

/** Finds for a mutant the tests that reach what few others reach, close to it; the most telling first. */
function tellingTests(mutants: readonly Mutant[], { files }: Coverage): (mutant: Mutant) => readonly Run[] {
  const runs = files.flatMap(({ file, tests }) =>
    tests.map((each, index) => ({ ...each, run: { file, tests: [index] } })),
  );
  const reaching = new Map<string, Run[]>();
  for (const { reached, run } of runs.filter(({ milliseconds }) => milliseconds <= telling.longest)) {
    for (const id of reached) {
      const known = reaching.get(id);
      if (known) known.push(run);
      else reaching.set(id, [run]);
    }
  }
  const specific = mutants.filter(({ id }) => (reaching.get(id) ?? []).length <= few);
  const ofFile = groupBy(specific, ({ file }) => file);
  return ({ file, line }) => {
    const scores = new Map<Run, number>();
    for (const near of ofFile[file] ?? []) {
      const tests = reaching.get(near.id) ?? [];
      const score = 1 / (tests.length * (1 + Math.abs(near.line - line)));
      for (const test of tests) scores.set(test, (scores.get(test) ?? 0) + score);
    }
    const best = orderBy([...scores], [([, score]) => score], ["desc"]);
    return best.slice(0, telling.most).map(([test]) => test);
  };
}

/** The tests that reach a mutant: some that are about it, then all, the quickest files first. */
function selectionFor({ id }: Mutant, coverage: Coverage, first: readonly Run[]): Selection {
  const all = [...coverage.files]
    .sort((a, b) => a.milliseconds - b.milliseconds)
    .flatMap(({ file, atLoad, tests }): Selection => {
      if (coverage.atLoad.includes(id) || atLoad.includes(id)) return [{ file }];
      const some = [...tests.keys()].filter((index) => tests[index]?.reached.includes(id));
      return some.length === 0 ? [] : [{ file, tests: some }];
    });
  const reaches = ({ file, tests = [] }: Run): boolean =>
    all.some((each) => each.file === file && tests.every((test) => each.tests?.includes(test) ?? true));
  return [...first.filter(reaches), ...all];
}

/** Milliseconds for the tests of a mutant. A machine that others use is at times this much slower than it was. */
const patience = (selection: readonly Run[], { files }: Coverage): number =>
  60_000 +
  10 *
    sumBy(
      files.filter(({ file }) => selection.some((each) => each.file === file)),
      ({ milliseconds }) => milliseconds,
    );

/** The mutants that live. */
async function judge(
  mutants: readonly Mutant[],
  all: readonly Mutant[],
  script: string,
  coverage: Coverage,
): Promise<readonly Mutant[]> {
  const queue = [...mutants];
  const first = tellingTests(all, coverage);
  const living: Mutant[] = [];
  let judged = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(script);
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const selection = selectionFor(mutant, coverage, first(mutant));
      const order = { do: "judge", mutant: mutant.id, selection } as const;
      const answer = selection.length === 0 ? {} : await worker.ask(order, patience(selection, coverage));
      if (answer && "broken" in answer) throw new Error(answer.broken);
      if (answer && !("killedBy" in answer)) {
        living.push(mutant);
        console.log(describe(mutant));
      }
      judged += 1;
      if (judged % 100 === 0) console.log(`${judged} of ${mutants.length}, ${living.length} live`);
    }
    worker.end();
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
  return living;
}

async function cover(script: string, sources: readonly string[], tests: readonly string[]): Promise<Coverage> {
  const worker = new Worker(script);
  const answer = await worker.ask({ do: "cover", sources, tests }, longest);
  worker.end();
  if (answer && "coverage" in answer) return answer.coverage;
  throw new Error(answer && "broken" in answer ? answer.broken : "the tests did not end in time");
}

const indented = (text: string): string => text.replaceAll("\n", "\n      ");

const describe = ({ file, line, original, replacement }: Mutant): string =>
  `${file}:${line}\n    - ${indented(original)}\n    + ${indented(replacement)}`;

/** What a user has asked for. */
interface Place {
  readonly text: string;
  readonly path: string;
  /** @default - all lines */
  readonly line?: number;
}

function toPlace(text: string): Place {
  const [, path = text, line] = /^(.*\.ts):([0-9]+)$/.exec(text) ?? [];
  if (!mutated.some((each) => path === each || path.startsWith(`${each}/`)))
    throw new Error(`not mutated: ${text}; it is ${mutated.join(", ")}`);
  return line === undefined ? { text, path } : { text, path, line: Number(line) };
}

const isIn = ({ file, line }: Mutant, place: Place): boolean =>
  (file === place.path || file.startsWith(`${place.path}/`)) && (place.line ?? line) === line;

async function run(texts: readonly string[]): Promise<number> {
  const places = texts.map(toPlace);
  const sources = uniq(sourcesOf(places.map(({ path }) => path)));
  const tests = testFiles();
  const { mutants, texts: instrumented } = await instrument(sources);
  const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-mutants-"));
  try {
    const script = join(scratch, "tests.cjs");
    writeFileSync(script, await bundle(sources, tests, instrumented));
    const coverage = await cover(script, sources, tests);
    const excused = readEquivalents().filter(({ file }) => sources.includes(file));
    const outdated = excused.filter((each) => !mutants.some((mutant) => isEquivalent(mutant, each)));
    const chosen = mutants.filter((mutant) => places.some((place) => isIn(mutant, place)));
    const judged = chosen.filter((mutant) => !excused.some((each) => isEquivalent(mutant, each)));
    console.log(`${chosen.length} mutants, ${chosen.length - judged.length} of them equivalent`);
    const living = await judge(judged, mutants, script, coverage);
    for (const { file, original } of outdated) console.log(`equivalent.yaml: ${file} has no mutant of ${original}`);
    const scores = places.map((place) => {
      const all = judged.filter((mutant) => isIn(mutant, place)).length;
      const killed = all - living.filter((mutant) => isIn(mutant, place)).length;
      const score = all === 0 ? 100 : (100 * killed) / all;
      console.log(`${place.text}: ${score.toFixed(1)} % (${killed} of ${all})`);
      return score;
    });
    return outdated.length > 0 || scores.some((score) => score < threshold) ? 1 : 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const places = process.argv.slice(2).map((place) => place.replace(/\/$/, ""));
run(places.length > 0 ? places : mutated).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
