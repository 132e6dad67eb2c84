/** Finds the real tools that a test suite runs: the user's own, then the built ones, then those on PATH. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { cachedFolder } from "./cache";
import { findPin, goNeeded, projectToolbox, type Toolbox } from "./pins";

export interface LocatedTool {
  readonly path: string;
  readonly from: "env" | "cache" | "PATH";
}

/**
 * The tool's binary, or undefined where there is none.
 *
 * A variable that names no executable file is an error: falling back would test another binary than the
 * one that was asked for. There are no substitutes: `terraform` is not `tofu`.
 */
export function locateTool(name: string, toolbox: Toolbox = projectToolbox): LocatedTool | undefined {
  const pin = findPin(name, toolbox);
  const variable = variableOf(name);
  const given = toolbox.env[variable];
  if (given) {
    const path = resolve(given);
    if (!isExecutable(path)) {
      throw new Error(`${variable}=${given} is not an executable file. Point it at a ${name} binary, or unset it.`);
    }
    return { path, from: "env" };
  }
  const folder = cachedFolder(pin, toolbox);
  if (folder !== undefined && isExecutable(join(folder, name))) {
    return { path: join(folder, name), from: "cache" };
  }
  const onPath = (toolbox.env["PATH"] ?? "")
    .split(delimiter)
    .filter((entry) => entry !== "")
    .map((entry) => join(entry, name))
    .find(isExecutable);
  return onPath === undefined ? undefined : { path: onPath, from: "PATH" };
}

/** One sentence on how to get the tool. */
export function missingToolReason(name: string, toolbox: Toolbox = projectToolbox): string {
  const go = goNeeded(findPin(name, toolbox), toolbox);
  return (
    `${name} is not here: build it with 'npm run tools -- ${name}' (needs Go ${go} or newer), ` +
    `or set ${variableOf(name)} to the path of one.`
  );
}

/** For `test(title, { skip: skipWithout("tofu") }, ...)`: false, or the reason of the first tool that is missing. */
export function skipWithout(...names: readonly string[]): string | false {
  const missing = names.find((name) => locateTool(name) === undefined);
  return missing === undefined ? false : missingToolReason(missing);
}

/** The environment variable that brings the user's own binary: `KUBE_APISERVER` for `kube-apiserver`. */
export function variableOf(name: string): string {
  return name.toUpperCase().replaceAll("-", "_");
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
