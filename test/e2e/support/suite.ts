/** One world for the promises of a suite, or one skipped test where it can't be had. */
import { after, before, describe, test } from "node:test";
import { untilPinned } from "./flow";
import { stopAll } from "./process";
import { missing } from "./tools";
import { World } from "./world";

/** Starts the world, deploys the stacks to it, and has the promises tried in their order. */
export function suite(title: string, promises: (world: () => World) => void): void {
  const skip = missing();
  // A test, not a suite: a skipped suite counts as nothing.
  if (skip !== false) test(title, { skip });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));

  const all = (): void => {
    let running: World | undefined;
    const world = (): World => {
      if (!running) throw new Error("the world has not started");
      return running;
    };
    before(
      async () => {
        running = await World.start();
        try {
          await running.fillRepositories();
          await running.deploy();
          await untilPinned(running);
        } catch (error) {
          running.failed = true;
          throw error;
        }
      },
      { timeout: 300_000 },
    );
    after(() => (running ? running.stop() : stopAll()), { timeout: 60_000 });
    promises(world);
  };
  if (skip === false) describe(title, all);
}
