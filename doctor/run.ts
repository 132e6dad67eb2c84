/** Runs checks side by side, each for so long and no longer. */
import { setMaxListeners } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Semaphore } from "es-toolkit/promise";
import { UserError } from "../config/problems";
import type { Cluster } from "../model/delivery";
import { unknown, type Check, type Finding, type Findings } from "./check";
import { ClusterWorld, type World } from "./world";

/** What a check has found, in all clusters. */
export interface Checked {
  readonly name: string;
  readonly findings: readonly Finding[];
}

/** A cluster is asked by a dozen processes of kubectl. */
const clustersAtOnce = 8;

export interface Limits {
  /** How long a check may take, and what is asked of one cluster, in milliseconds. */
  readonly timeout: number;
  /** A temporary folder. */
  readonly scratch: string;
}

/** The findings of one check; whatever goes wrong with it is one of them. */
async function findingsOf(run: () => Findings, timeout: number): Promise<Finding[]> {
  const found: Finding[] = [];
  const collected = (async () => {
    for await (const finding of run()) found.push(finding);
  })();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => (timer = setTimeout(() => resolve("late"), timeout)));
  try {
    if ((await Promise.race([collected, late])) === "late") found.push(unknown(`no answer in ${timeout / 1000} s`));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    found.push(unknown(error.message));
  } finally {
    clearTimeout(timer);
  }
  // It may go on, for nobody.
  return [...found];
}

/** Ends what many ask at once, after so many milliseconds. */
export function endingAfter(timeout: number): AbortSignal {
  const signal = AbortSignal.timeout(timeout);
  // Node takes more than ten listeners for a leak.
  setMaxListeners(0, signal);
  return signal;
}

/** What checks find, in their order. */
export async function runChecks(checks: readonly Check[], world: World, limits: Limits): Promise<readonly Checked[]> {
  const { timeout, scratch } = limits;
  const { clusters } = world.delivery;
  const turns = new Semaphore(clustersAtOnce);
  const found = new Map(checks.map(({ name }) => [name, clusters.map((): Finding[] => [])]));
  const ofDelivery = checks.map(async (check) => {
    if (check.of === "delivery") found.set(check.name, [await findingsOf(() => check.run(world), timeout)]);
  });
  const inCluster = async (cluster: Cluster, index: number): Promise<void> => {
    await turns.acquire();
    try {
      const folder = join(scratch, String(index));
      mkdirSync(folder);
      const asked = new ClusterWorld(world, cluster, folder, endingAfter(timeout));
      await Promise.all(
        checks.map(async (check) => {
          if (check.of === "cluster")
            found.get(check.name)?.[index]?.push(...(await findingsOf(() => check.run(asked), timeout)));
        }),
      );
    } finally {
      turns.release();
    }
  };
  await Promise.all([...ofDelivery, ...clusters.map(inCluster)]);
  return checks.map(({ name }) => ({ name, findings: (found.get(name) ?? []).flat() }));
}
