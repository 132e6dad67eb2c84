/** Starts the world, deploys the example, takes commands until somebody ends it, and removes everything. */
import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { exitCodes, type ExitCode, type Output } from "../../../commands/command";
import { World } from "../support/world";
import { acts, begin, places, untilFirstDeployed, type Stage } from "./acts";
import { prompt } from "./prompt";
import { tagOf } from "../support/flow";
import { invitation, writeShell } from "./shell";

const file = join(__dirname, "delivery.yaml");

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Removes a folder when this process has gone, in whichever way: that is when the pipe ends. */
function removeAfterwards(folder: string): void {
  // Programs that are told to end at the same time may be writing still.
  const script = 'cat > /dev/null; for attempt in 1 2 3 4 5; do rm -rf "$1" && exit; sleep 1; done';
  spawn("/bin/sh", ["-c", script, "sh", folder], { detached: true, stdio: ["pipe", "ignore", "ignore"] }).unref();
}

/** A folder for all that is temporary, here and in what is started. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-demo-"));
  removeAfterwards(folder);
  process.env["TMPDIR"] = folder;
  return folder;
}

/** A signal's exit code. A second signal ends everything at once, as does the first one before there is a world. */
function untilStopped(hasBegun: () => boolean): Promise<number> {
  let asked = false;
  return new Promise((resolve) => {
    for (const signal of signals) {
      process.on(signal, () => {
        const code = 128 + constants.signals[signal];
        if (asked || !hasBegun()) process.exit(code);
        asked = true;
        resolve(code);
      });
    }
  });
}

const isExitCode = (code: number): code is ExitCode => Object.values<number>(exitCodes).includes(code);

async function deploy(output: Output): Promise<Stage> {
  const step = async <T>(words: string, work: () => Promise<T>): Promise<T> => {
    output.out(`${words} ... `);
    const since = performance.now();
    const result = await work();
    output.out(`${((performance.now() - since) / 1000).toFixed(0)} s\n`);
    return result;
  };
  output.out("The demo starts, in about a minute. Ctrl-C ends it at any time.\n");
  const world = await step("  servers: Kubernetes API, Flux, ESO, SSM, registry, Git host, GitHub's stand-in", () =>
    World.start(file),
  );
  try {
    await step("  the application's repository, as git-side writes it, and its first images", () =>
      world.fillRepositories(),
    );
    await step("  OpenTofu applies the stacks secrets, flux-bootstrap and app", () => world.deploy());
    await step("  Flux deploys the first images", () => untilFirstDeployed(world));
    return begin(world, output, writeShell(world));
  } catch (error) {
    world.failed = true;
    await world.stop();
    throw error;
  }
}

function welcome({ world, shell, output }: Stage): void {
  const runs = Object.entries(places).map(([name, where]) => `${name} runs ${tagOf(world, where)}`);
  output.out(`
echo-server is delivered to two environments of one cluster: ${runs.join(", ")}.

Here, \`push\` does what CI does, \`help\` lists what else there is. ${invitation(shell)}
`);
}

/** Plays until somebody ends it. */
export async function play(output: Output): Promise<ExitCode> {
  const ready: { stage?: Stage } = {};
  const stopped = untilStopped(() => ready.stage !== undefined);
  makeFolder();
  const stage = await deploy(output);
  ready.stage = stage;
  welcome(stage);
  const code = await Promise.race([prompt(stage, acts), stopped]);
  output.out("\nEnds all that was started, and removes it ... ");
  await stage.world.stop();
  output.out("done\n");
  // That of a signal is no outcome of a command.
  return isExitCode(code) ? code : process.exit(code);
}
