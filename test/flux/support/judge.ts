/** Flux's own libraries as a program that answers cases, built once for each version of its sources. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BUILD_FLAGS, cacheFolder, goEnv } from "../../tools/cache";
import { projectToolbox } from "../../tools/pins";

const sources = join(__dirname, "..", "judge");
const buildArgs = ["build", ...BUILD_FLAGS, "-ldflags", "-s -w"] as const;

const goVersion = spawnSync("go", ["env", "GOVERSION"], { cwd: sources, env: goEnv(projectToolbox), encoding: "utf8" });

/** For `describe(title, { skip: needsGo }, ...)`: false, or what is missing and how to get it. */
export const needsGo: string | false =
  goVersion.status === 0 ? false : "go is not here: install Go, which builds Flux's libraries for this suite.";

/** One question to the judge; test/flux/judge/main.go says what the fields are. */
export interface Case {
  readonly kind:
    | "range"
    | "compare"
    | "policy"
    | "pattern"
    | "float"
    | "template"
    | "message"
    | "functions"
    | "filter"
    | "substitute";
  readonly range?: string;
  readonly versions?: readonly string[];
  readonly text?: string;
  readonly pattern?: string | undefined;
  readonly extract?: string | undefined;
  readonly order?: string;
  readonly tags?: readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
  readonly vars?: readonly { readonly name: string; readonly expression: string }[];
  readonly values?: Readonly<Record<string, string>> | undefined;
  readonly changes?: readonly Readonly<Record<"OldValue" | "NewValue" | "Setter", string>>[];
}

/** The judge's answers, in the cases' order. */
export function judge(cases: readonly Case[]): unknown[] {
  const { status, stdout, stderr, error } = spawnSync(binary(), {
    input: cases.map((each) => `${JSON.stringify(each)}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`the judge failed: ${error?.message ?? stderr}`);
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line): unknown => JSON.parse(line));
}

function binary(): string {
  const folder = join(cacheFolder(projectToolbox), `judge-${key()}`);
  const path = join(folder, "judge");
  if (!existsSync(path)) build(folder);
  return path;
}

function key(): string {
  const hash = createHash("sha256").update(JSON.stringify([goVersion.stdout, buildArgs]));
  for (const file of readdirSync(sources).sort()) hash.update(`${file}\0`).update(readFileSync(join(sources, file)));
  return hash.digest("hex").slice(0, 16);
}

/** Builds beside the folder and moves the whole into place: a killed build leaves nothing that looks finished. */
function build(folder: string): void {
  const partial = `${folder}.${process.pid}`;
  try {
    mkdirSync(partial, { recursive: true });
    const { status, stderr, error } = spawnSync("go", [...buildArgs, "-o", join(partial, "judge"), "."], {
      cwd: sources,
      env: goEnv(projectToolbox),
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`go build failed in ${sources}: ${error?.message ?? stderr}`);
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
