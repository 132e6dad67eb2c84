/**
 * `npm run mutants [-- PLACE ...]`: changes the sources in folders, or in single files, in one place at a time and runs
 * the unit tests that reach it. A mutant that no test notices lives: either a test is missing, or it means the same and
 * belongs into equivalent.yaml.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
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

/** The tests that reach a mutant, the quickest files first. */
function selectionFor({ id }: Mutant, coverage: Coverage): Selection {
  return [...coverage.files]
    .sort((a, b) => a.milliseconds - b.milliseconds)
    .flatMap(({ file, atLoad, tests }) => {
      if (coverage.atLoad.includes(id) || atLoad.includes(id)) return [{ file }];
      const some = [...tests.keys()].filter((index) => tests[index]?.includes(id));
      return some.length === 0 ? [] : [{ file, tests: some }];
    });
}

/** Milliseconds for the tests of a mutant. A machine that others use is at times this much slower than it was. */
const patience = (selection: readonly Selection[number][], { files }: Coverage): number =>
  60_000 +
  10 *
    sumBy(
      files.filter(({ file }) => selection.some((each) => each.file === file)),
      ({ milliseconds }) => milliseconds,
    );

/** The mutants that live. */
async function judge(mutants: readonly Mutant[], script: string, coverage: Coverage): Promise<readonly Mutant[]> {
  const queue = [...mutants];
  const living: Mutant[] = [];
  let judged = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(script);
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const selection = selectionFor(mutant, coverage);
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

async function run(places: readonly string[]): Promise<number> {
  const unknown = places.filter((place) => !mutated.some((each) => place === each || place.startsWith(`${each}/`)));
  if (unknown.length > 0) throw new Error(`not mutated: ${unknown.join(", ")}; it is ${mutated.join(", ")}`);
  const sources = sourcesOf(places);
  const tests = testFiles();
  const { mutants, texts } = await instrument(sources);
  const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-mutants-"));
  try {
    const script = join(scratch, "tests.cjs");
    writeFileSync(script, await bundle(sources, tests, texts));
    const coverage = await cover(script, sources, tests);
    const excused = readEquivalents().filter(({ file }) => sources.includes(file));
    const outdated = excused.filter((each) => !mutants.some((mutant) => isEquivalent(mutant, each)));
    const judged = mutants.filter((mutant) => !excused.some((each) => isEquivalent(mutant, each)));
    console.log(`${mutants.length} mutants, ${mutants.length - judged.length} of them equivalent`);
    const living = await judge(judged, script, coverage);
    for (const { file, original } of outdated) console.log(`equivalent.yaml: ${file} has no mutant of ${original}`);
    const scores = places.map((place) => {
      const isHere = ({ file }: Mutant): boolean => file === place || file.startsWith(`${place}/`);
      const all = judged.filter(isHere).length;
      const killed = all - living.filter(isHere).length;
      const score = all === 0 ? 100 : (100 * killed) / all;
      console.log(`${place}: ${score.toFixed(1)} % (${killed} of ${all})`);
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
