/**
 * `npm run bench:status`: what `npm run status` takes of a fleet, with the real kubectl before a stand-in for the API
 * servers. Fails where 300 environments take over five seconds.
 *
 *     npm run bench:status               300 and 1,000 environments on three clusters, five looks each
 *     npm run bench:status -- --short    30 environments, two looks, with a limit that a busy machine keeps; for CI
 *
 * The first look finds no discovery in kubectl's cache; the seconds are the median of the later ones. Servers here are near:
 * one that is far adds its way, for some requests after each other.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { median } from "es-toolkit/math";
import { appliedByLabels } from "../cluster/ownership";
import { parseDelivery } from "../config/load";
import type { Cluster, Delivery } from "../model/delivery";
import { healthy } from "../test/status/support/cluster";
import { at, type JsonObject } from "../test/support/synth";
import { locateTool, missingToolReason } from "../test/tools/locate";
import { startApiServer } from "./api-server";
import { fleetFile } from "./fleet";
import { table } from "./table";

interface Case {
  readonly environments: number;
  readonly looks: number;
  /** Seconds. @default any */
  readonly limit?: number;
}

const { values: options } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const cases: readonly Case[] = options.short
  ? [{ environments: 30, looks: 2, limit: 30 }]
  : [
      { environments: 300, looks: 5, limit: 5 },
      { environments: 1000, looks: 5 },
    ];

/** What one of the clusters holds. */
function held(delivery: Delivery, cluster: Cluster): JsonObject[] {
  const own = new Set(cluster.environments.map(({ objectName }) => objectName));
  return healthy({ ...delivery, clusters: [cluster] }).filter((each) => {
    const owner = at(each, "metadata", "labels", appliedByLabels.name);
    return typeof owner !== "string" || own.has(owner);
  });
}

const kubeconfig = (names: readonly string[], address: string): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    contexts: names.map((name) => ({ name, context: { cluster: name, user: "user" } })),
    clusters: names.map((name) => ({ name, cluster: { server: `${address}/${name}` } })),
    users: [{ name: "user", user: {} }],
  });

interface Look {
  readonly out: string;
  readonly err: string;
  readonly seconds: number;
}

/** Runs the command. */
function look(file: string, env: NodeJS.ProcessEnv): Promise<Look> {
  const begin = performance.now();
  const commands = join(__dirname, "..", "commands");
  const args = [join(commands, "run.cjs"), join(commands, "main.ts"), "status", "-c", file];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let [out, err] = ["", ""];
    child.stdout.on("data", (text: Buffer) => (out += text.toString()));
    child.stderr.on("data", (text: Buffer) => (err += text.toString()));
    child.once("error", reject);
    child.once("close", () => resolve({ out, err, seconds: (performance.now() - begin) / 1000 }));
  });
}

async function measure({ environments, looks, limit }: Case, kubectl: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-bench-"));
  const file = join(folder, "delivery.yaml");
  const source = fleetFile(environments);
  writeFileSync(file, source);
  const delivery = parseDelivery(source, file);
  const objects = new Map(delivery.clusters.map((cluster) => [cluster.name, held(delivery, cluster)]));
  const server = await startApiServer(objects);
  try {
    mkdirSync(join(folder, ".kube"));
    writeFileSync(join(folder, ".kube", "config"), kubeconfig([...objects.keys()], server.address));
    const env = { HOME: folder, PATH: [dirname(kubectl), process.env["PATH"]].join(delimiter) };
    const seconds: number[] = [];
    for (let round = 0; round < looks; round += 1) {
      Object.assign(server.counts, { requests: 0, bytes: 0 });
      const { out, err, seconds: took } = await look(file, env);
      const wanted = `${environments} environments: ${environments} ready\n`;
      if (out !== wanted) throw new Error(`expected ${wanted}, got ${(out + err).slice(0, 3000)}`);
      seconds.push(took);
    }
    const [first = 0, ...later] = seconds;
    const usual = median(later);
    if (limit !== undefined && usual > limit) {
      console.error(`${environments} environments take ${usual.toFixed(1)} s, more than ${limit}`);
      process.exitCode = 1;
    }
    const count = [...objects.values()].flat().length;
    const { requests, bytes } = server.counts;
    return [
      ...[environments, objects.size, count, requests].map(String),
      ...[bytes / 1e6, first, usual].map((each) => each.toFixed(1)),
    ];
  } finally {
    server.stop();
    rmSync(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  const kubectl = locateTool("kubectl");
  if (!kubectl) throw new Error(missingToolReason("kubectl"));
  const rows: string[][] = [];
  for (const each of cases) rows.push(await measure(each, kubectl.path));
  console.log(table(["environments", "clusters", "objects", "requests", "MB", "first look, s", "look, s"], rows, 0));
}

void main();
