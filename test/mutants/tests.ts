import { once } from "es-toolkit/function";

/** A test that a file has registered. */
export interface Registered {
  readonly title: string;
  readonly run: () => Promise<void>;
}

type Hook = () => unknown;
type Body = (context: { readonly after: (cleanup: Hook) => void }) => unknown;
/** Of a test or a suite; its timeout is the mutant's. */
interface Options {
  readonly skip?: boolean | string;
}
/** What follows a title. */
type Rest<T> = readonly [T] | readonly [Options, T];

/** What is to run; undefined of what is skipped. */
function wanted<T>(rest: Rest<T>): T | undefined {
  if (rest.length === 1) return rest[0];
  const [{ skip = false }, body] = rest;
  return skip === false ? body : undefined;
}

/** Stands in for node:test: a file's tests are collected, to be run one by one in this process. */
export class Collector {
  private tests: Registered[] = [];
  private before: Hook[] = [];
  private after: Hook[] = [];
  private readonly ends: Hook[] = [];
  /** Of the test that runs. @default - none does */
  private cleanups?: Hook[] | undefined;

  readonly module = {
    test: (title: string, ...rest: Rest<Body>): void => {
      const body = wanted(rest);
      if (!body) return;
      const { before, after } = this;
      this.tests.push({ title, run: () => this.run(body, before, after) });
    },
    describe: (_title: string, ...rest: Rest<() => void>): void => wanted(rest)?.(),
    before: (hook: Hook): void => void this.before.push(once(hook)),
    beforeEach: (hook: Hook): void => void this.before.push(hook),
    afterEach: (hook: Hook): void => void this.after.push(hook),
    after: (hook: Hook): void => void (this.cleanups ?? this.ends).push(hook),
  };

  /** What a file registers while it is loaded. */
  collect(load: () => void): readonly Registered[] {
    [this.tests, this.before, this.after] = [[], [], []];
    load();
    return this.tests;
  }

  /** Cleans up after the files. */
  async end(): Promise<void> {
    for (const hook of this.ends) await hook();
  }

  private async run(body: Body, before: readonly Hook[], after: readonly Hook[]): Promise<void> {
    const cleanups: Hook[] = [];
    this.cleanups = cleanups;
    try {
      for (const hook of before) await hook();
      await body({ after: (cleanup) => cleanups.push(cleanup) });
    } finally {
      for (const cleanup of [...cleanups, ...after]) await cleanup();
      this.cleanups = undefined;
    }
  }
}
