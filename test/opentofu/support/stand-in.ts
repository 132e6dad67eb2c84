/** A provider mirror of the stand-in providers and the real one for GitHub, built once for each version of their sources. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILD_FLAGS, cacheFolder, goEnv } from "../../tools/cache";
import { locateTool, skipWithout } from "../../tools/locate";
import { projectToolbox } from "../../tools/pins";

const sources = join(__dirname, "..", "stand-in");
const buildArgs = ["build", ...BUILD_FLAGS, "-ldflags", "-s -w"] as const;

/** The real one; the mirror offers it as the version that the CDKTF bindings pin. */
const gitHubProvider = "terraform-provider-github";

const goVersion = spawnSync("go", ["env", "GOVERSION"], { cwd: sources, env: goEnv(projectToolbox), encoding: "utf8" });

/** For `describe(title, { skip: needsEngine }, ...)`: false, or what is missing and how to get it. */
export const needsEngine: string | false =
  skipWithout("tofu", gitHubProvider) ||
  (goVersion.status === 0 ? false : "go is not here: install Go, which builds the stand-in providers of this suite.");

/** UID of the namespace `kube-system` in the stand-in's cluster of a name. */
export const uidOf = (cluster: string): string =>
  createHash("sha256")
    .update(`${cluster}/kube-system`)
    .digest("hex")
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** Path of a CLI configuration that knows the mirror and nothing else. */
export function cliConfig(): string {
  const real = locateTool(gitHubProvider);
  if (!real) throw new Error(`${gitHubProvider} is not here: skip this test with needsEngine`);
  const folder = join(cacheFolder(projectToolbox), `stand-in-${key(real.path)}`);
  const config = join(folder, "mirror", "tofu.rc");
  if (!existsSync(config)) build(folder, real.path);
  return config;
}

function key(real: string): string {
  // The cache names its files by what is in them; of the user's own the time tells it.
  const { size, mtimeMs } = statSync(real);
  const hash = createHash("sha256").update(JSON.stringify([goVersion.stdout, buildArgs, real, size, mtimeMs]));
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(go|mod|sum|json)$/.test(file) && !file.endsWith("_test.go"))
    .sort();
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(sources, file)));
  return hash.digest("hex").slice(0, 16);
}

/** Builds beside the folder and moves the whole into place: a killed build leaves nothing that looks finished. */
function build(folder: string, real: string): void {
  const partial = `${folder}.${process.pid}`;
  const binary = join(partial, "stand-in");
  const mirror = join(partial, "mirror");
  try {
    mkdirSync(partial, { recursive: true });
    command("go", [...buildArgs, "-o", binary, "."]);
    command(binary, ["install", mirror, `github=${real}`]);
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
