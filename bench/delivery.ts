/**
 * Times a delivery by our stacks, from the pushed tag to Flux's commit, to the applied image and to Pods that are all
 * Ready and serve, with the real programs of the end-to-end suite: by polling, with GitHub's webhook for pushes alone, and
 * with that for packages too, where every interval is an hour. Beside it Flux's own floor: the scan is asked for the moment
 * that there is something new, so that nothing waits for an interval. The ways take turns, in one run.
 *
 *     npm run bench:delivery                  30 rounds: some twenty minutes
 *     npm run bench:delivery -- --rounds=5    fewer
 *     npm run bench:delivery -- --short       one round: shows that it runs, its seconds are a matter of chance
 *
 * The seconds are of this machine and of the short intervals of test/e2e/delivery.yaml; the ratios are what counts.
 */
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { percentile } from "es-toolkit/math";
import {
  dev,
  flux,
  greeter,
  imageOf,
  pushTag,
  reconcile,
  tagOf,
  untilDeployed,
  untilPinned,
  untilWritten,
  type Place,
} from "../test/e2e/support/flow";
import { publish, sendWebhooks } from "../test/e2e/support/github";
import { pollHourly } from "../test/e2e/support/hourly";
import { untilServing } from "../test/e2e/support/pods";
import { missing } from "../test/e2e/support/tools";
import { World } from "../test/e2e/support/world";
import { table } from "./table";

const { values: options } = parseArgs({
  options: { short: { type: "boolean", default: false }, rounds: { type: "string", default: "30" } },
});
const rounds = options.short ? 1 : Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds=${options.rounds} is no number of rounds`);

/** Looks often: what is measured takes tenths of seconds. */
const quick = { everyMs: 20 } as const;
/** Seconds between two scans of the registry, in test/e2e/delivery.yaml. */
const scanSeconds = 5;
/**
 * Seconds between two fetches of echo-server. In test/e2e/delivery.yaml they are as many as between two scans: then both
 * keep their distance for a whole run, and all rounds wait for the fetch as long as the first.
 */
const fetchSeconds = 7;

/** Seconds since the tag was pushed, by what has happened then. */
interface Timing {
  readonly commit: number;
  readonly applied: number;
  readonly ready: number;
}

const stages = { commit: "commit", applied: "applied", ready: "Pods Ready" } as const;
type Stage = keyof typeof stages;

/** One way of a delivery. */
interface Way {
  readonly title: string;
  readonly place: Place;
  /** Seconds that a stage waits for intervals, on average. */
  readonly waits: Readonly<Record<Stage, number>>;
  /** Whether GitHub calls after each push. @default false */
  readonly webhook?: boolean;
  /** Whether GitHub calls for the image too. @default false */
  readonly tellsImages?: boolean;
  /** Helps the delivery on. */
  readonly hurry?: (world: World) => Promise<void>;
}

const ways: readonly Way[] = [
  {
    title: "floor",
    place: greeter,
    waits: { commit: 0, applied: 0, ready: 0 },
    webhook: true,
    hurry: async (world) => {
      await reconcile(world, flux.image("ImageRepository", greeter.application), quick);
    },
  },
  {
    title: "polling",
    place: dev,
    waits: {
      commit: scanSeconds / 2,
      applied: (scanSeconds + fetchSeconds) / 2,
      ready: (scanSeconds + fetchSeconds) / 2,
    },
  },
  {
    title: "webhook for pushes",
    place: dev,
    waits: { commit: scanSeconds / 2, applied: scanSeconds / 2, ready: scanSeconds / 2 },
    webhook: true,
  },
  {
    title: "webhooks",
    place: greeter,
    waits: { commit: 0, applied: 0, ready: 0 },
    webhook: true,
    tellsImages: true,
  },
];

/** Seconds between two scans, and between two fetches, as a delivery polls by default. */
const shippedSeconds = 60;

async function deliver(world: World, { place, hurry, webhook, tellsImages }: Way): Promise<Timing> {
  const tag = String(Number(tagOf(world, place)) + 1);
  // Where in their intervals the objects are is a matter of chance.
  await pause(Math.random() * fetchSeconds * 1000);
  const stopWebhooks = webhook ? sendWebhooks(world) : undefined;
  const begin = performance.now();
  const seconds = (): number => (performance.now() - begin) / 1000;
  const digest = await (tellsImages ? publish : pushTag)(world, place, tag);
  const hurrying = hurry?.(world);
  await untilWritten(world, place, tag, quick);
  const commit = seconds();
  const deployment = await untilDeployed(world, place, tag, { ...quick, ...(place === greeter && { digest }) });
  const applied = seconds();
  await untilServing(world, place, imageOf(deployment), quick);
  const ready = seconds();
  await hurrying;
  stopWebhooks?.();
  return { commit, applied, ready };
}

function print(times: ReadonlyMap<Way, readonly Timing[]>): void {
  const [floor = []] = times.values();
  const rows = [...times].flatMap(([{ title, waits }, values]) =>
    (Object.keys(stages) as Stage[]).map((stage) => {
      const shares = [50, 95, 100].map((share) =>
        percentile(
          values.map((each) => each[stage]),
          share,
        ),
      );
      const [middle = Number.NaN] = shares;
      const least = percentile(
        floor.map((each) => each[stage]),
        50,
      );
      const expected = least + waits[stage];
      return [
        title,
        stages[stage],
        ...shares.map((seconds) => seconds.toFixed(2)),
        ...shares.map((seconds) => `${(seconds / least).toFixed(1)}x`),
        `${(middle / expected).toFixed(2)}x`,
      ];
    }),
  );
  const head = ["way", "tag to", "p50, s", "p95, s", "max, s", "p50", "p95", "max", "p50 to floor and waits"];
  console.log(`${rounds} ${rounds === 1 ? "round" : "rounds"}; ratios are to the median of Flux's own floor\n`);
  console.log(table(head, rows, 2));
  const ready = (title: string, share: number): number => {
    const values = [...times].find(([way]) => way.title === title)?.[1] ?? [];
    return percentile(
      values.map((each) => each.ready),
      share,
    );
  };
  for (const share of [50, 95]) {
    const called = ready("webhooks", share);
    // Each of the two waits is any part of its interval, so both together are a triangle.
    const waited = share === 50 ? shippedSeconds : shippedSeconds * (2 - Math.sqrt(2 * (1 - share / 100)));
    const polled = ready("floor", share) + waited;
    console.log(
      `\np${share}, tag to Pods Ready: webhooks ${(called / ready("floor", share)).toFixed(2)} times the floor's p${share}; ` +
        `polling every minute would be some ${polled.toFixed(0)} s, ${(polled / called).toFixed(0)} times as long`,
    );
  }
}

async function main(): Promise<void> {
  const reason = missing();
  if (reason !== false) throw new Error(reason);
  const world = await World.start();
  try {
    world.edit("name: echo-server\n    interval: 5s", `name: echo-server\n    interval: ${fetchSeconds}s`);
    pollHourly(world);
    await world.fillRepositories();
    await world.deploy();
    await untilPinned(world);
    const times = new Map<Way, Timing[]>(ways.map((way) => [way, []]));
    // The first of each fills caches, and is not counted.
    for (const way of ways) await deliver(world, way);
    for (let round = 1; round <= rounds; round += 1) {
      console.error(`round ${round} of ${rounds}`);
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
