/**
 * Compares the two ways of delivery on fleets of growing size: what OpenTofu has to plan, and what it takes to synthesize
 * and to write the fleet's files. Fails where a cluster has more objects of OpenTofu's than its limit, the files take
 * longer or more memory than theirs, or a change of one environment touches files of others.
 *
 *     npm run bench:by-git               some two minutes
 *     npm run bench:by-git -- --short    two sizes and no limit of time; for CI
 */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parse, stringify } from "yaml";
import { parseDelivery } from "../config/load";
import { fleetTree } from "../git-side/fleet/tree";
import { fleetFile } from "./fleet";
import { run, type Cost, type Program } from "./program";
import { table } from "./table";

const { values: options } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const sizes = options.short ? [1, 30] : [1, 30, 300, 1000];
const rounds = options.short ? 1 : 5;
const limits = { objectsOfACluster: 12, milliseconds: 5000, megabytes: 400 } as const;
/** What `npm run bench:plan` finds: a plan sends one request for each object, and some for the provider's process. */
const requestsOfAProcess = 5;

const scratch = mkdtempSync(join(tmpdir(), "flux-delivery-bench-"));
/** In memory, where there is such a folder: what a disk takes for thousands of new files is its own, and varies. */
const memory = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "flux-delivery-bench-"));
const failures: string[] = [];

interface FleetFile {
  delivery?: string;
  fleet?: object;
  repositories: { name: string }[];
  applications: { name: string; environments: { name: string; kustomization?: object }[] }[];
}

const fleetOf = (count: number): FleetFile => parse(fleetFile(count)) as FleetFile;

const byGit = (file: FleetFile): FleetFile => ({
  ...file,
  delivery: "git",
  fleet: { repository: "fleet" },
  repositories: [...file.repositories, { name: "fleet" }],
});

const textOf = (file: FleetFile): string => stringify(file, { aliasDuplicateObjects: false, lineWidth: 0 });

/** The fastest of some runs, after one that fills the caches; load only ever adds. @param prepare goes before each */
function fastest(program: Program, prepare: () => void = () => undefined): Cost {
  const costs = Array.from({ length: rounds + 1 }, () => {
    prepare();
    return run(program);
  });
  return costs.slice(1).reduce((a, b) => (b.milliseconds < a.milliseconds ? b : a));
}

/** Objects that each stack plans, of the stacks that plan any. */
function plannedObjects(outdir: string): number[] {
  const folder = join(outdir, "stacks");
  return readdirSync(folder)
    .map((stack) => JSON.parse(readFileSync(join(folder, stack, "cdk.tf.json"), "utf8")) as unknown)
    .map((json) => (json as { resource?: { kubernetes_manifest?: object } }).resource?.kubernetes_manifest ?? {})
    .map((manifests) => Object.keys(manifests).length)
    .filter((count) => count > 0);
}

interface Way {
  readonly synth: Cost;
  readonly planned: readonly number[];
}

function synthesized(name: string, text: string): Way {
  const [file, outdir] = [join(scratch, `${name}.yaml`), join(scratch, name)];
  writeFileSync(file, text);
  const synth = fastest({ args: ["commands/run.cjs", "main.ts", "-c", file], outdir });
  return { synth, planned: plannedObjects(outdir) };
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
const requests = ({ planned }: Way): number => sum(planned) + planned.length * requestsOfAProcess;

/** Paths of the fleet's files that differ once the first environment has another timeout. */
function touched(file: FleetFile): { readonly changed: readonly string[]; readonly own: string } {
  const changedFile = structuredClone(file);
  const [application] = changedFile.applications;
  const [environment] = application?.environments ?? [];
  if (!application || !environment) throw new Error("the fleet has no environment");
  environment.kustomization = { ...environment.kustomization, timeout: "7m" };
  const tree = (each: FleetFile): Map<string, string> =>
    new Map(fleetTree(parseDelivery(textOf(each), "delivery.yaml")).map(({ path, text }) => [path, text]));
  const [before, after] = [tree(file), tree(changedFile)];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return {
    changed: [...paths].filter((path) => before.get(path) !== after.get(path)),
    own: `${application.name}-${environment.name}`,
  };
}

function measure(size: number): string[] {
  const file = fleetOf(size);
  const git = byGit(file);
  const ways = {
    openTofu: synthesized(`${size}-opentofu`, textOf(file)),
    git: synthesized(`${size}-git`, textOf(git)),
  };
  const most = Math.max(...ways.git.planned);
  if (most > limits.objectsOfACluster) {
    failures.push(`${size}: ${most} objects of a cluster are OpenTofu's; the limit is ${limits.objectsOfACluster}`);
  }
  const outdir = join(memory, `${size}-fleet`);
  const config = join(scratch, `${size}-git.yaml`);
  const args = ["commands/run.cjs", "commands/main.ts", "git-side", "--fleet", "--out", outdir, "-c", config];
  // Each time from nothing, as for a new repository.
  const tree = fastest({ args, outdir }, () => {
    rmSync(outdir, { recursive: true, force: true });
  });
  if (!options.short && (tree.milliseconds > limits.milliseconds || tree.megabytes > limits.megabytes)) {
    failures.push(`${size}: the files take ${tree.milliseconds.toFixed(0)} ms and ${tree.megabytes.toFixed(0)} MB`);
  }
  const { changed, own } = touched(git);
  if (changed.length === 0 || changed.some((path) => !path.includes(own))) {
    failures.push(`${size}: a change of ${own} touches ${changed.join(", ") || "nothing"}`);
  }
  return [
    size.toLocaleString("en"),
    ...[ways.openTofu, ways.git].flatMap((way) => [sum(way.planned), requests(way)].map(String)),
    ...[ways.openTofu.synth, ways.git.synth, tree].flatMap((cost) => [
      cost.milliseconds.toFixed(0),
      cost.megabytes.toFixed(0),
    ]),
    String(changed.length),
  ];
}

const head = [
  "environments",
  "objects by OpenTofu",
  "requests of its plans",
  "by Git: objects",
  "requests",
  "synth, ms",
  "MB",
  "synth by Git, ms",
  "MB",
  "the fleet's files, ms",
  "MB",
  "files of a change",
];

try {
  console.log(table(head, sizes.map(measure)));
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  for (const folder of [scratch, memory]) rmSync(folder, { recursive: true, force: true });
}
