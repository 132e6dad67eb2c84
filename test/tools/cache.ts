/** Where built tools are kept: a folder per tool, keyed by everything that goes into its binary. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { readGoMod, type ToolPin, type Toolbox } from "./pins";

/**
 * Static, reproducible binaries, built from exactly what go.mod and go.sum pin. Every Go program here is built with
 * these, so that what is compiled for one is there for the next.
 */
export const BUILD_FLAGS: readonly string[] = [
  "-trimpath",
  "-buildvcs=false",
  "-mod=readonly",
  "-gcflags=all=-dwarf=false",
];
const LINK_FLAGS: readonly string[] = ["-s", "-w"];
const BUILD_ENV = { CGO_ENABLED: "0", GOWORK: "off" } as const;
/** The compiler lives for seconds: up to these bytes it collects no garbage. Nothing of it is in a binary. */
const COMPILER_ENV = { GOGC: "off", GOMEMLIMIT: "2GiB" } as const;

export function cacheFolder({ env }: Toolbox): string {
  return join(env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache"), "flux-delivery", "tools");
}

export function goEnv({ env }: Toolbox): NodeJS.ProcessEnv {
  return { ...env, ...COMPILER_ENV, ...BUILD_ENV };
}

export function goBuildArgs(pin: ToolPin, output: string): readonly string[] {
  const ldflags = [...LINK_FLAGS, ...pin.ldflags].join(" ").replaceAll("${version}", pin.version);
  return ["build", ...BUILD_FLAGS, "-ldflags", ldflags, "-o", output, pin.package];
}

/**
 * The folder that holds the tool once it is built, or undefined where Go is missing.
 *
 * It changes with go.mod, go.sum, the tool's entry in tools.json, the build flags, the platform and the Go
 * release; not with the entry's `groups`, `seconds` and `purpose`, which are not in the binary.
 */
export function cachedFolder(pin: ToolPin, toolbox: Toolbox): string | undefined {
  const target = goTarget(toolbox);
  if (target === undefined) {
    return undefined;
  }
  const goSum = join(toolbox.folder, pin.folder, "go.sum");
  const inputs = [
    readGoMod(pin, toolbox),
    existsSync(goSum) ? readFileSync(goSum, "utf8") : "",
    pin.name,
    goBuildArgs(pin, pin.name),
    BUILD_ENV,
    target,
  ];
  const key = createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 16);
  return join(cacheFolder(toolbox), `${pin.name}-${key}`);
}

const targets = new WeakMap<Toolbox, { readonly target: string | undefined }>();

/** Platform and release of the installed Go, asked once; undefined where Go is missing. */
function goTarget(toolbox: Toolbox): string | undefined {
  const known = targets.get(toolbox);
  if (known !== undefined) {
    return known.target;
  }
  const asked = spawnSync("go", ["env", "GOOS", "GOARCH", "GOVERSION"], {
    cwd: toolbox.folder,
    env: goEnv(toolbox),
    encoding: "utf8",
  });
  const target = asked.status === 0 ? asked.stdout.trim() : undefined;
  targets.set(toolbox, { target });
  return target;
}
