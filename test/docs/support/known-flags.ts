/** What the commands of the pages may be given, by those who read it: their own tables of options, or their help. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { common } from "../../../commands/command";
import { locateTool } from "../../tools/locate";
import { root } from "./pages";
import type { Argv } from "./recorded";
import { isObject, type Json } from "../../support/synth";

const load = createRequire(__filename);

type Options = NonNullable<ParseArgsConfig["options"]>;

interface OwnCommand {
  readonly name: string;
  readonly options: Options;
  readonly operands?: readonly string[];
}

const isCommand = (value: unknown): value is OwnCommand =>
  typeof value === "object" && value !== null && "name" in value && "options" in value && "run" in value;

/** The table of a command of this project, from the file in a folder that has its name. */
function ownCommand(name: string, folder = "commands"): OwnCommand {
  const exported = Object.values(load(join(root, folder, name)) as Readonly<Record<string, unknown>>);
  const found = exported.filter(isCommand).find((each) => each.name === name);
  if (!found) throw new Error(`${folder}/${name}.ts has no command of this name`);
  return found;
}

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Json;
const scripts = isObject(manifest) && isObject(manifest["scripts"]) ? manifest["scripts"] : {};

/** Words that stand for what is left out. */
const isLeftOut = (word: string): boolean => word === "...";

/** What is wrong with arguments of a command of this project. @param isWhole whether nothing may be missing */
function wrongForOwn({ name, options, operands = [] }: OwnCommand, args: Argv, isWhole: boolean): string | undefined {
  const { positionals } = parseArgs({
    args: args.filter((word) => !isLeftOut(word)),
    options: { ...common, ...options },
    allowPositionals: operands.length > 0,
  });
  const isRight =
    isWhole && !args.some(isLeftOut) ? positionals.length === operands.length : positionals.length <= operands.length;
  return isRight ? undefined : `${name} wants ${operands.join(" ") || "nothing"} beside its options`;
}

/** Options in the table of a program that is run by tsx. */
function wrongForProgram(file: string, args: Argv): string | undefined {
  const source = readFileSync(join(root, file), "utf8");
  const unknown = args
    .filter((word) => word.startsWith("--"))
    .map((word) => word.slice(2).split("=")[0] ?? "")
    .find((name) => !new RegExp(`["\\s{]${name}"?: \\{\\s*type:`).test(source));
  return unknown === undefined ? undefined : `${file} has no option --${unknown}`;
}

function wrongForScript(name: string, args: Argv, isWhole: boolean): string | undefined {
  const script = scripts[name];
  if (typeof script !== "string") return `package.json has no script ${name}`;
  const [, own] = /^node commands\/run\.cjs commands\/main\.ts (\S+)$/.exec(script) ?? [];
  if (own !== undefined) return wrongForOwn(ownCommand(own), args, isWhole);
  if (script === "node commands/run.cjs main.ts") return wrongForOwn(ownCommand("synth"), args, isWhole);
  if (script === "node --require tsx/cjs test/e2e/demo/main.ts") {
    return wrongForOwn(ownCommand("demo", "test/e2e/demo"), args, isWhole);
  }
  const [, file] = /^tsx (\S+\.ts)/.exec(script) ?? [];
  if (file !== undefined) return wrongForProgram(file, args);
  return args.length === 0 ? undefined : `npm run ${name} takes nothing`;
}

/** npm's own words before those of the script. */
function wrongForNpm([, ...words]: Argv, isWhole: boolean): string | undefined {
  const separator = words.indexOf("--");
  const [own, args] = separator === -1 ? [words, []] : [words.slice(0, separator), words.slice(separator + 1)];
  const [verb = "", ...rest] = own.filter((word) => word !== "-s");
  if (verb === "run")
    return rest.length === 1
      ? wrongForScript(rest[0] ?? "", args, isWhole)
      : "npm run wants a script, and -- before its options";
  if (verb === "test")
    return rest.length === 0 ? wrongForScript("test", args, isWhole) : "npm test wants -- before its options";
  if (verb === "ci" || verb === "install") return words.length === 1 ? undefined : `npm ${verb} takes nothing here`;
  return verb === "pkg" ? undefined : `npm ${verb} is not known here`;
}

const helps = new Map<string, string>();

/** What a program says of itself, asked once. */
function helpOf(program: string, args: readonly string[]): string {
  const key = [program, ...args].join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const { stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    cwd: root,
    // No settings of whoever runs the test.
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
  });
  helps.set(key, stdout + stderr);
  return stdout + stderr;
}

const stackName = /^(?:secrets|(?:prerequisites|flux-bootstrap|app)(?:-[a-z0-9-]+)?)$/;

function wrongForCdktf([, , verb, ...args]: Argv): string | undefined {
  if (verb === undefined) return undefined;
  if (verb !== "deploy" && verb !== "destroy") return `cdktf ${verb} is not known here`;
  const help = helpOf(join(root, "node_modules", ".bin", "cdktf"), [verb, "--help"]);
  for (const word of args) {
    if (word.startsWith("--") ? !new RegExp(`${word}\\b`).test(help) : !stackName.test(word))
      return `cdktf ${verb} takes no ${word}`;
  }
  return undefined;
}

/** What is wrong by OpenTofu's own help, where OpenTofu is there. */
function wrongForTofu([, ...words]: Argv): string | undefined {
  const tofu = locateTool("tofu")?.path;
  const [verb = "", ...rest] = words.filter((word) => !word.startsWith("-chdir="));
  if (tofu === undefined || verb.startsWith("-")) return undefined;
  const [sub = "", ...after] = rest;
  const isGroup = verb === "state" || verb === "providers";
  const help = helpOf(tofu, [verb, ...(isGroup ? [sub] : []), "-help"]).trimStart();
  const [usage = ""] = help.split("\n");
  if (!new RegExp(`^Usage: tofu .*\\b${isGroup ? sub : verb}\\b`).test(usage))
    return `tofu has no ${verb} ${isGroup ? sub : ""}`;
  // These take the options of a plan, which only its help lists.
  const all = verb === "apply" || verb === "destroy" ? help + helpOf(tofu, ["plan", "-help"]) : help;
  const unknown = (isGroup ? after : rest)
    .filter((word) => word.startsWith("-"))
    .find((word) => !all.includes(` ${word.split("=")[0]}`));
  return unknown === undefined ? undefined : `tofu ${verb} has no ${unknown}`;
}

/** Why a command can't be as it stands; undefined where nothing is known to be wrong. */
export function wrongWith(argv: Argv, isWhole: boolean): string | undefined {
  try {
    if (argv[0] === "npm") return wrongForNpm(argv, isWhole);
    if (argv[0] === "npx") return argv[1] === "cdktf" ? wrongForCdktf(argv) : `npx ${argv[1]} is not known here`;
    if (argv[0] === "tofu") return wrongForTofu(argv);
    if (argv[0] === "bash" || argv[0] === "cd")
      return existsSync(join(root, argv[1] ?? "")) ? undefined : `there is no ${argv[1]}`;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
