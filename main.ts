import { runCommand } from "./commands/command";
import { synth } from "./commands/synth";

process.exitCode = runCommand(synth, process.argv.slice(2));
