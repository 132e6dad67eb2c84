/** Every command but the synth, which cdktf runs: `node commands/run.cjs commands/main.ts NAME [FLAG]...`. */
import { runAsyncCommand, runCommand, type ExitCode } from "./command";
import { doctor } from "./doctor";
import { gitSide } from "./git-side";
import { handover } from "./handover";
import { init } from "./init";
import { lock } from "./lock";
import { map } from "./map";
import { planGuard } from "./plan-guard";
import { release } from "./release";
import { status } from "./status";
import { why } from "./why";

type Run = (argv: readonly string[]) => ExitCode | Promise<ExitCode>;

const commands: ReadonlyMap<string, Run> = new Map<string, Run>([
  [doctor.name, (argv) => runAsyncCommand(doctor, argv)],
  [gitSide.name, (argv) => runCommand(gitSide, argv)],
  [handover.name, (argv) => runCommand(handover, argv)],
  [init.name, (argv) => runAsyncCommand(init, argv)],
  [lock.name, (argv) => runCommand(lock, argv)],
  [map.name, (argv) => runCommand(map, argv)],
  [planGuard.name, (argv) => runCommand(planGuard, argv)],
  [release.name, (argv) => runCommand(release, argv)],
  [status.name, (argv) => runAsyncCommand(status, argv)],
  [why.name, (argv) => runCommand(why, argv)],
]);

const [name = "", ...argv] = process.argv.slice(2);
const run = commands.get(name);
if (!run) throw new Error(`no command "${name}": package.json names one of ${[...commands.keys()].join(", ")}`);
void Promise.resolve(run(argv)).then((code) => (process.exitCode = code));
