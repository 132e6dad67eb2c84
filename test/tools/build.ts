/** `npm run tools -- [--group GROUP] [--list] [NAME ...]`: builds the real tools that the test suites run. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cachedFolder, cacheFolder, goBuildArgs, goEnv } from "./cache";
import { isExecutable, locateTool, variableOf } from "./locate";
import { checkPin, goNeeded, GROUPS, projectToolbox, readPins, toGroup, type ToolPin, type Toolbox } from "./pins";

type Print = (line: string) => void;

const USAGE = `Usage: npm run tools -- [--group GROUP] [--list] [NAME ...]

Builds the named tools, or all tools of the named groups, or all tools, into the cache.
  --group GROUP   ${GROUPS.join(", ")}; may be repeated
  --list          build nothing: print name, version, state and path`;

const HEARTBEAT_SECONDS = 30;

/** Runs the command; gives its exit code. */
export async function main(args: readonly string[], toolbox: Toolbox, print: Print): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      group: { type: "string", multiple: true, default: [] },
      list: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    print(USAGE);
    return 0;
  }
  const pins = selectPins(readPins(toolbox), values.group, positionals);
  if (values.list) {
    printList(pins, toolbox, print);
    return 0;
  }
  sweepKilledBuilds(cacheFolder(toolbox));
  const failed: string[] = [];
  // One at a time: go itself uses every core.
  for (const pin of pins) {
    try {
      await provideTool(pin, toolbox, print);
    } catch (error) {
      print(messageOf(error));
      failed.push(pin.name);
    }
  }
  if (failed.length > 0) {
    print(`Not built: ${failed.join(", ")}.`);
  }
  return failed.length === 0 ? 0 : 1;
}

function selectPins(pins: readonly ToolPin[], groups: readonly string[], names: readonly string[]): readonly ToolPin[] {
  const wanted = groups.map((group) => toGroup(group, "--group"));
  const unknown = names.filter((name) => !pins.some((pin) => pin.name === name));
  if (unknown.length > 0) {
    throw new Error(`Unknown tool '${unknown.join("', '")}'. Known tools: ${pins.map((pin) => pin.name).join(", ")}.`);
  }
  if (wanted.length === 0 && names.length === 0) {
    return pins;
  }
  return pins.filter((pin) => names.includes(pin.name) || pin.groups.some((group) => wanted.includes(group)));
}

function printList(pins: readonly ToolPin[], toolbox: Toolbox, print: Print): void {
  const rows = pins.map((pin) => {
    const variable = variableOf(pin.name);
    const given = toolbox.env[variable];
    const folder = cachedFolder(pin, toolbox);
    const path = folder === undefined ? "(Go is missing)" : join(folder, pin.name);
    if (given) {
      return [pin.name, pin.version, `from ${variable}`, given] as const;
    }
    return [pin.name, pin.version, isExecutable(path) ? "built" : "not built", path] as const;
  });
  const width = (column: 0 | 1 | 2): number => Math.max(...rows.map((row) => row[column].length));
  const [names, versions, states] = [width(0), width(1), width(2)];
  for (const [name, version, state, path] of rows) {
    print(`${name.padEnd(names)}  ${version.padEnd(versions)}  ${state.padEnd(states)}  ${path}`);
  }
}

async function provideTool(pin: ToolPin, toolbox: Toolbox, print: Print): Promise<void> {
  checkPin(pin, toolbox);
  const title = `${pin.name} ${pin.version}`;
  const variable = variableOf(pin.name);
  if (toolbox.env[variable]) {
    print(`${title}: not built, ${variable} gives ${locateTool(pin.name, toolbox)?.path ?? "nothing"}`);
    return;
  }
  const folder = cachedFolder(pin, toolbox);
  if (folder === undefined) {
    throw new Error(`${title}: Go is not installed.\n${adviceFor(pin, toolbox)}`);
  }
  if (isExecutable(join(folder, pin.name))) {
    print(`${title}: already built`);
    return;
  }
  const started = Date.now();
  const seconds = (): string => ((Date.now() - started) / 1000).toFixed(1);
  print(`${title}: building`);
  const heartbeat = setInterval(() => print(`${title}: still building, ${seconds()} s`), HEARTBEAT_SECONDS * 1000);
  try {
    await buildInto(folder, pin, toolbox);
  } catch (error) {
    throw new Error(
      `${title}: the build failed after ${seconds()} s.\n${messageOf(error)}\n${adviceFor(pin, toolbox)}`,
      { cause: error },
    );
  } finally {
    clearInterval(heartbeat);
  }
  print(`${title}: built in ${seconds()} s`);
}

/** Builds beside the folder and renames, so that the folder is there whole or not at all. */
async function buildInto(folder: string, pin: ToolPin, toolbox: Toolbox): Promise<void> {
  const temporary = `${folder}.building-${process.pid}`;
  try {
    mkdirSync(temporary, { recursive: true });
    await runGo(goBuildArgs(pin, join(temporary, pin.name)), pin, toolbox, temporary);
    // Another process may have built the same key meanwhile: its binary is the same, and may be in use.
    if (!isExecutable(join(folder, pin.name))) {
      rmSync(folder, { recursive: true, force: true });
      renameSync(temporary, folder);
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function runGo(args: readonly string[], pin: ToolPin, toolbox: Toolbox, temporary: string): Promise<void> {
  const go = spawn("go", args, {
    cwd: join(toolbox.folder, pin.folder),
    env: goEnv(toolbox),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  go.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  go.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const stop = (signal: NodeJS.Signals): void => {
    go.kill(signal);
    rmSync(temporary, { recursive: true, force: true });
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    const status = await new Promise<string>((resolve, reject) => {
      go.once("error", reject);
      go.once("close", (code, signal) => resolve(signal ?? String(code)));
    });
    if (status !== "0") {
      const said = Buffer.concat(output).toString("utf8").trim();
      throw new Error(`'go ${args.join(" ")}' ended with ${status} and said:\n${said.replace(/^/gm, "    ")}`);
    }
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function adviceFor(pin: ToolPin, toolbox: Toolbox): string {
  return (
    `What to do: ${pin.name} needs Go ${goNeeded(pin, toolbox)} or newer ('go version'), a Go module proxy that can ` +
    `be reached ('go env GOPROXY'), and several GB of disk; then run 'npm run tools -- ${pin.name}' again. ` +
    `Or bring your own: ${variableOf(pin.name)}=/path/to/${pin.name}`
  );
}

/** Removes what builds left that were killed before they could tidy up. */
function sweepKilledBuilds(cache: string): void {
  for (const entry of existsSync(cache) ? readdirSync(cache) : []) {
    const pid = /\.building-(\d+)$/.exec(entry)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) {
      rmSync(join(cache, entry), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

if (require.main === module) {
  main(process.argv.slice(2), projectToolbox, (line) => process.stdout.write(`${line}\n`)).then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${messageOf(error)}\n\n${USAGE}\n`);
      process.exitCode = 1;
    },
  );
}
