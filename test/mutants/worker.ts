/** A process that runs tests against one mutant after the other: `worker.ts SCRIPT`. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { constants, Script } from "node:vm";
import { root } from "./folders";
import { Collector, type Registered } from "./tests";

/** What a mutant's tests are, in their order: of a file all, or some by their numbers. A file may come twice. */
export type Selection = readonly { readonly file: string; readonly tests?: readonly number[] | undefined }[];

export type Order =
  | { readonly do: "cover"; readonly sources: readonly string[]; readonly tests: readonly string[] }
  | { readonly do: "judge"; readonly mutant: string; readonly selection: Selection };

/** Which mutants are reached by loading sources, by loading a test file, by each of its tests. */
export interface Coverage {
  readonly atLoad: readonly string[];
  readonly files: readonly {
    readonly file: string;
    readonly milliseconds: number;
    readonly atLoad: readonly string[];
    readonly tests: readonly { readonly reached: readonly string[]; readonly milliseconds: number }[];
  }[];
}

export type Answer =
  | { readonly coverage: Coverage }
  /** @default - it lives */
  | { readonly killedBy?: string }
  | { readonly broken: string };

/** What a worker sends back: its answer, and the bytes that it has grown to. */
export interface Reply {
  readonly answer: Answer;
  readonly heapUsed: number;
}

/** What Stryker's instrumented code looks at. @see https://github.com/stryker-mutator/stryker-js/blob/master/packages/api/src/core/instrument.ts */
interface Switch {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
  mutantCoverage?: {
    readonly static: Record<string, number>;
    readonly perTest: Record<string, Record<string, number>>;
  };
}

type Loaders = Readonly<Record<string, () => unknown>>;
type Evaluate = (require: (name: string) => unknown, module: { exports: Loaders }) => void;

/** Loops that a mutant makes endless end. */
const hitLimit = 1_000_000;

const [, , file = ""] = process.argv;
const evaluate = new Script(`(require, module) => {${readFileSync(file, "utf8")}\n}`, {
  // As if it were in the project, where its packages are.
  filename: join(root, "mutants.cjs"),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as Evaluate;
const projectRequire = createRequire(join(root, ".gen", "crds", "index.ts"));
const state: Switch = {};
Object.assign(globalThis, { __stryker__: state });

/** Fresh modules. */
function fresh(collector: Collector): Loaders {
  const module: { exports: Loaders } = { exports: {} };
  evaluate((name) => (name === "node:test" ? collector.module : projectRequire(name)), module);
  return module.exports;
}

const load = (loaders: Loaders, name: string): void => {
  const loader = loaders[name];
  if (!loader) throw new Error(`${name} is not in the bundle`);
  loader();
};

const testsOf = (loaders: Loaders, collector: Collector, name: string): readonly Registered[] =>
  collector.collect(() => load(loaders, name));

async function cover(sources: readonly string[], tests: readonly string[]): Promise<Coverage> {
  state.mutantCoverage = { static: {}, perTest: {} };
  const { static: atLoad, perTest } = state.mutantCoverage;
  const collector = new Collector();
  const loaders = fresh(collector);
  for (const source of sources) load(loaders, source);
  const files = [];
  for (const name of tests) {
    const started = performance.now();
    state.currentTestId = name;
    const registered = testsOf(loaders, collector, name);
    const each = [];
    for (const [index, { title, run }] of registered.entries()) {
      state.currentTestId = `${name} ${index}`;
      const began = performance.now();
      await run().catch((error: unknown) => {
        throw new Error(`without a mutant, ${name} fails: ${title}: ${String(error)}`);
      });
      const reached = Object.keys(perTest[state.currentTestId] ?? {});
      each.push({ reached, milliseconds: performance.now() - began });
    }
    files.push({
      file: name,
      milliseconds: performance.now() - started,
      atLoad: Object.keys(perTest[name] ?? {}),
      tests: each,
    });
  }
  state.currentTestId = undefined;
  await collector.end();
  return { atLoad: Object.keys(atLoad), files };
}

/** @returns the test that fails first */
async function judge(mutant: string, selection: Selection): Promise<string | undefined> {
  Object.assign(state, { activeMutant: mutant, hitCount: 0, hitLimit });
  let current = "loading";
  const collector = new Collector();
  try {
    const loaders = fresh(collector);
    const collected = new Map<string, readonly Registered[]>();
    for (const { file: name, tests } of selection) {
      current = name;
      const registered = collected.get(name) ?? testsOf(loaders, collector, name);
      collected.set(name, registered);
      for (const [index, { title, run }] of registered.entries()) {
        if (tests && !tests.includes(index)) continue;
        current = `${name}: ${title}`;
        await run();
      }
    }
    return undefined;
  } catch {
    return current;
  } finally {
    await collector.end();
    state.activeMutant = undefined;
  }
}

async function answer(order: Order): Promise<Answer> {
  if (order.do === "cover") return { coverage: await cover(order.sources, order.tests) };
  const killedBy = await judge(order.mutant, order.selection);
  return killedBy === undefined ? {} : { killedBy };
}

process.on("message", (order: Order) => {
  void answer(order)
    .catch((error: unknown): Answer => ({ broken: error instanceof Error ? error.message : String(error) }))
    .then((result) => process.send?.({ answer: result, heapUsed: process.memoryUsage().heapUsed } satisfies Reply));
});
