/** The stand-in providers as a binary and a provider mirror, built once for each version of their sources. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, goEnv } from "../../tools/cache";
import { skipWithout } from "../../tools/locate";
import { projectToolbox } from "../../tools/pins";

const sources = join(__dirname, "..", "stand-in");
const buildArgs = ["build", "-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags", "-s -w"] as const;

const goVersion = spawnSync("go", ["env", "GOVERSION"], { cwd: sources, env: goEnv(projectToolbox), encoding: "utf8" });

/** For `describe(title, { skip: needsEngine }, ...)`: false, or what is missing and how to get it. */
export const needsEngine: string | false =
  skipWithout("tofu") ||
  (goVersion.status === 0 ? false : "go is not here: install Go, which builds the stand-in providers of this suite.");

/** Path of a CLI configuration that knows the stand-in's mirror and nothing else. */
export function cliConfig(): string {
  const folder = join(cacheFolder(projectToolbox), `stand-in-${key()}`);
  const config = join(folder, "mirror", "tofu.rc");
  if (!existsSync(config)) build(folder);
  return config;
}

function key(): string {
  const hash = createHash("sha256").update(JSON.stringify([goVersion.stdout, buildArgs]));
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(go|mod|sum|json)$/.test(file) && !file.endsWith("_test.go"))
    .sort();
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(sources, file)));
  return hash.digest("hex").slice(0, 16);
}

/** Builds beside the folder and moves the whole into place: a killed build leaves nothing that looks finished. */
function build(folder: string): void {
  const partial = `${folder}.${process.pid}`;
  const binary = join(partial, "stand-in");
  const mirror = join(partial, "mirror");
  try {
    mkdirSync(partial, { recursive: true });
    command("go", [...buildArgs, "-o", binary, "."]);
    command(binary, ["install", mirror]);
    const config = join(mirror, "tofu.rc");
    writeFileSync(config, readFileSync(config, "utf8").replaceAll(partial, folder));
    try {
      renameSync(partial, folder);
    } catch (error) {
      // Another run was faster.
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function command(program: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, args, {
    cwd: sources,
    env: goEnv(projectToolbox),
    encoding: "utf8",
  });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(" ")} failed in ${sources}: ${error?.message ?? stderr}`);
  }
}
