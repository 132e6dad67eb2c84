/**
 * Times a push to the fleet's repository that brings many environments at once, with the real controllers of the
 * end-to-end suite, until all of them are applied and Ready: namespaces, Secrets of ESO, policies, Kustomizations, and a
 * Deployment with a Pod of each.
 *
 *     npm run bench:fleet-push               30 and 300 environments; some ten minutes
 *     npm run bench:fleet-push -- --short    six, to show that it runs; for CI
 *
 * The seconds are of this machine, on which the API server and the Git host run too.
 */
import { parseArgs } from "node:util";
import { untilFleetApplied } from "../test/e2e/support/fleet";
import { flux, reconcile, untilPinned } from "../test/e2e/support/flow";
import { isReady } from "../test/e2e/support/objects";
import { missing } from "../test/e2e/support/tools";
import { eventually, NotYet } from "../test/e2e/support/wait";
import { fluxNamespace, World } from "../test/e2e/support/world";
import { at, text } from "../test/support/synth";
import { table } from "./table";

const { values: options } = parseArgs({ options: { short: { type: "boolean", default: false } } });
const sizes = options.short ? [6] : [30, 300];
/** Of an application. */
const environments = ["dev", "staging", "production"] as const;
const patience = { seconds: 1200, everyMs: 500 } as const;

/** Applications in the repository echo-server, whose image they share. */
const applications = (count: number, image: string): string =>
  Array.from({ length: count / environments.length }, (_, index) => {
    const name = `load-${index + 1}`;
    const own = environments.map(
      (each) => `      - name: ${each}
        cluster: e2e
        path: kustomize/${name}/overlays/${each}
        namespace: ${name}-${each}
        createNamespace: true
        imagePolicy: { filterTags: { pattern: "^[0-9]+$" }, policy: { numerical: {} } }
        initialTag: "100"
        kustomization: { interval: 1h, retryInterval: 20s, timeout: 2m }
`,
    );
    return `  - name: ${name}
    repository: echo-server
    image: { name: "${image}", credential: acme, insecure: true, interval: 1h }
    port: 3000
    environments:
${own.join("")}`;
  }).join("");

/** Waits until the Kustomization of each new environment is there and Ready. */
const untilAllReady = (world: World, wanted: number): Promise<void> =>
  eventually(
    `${wanted} environments are Ready`,
    async () => {
      const all = await world.kube.all("kustomize.toolkit.fluxcd.io/v1", "Kustomization", fluxNamespace);
      const own = all.filter((each) => text(at(each, "metadata", "name")).startsWith("load-"));
      const ready = own.filter(isReady);
      if (own.length !== wanted || ready.length !== wanted) throw new NotYet(`${ready.length} of ${own.length}`);
    },
    patience,
  );

async function measure(size: number): Promise<string[]> {
  const world = await World.start();
  try {
    world.edit("\nfleet:", "\ndelivery: git\nfleet:");
    await world.fillRepositories();
    await world.deploy();
    await untilPinned(world);
    const next = "  - name: greeter\n    repository: greeter\n";
    world.edit(next, `${applications(size, `${world.registry.host}/acme/echo-server`)}${next}`);
    // The application's side and the keys come first, as for a person.
    world.writeTree("echo-server");
    await world.deploySecrets();
    await reconcile(world, flux.source("echo-server"));
    const begin = performance.now();
    world.writeFleet();
    await untilFleetApplied(world, patience);
    const applied = (performance.now() - begin) / 1000;
    await untilAllReady(world, size);
    const ready = (performance.now() - begin) / 1000;
    return [String(size), applied.toFixed(1), ready.toFixed(1), (ready / size).toFixed(2)];
  } catch (error) {
    world.failed = true;
    throw error;
  } finally {
    await world.stop();
  }
}

async function main(): Promise<void> {
  const reason = missing();
  if (reason !== false) throw new Error(reason);
  const rows: string[][] = [];
  for (const size of sizes) {
    console.error(`${size} environments`);
    rows.push(await measure(size));
  }
  console.log(
    table(["environments", "push to the fleet applied, s", "push to all Ready, s", "s an environment"], rows),
  );
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(130));
void main();
