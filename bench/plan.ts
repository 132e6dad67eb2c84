/**
 * Counts and times what a plan without a change costs, by the real engine with a kubernetes provider whose requests
 * are held back as those of the true one are: fleets of growing size on one cluster. Fails where a plan finds a
 * change, asks for an object more than once, or an environment has come to cost more objects.
 *
 *     npm run bench:plan               some twelve minutes
 *     npm run bench:plan -- --short    ten environments; for CI
 *
 * Requests are the same everywhere. Seconds are those of the limit, and of this machine where it is slower: what an
 * API server takes for its answers is not among them.
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { start, succeeded } from "../test/opentofu/support/engine";
import { Project } from "../test/opentofu/support/project";
import { needsEngine } from "../test/opentofu/support/stand-in";
import { fleetFile } from "./fleet";
import { table } from "./table";

const { values: options } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const sizes = options.short ? [10] : [10, 100, 300];
const stacks = ["secrets", "flux-bootstrap", "app"] as const;

/** As `test/opentofu/stand-in/requests.go` has it. */
const limit = { perSecond: 5, atOnce: 10, perProcess: 5, unlimited: 4 } as const;
/** An environment has a policy, a Kustomization, most often a namespace with its pull Secret, a route, and who deploys it. */
const objectsPerEnvironment = 7.5;

interface Cost {
  readonly seconds: number;
  readonly requests: number;
}

const failures: string[] = [];

function expect(what: string, isSo: boolean): void {
  if (!isSo) failures.push(what);
}

/** Runs the engine in a stack's folder, and says what that took. */
async function cost(project: Project, stack: string, args: readonly string[], isLimited = false): Promise<Cost> {
  const file = join(project.folder, "requests.log");
  rmSync(file, { force: true });
  const begin = performance.now();
  const { ended } = start(project.engine, [`-chdir=${project.stackFolder(stack)}`, ...args, "-input=false"], {
    cwd: project.folder,
    env: project.env({
      TF_VAR_mirror_token: "of the registry's mirror",
      STAND_IN_REQUESTS: file,
      STAND_IN_LIMIT: isLimited ? "on" : "off",
    }),
    log: project.log,
    deadlineMs: 1_800_000,
  });
  succeeded(await ended, `${args.join(" ")} of ${stack}`);
  const seconds = (performance.now() - begin) / 1000;
  return { seconds, requests: readFileSync(file, { encoding: "utf8", flag: "a+" }).split("\n").length - 1 };
}

/** The Kubernetes objects of an applied stack. */
const objectsOf = (project: Project, stack: string): number =>
  project.addresses(stack).filter((address) => address.startsWith("kubernetes_manifest.")).length;

async function measure(environments: number): Promise<string[][]> {
  const project = Project.create();
  try {
    await project.synth(fleetFile(environments, ["east"]));
    const rows: string[][] = [];
    for (const stack of stacks) {
      await cost(project, stack, ["init"]);
      const applied = await cost(project, stack, ["apply", "-auto-approve"]);
      // `secrets` has nothing in the cluster.
      if (stack !== "secrets") rows.push(await plans(project, environments, stack, applied));
    }
    return rows;
  } finally {
    project.remove();
  }
}

async function plans(project: Project, environments: number, stack: string, applied: Cost): Promise<string[]> {
  const plan = ["plan", "-detailed-exitcode"];
  const floor = await cost(project, stack, plan);
  const limited = await cost(project, stack, plan, true);
  const unread = await cost(project, stack, [...plan, "-refresh=false"], true);
  const objects = objectsOf(project, stack);
  const what = `${environments} environments, ${stack}`;

  const wanted = objects + limit.perProcess;
  expect(
    `${what}: a plan of ${objects} objects sends ${limited.requests} requests, not ${wanted}`,
    limited.requests === wanted,
  );
  const least = (limited.requests - limit.unlimited - limit.atOnce) / limit.perSecond;
  expect(`${what}: the limit did not hold`, limited.seconds >= 0.95 * least);
  if (stack === "app") {
    const each = objects / environments;
    expect(
      `${what}: ${each.toFixed(2)} objects for an environment; the limit is ${objectsPerEnvironment}`,
      each <= objectsPerEnvironment,
    );
  }
  return [
    String(environments),
    stack,
    String(objects),
    String(applied.requests),
    String(limited.requests),
    floor.seconds.toFixed(1),
    limited.seconds.toFixed(1),
    (limited.seconds / objects).toFixed(2),
    `${(limited.seconds / floor.seconds).toFixed(1)}x`,
    unread.seconds.toFixed(1),
  ];
}

const head = [
  "environments",
  "stack",
  "objects",
  "requests of the first apply",
  "requests of a plan",
  "plan, no limit, s",
  "plan, s",
  "s an object",
  "ratio",
  "-refresh=false, s",
];

async function main(): Promise<void> {
  if (needsEngine !== false) throw new Error(needsEngine);
  const rows: string[][] = [];
  for (const size of sizes) {
    console.error(`${size} environments`);
    rows.push(...(await measure(size)));
  }
  console.log(`${limit.perSecond} requests a second, once ${limit.atOnce}; no plan finds a change\n`);
  console.log(table(head, rows, 2));
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
}

void main();
