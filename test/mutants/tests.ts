/** A test that a file has registered. */
export interface Registered {
  readonly title: string;
  readonly run: () => Promise<void>;
}

type Body = (context: { readonly after: (cleanup: () => unknown) => void }) => unknown;

/** Stands in for node:test: tests are collected, to be run one by one in this process. */
export class Collector {
  tests: Registered[] = [];

  readonly module = {
    test: (title: string, body: Body): void => {
      this.tests.push({ title, run: () => run(body) });
    },
    describe: (_title: string, body: () => void): void => body(),
  };
}

async function run(body: Body): Promise<void> {
  const cleanups: (() => unknown)[] = [];
  try {
    await body({ after: (cleanup) => cleanups.push(cleanup) });
  } finally {
    for (const cleanup of cleanups) await cleanup();
  }
}
