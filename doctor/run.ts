/** Runs checks side by side, each for so long and no longer. */
import { setMaxListeners } from "node:events";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sumBy } from "es-toolkit/math";
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
  /** Is told how many of all answers are there. @default - nobody is */
  readonly told?: (done: number, total: number) => void;
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
  const { timeout, scratch, told } = limits;
  const { clusters } = world.delivery;
  const turns = new Semaphore(clustersAtOnce);
  const total = sumBy(checks, (check) => (check.of === "cluster" ? clusters.length : 1));
  let done = 0;
  const look = async (run: () => Findings): Promise<Finding[]> => {
    const findings = await findingsOf(run, timeout);
    done += 1;
    told?.(done, total);
    return findings;
  };
  const found = new Map(checks.map(({ name }) => [name, clusters.map((): Finding[] => [])]));
  const ofDelivery = checks.map(async (check) => {
    if (check.of === "delivery") found.set(check.name, [await look(() => check.run(world))]);
  });
  const inCluster = async (cluster: Cluster, index: number): Promise<void> => {
    await turns.acquire();
    try {
      const folder = join(scratch, String(index));
      mkdirSync(folder);
      const asked = new ClusterWorld(world, cluster, folder, endingAfter(timeout));
      await Promise.all(
        checks.map(async (check) => {
          if (check.of === "cluster") found.get(check.name)?.[index]?.push(...(await look(() => check.run(asked))));
        }),
      );
    } finally {
      turns.release();
    }
  };
  await Promise.all([...ofDelivery, ...clusters.map(inCluster)]);
  return checks.map(({ name }) => ({ name, findings: (found.get(name) ?? []).flat() }));
}
