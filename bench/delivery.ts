/**
 * Times a delivery by our stacks, from the pushed tag to the applied revision, with the real programs of the
 * end-to-end suite: by polling, and with GitHub's webhook. Beside it Flux's own floor: scan and source are
 * asked for the moment that there is something new, so that nothing waits for an interval.
 *
 *     npm run bench:delivery
 *     npm run bench:delivery -- --short    one round: shows that it runs, its seconds are a matter of chance
 *
 * The seconds are of this machine and of the short intervals of test/e2e/delivery.yaml; the ratios are what counts.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { median } from "es-toolkit/math";
import {
  dev,
  flux,
  greeter,
  pushTag,
  reconcile,
  tagOf,
  untilDeployed,
  untilWritten,
  type Place,
} from "../test/e2e/support/flow";
import { sendWebhooks } from "../test/e2e/support/github";
import { missing } from "../test/e2e/support/tools";
import { World } from "../test/e2e/support/world";

const { values: options } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const rounds = options.short ? 1 : 9;
const quick = { everyMs: 20 } as const;

/** One way of a delivery, with the seconds that the intervals of test/e2e/delivery.yaml take of it on average. */
interface Way {
  readonly title: string;
  readonly place: Place;
  readonly configured: Timing;
  /** Whether GitHub calls after each push. @default false */
  readonly webhook?: boolean;
  /** Helps the delivery on. */
  readonly hurry?: (world: World) => Promise<void>;
}

const ways: readonly Way[] = [
  {
    title: "floor: scan and source asked at once",
    place: dev,
    configured: { toCommit: 0, toApplied: 0 },
    webhook: true,
    hurry: async (world) => {
      await reconcile(world, flux.image("ImageRepository", dev.application), quick);
    },
  },
  { title: "polling: scan and source every 5 s", place: dev, configured: { toCommit: 2.5, toApplied: 2.5 } },
  {
    title: "webhook: scan every 5 s, source by call",
    place: greeter,
    configured: { toCommit: 2.5, toApplied: 0 },
    webhook: true,
  },
];

interface Timing {
  readonly toCommit: number;
  readonly toApplied: number;
}

/** Seconds from the pushed tag to Flux's commit, and from there to the image in the Deployment. */
async function deliver(world: World, { place, hurry, webhook }: Way): Promise<Timing> {
  const tag = String(Number(tagOf(world, place)) + 1);
  // Where in their intervals the objects are is a matter of chance.
  await pause(Math.random() * 5000);
  const stopWebhooks = webhook ? sendWebhooks(world) : undefined;
  const begin = performance.now();
  const digest = await pushTag(world, place, tag);
  const hurrying = hurry?.(world);
  await untilWritten(world, place, tag, quick);
  const committed = performance.now();
  await untilDeployed(world, place, tag, { ...quick, ...(place === greeter && { digest }) });
  const applied = performance.now();
  await hurrying;
  stopWebhooks?.();
  return { toCommit: (committed - begin) / 1000, toApplied: (applied - committed) / 1000 };
}

function print(times: ReadonlyMap<Way, readonly Timing[]>): void {
  const [floor = []] = times.values();
  console.log(
    `median seconds of ${rounds} ${rounds === 1 ? "round" : "rounds"}; ratio to the floor; ratio to the floor and the intervals' mean wait\n`,
  );
  console.log(`${"".padEnd(42)} ${"tag to commit".padEnd(24)} commit to applied`);
  for (const [{ title, configured }, values] of times) {
    const columns = (["toCommit", "toApplied"] as const).map((stage) => {
      const seconds = median(values.map((each) => each[stage]));
      const least = median(floor.map((each) => each[stage]));
      const ratios = [seconds / least, seconds / (least + configured[stage])];
      return [`${seconds.toFixed(2).padStart(5)} s`, ...ratios.map((ratio) => `${ratio.toFixed(2)}x`.padStart(7))].join(
        " ",
      );
    });
    console.log(`${title.padEnd(42)} ${columns.join("  ")}`);
  }
}

async function main(): Promise<void> {
  const reason = missing();
  if (reason !== false) {
    console.log(`skipped: ${reason}`);
    return;
  }
  const world = await World.start();
  try {
    await world.fillRepositories();
    await world.deploy();
    const times = new Map<Way, Timing[]>(ways.map((way) => [way, []]));
    for (const way of ways) await deliver(world, way);
    for (let round = 0; round < rounds; round += 1) {
      for (const [way, values] of times) values.push(await deliver(world, way));
    }
    print(times);
  } catch (error) {
    world.failed = true;
    throw error;
  } finally {
    await world.stop();
  }
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
void main();
