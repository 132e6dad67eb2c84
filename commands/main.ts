/** Every command but the synth, which cdktf runs: `node commands/run.cjs commands/main.ts NAME [FLAG]...`. */
import { runCommand } from "./command";
import { gitSide } from "./git-side";

const commands = { "git-side": gitSide } as const;

const [name = "", ...argv] = process.argv.slice(2);
if (Object.hasOwn(commands, name)) process.exitCode = runCommand(commands[name as keyof typeof commands], argv);
else throw new Error(`no command "${name}": package.json names one of ${Object.keys(commands).join(", ")}`);
