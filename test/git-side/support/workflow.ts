import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { startsFor } from "../../../git-side/scaffold/workflows/filter";
import { isObject, text, type JsonObject } from "../../support/synth";

/** Whether GitHub starts a workflow for a push to a branch that changes those files. */
export const startsForBranch = (workflow: JsonObject, branch: string, files: readonly string[]): boolean =>
  startsFor(workflow["on"], { branch, files });

/** Whether GitHub starts a workflow for a Git tag, whatever it changes. */
export const startsForTag = (workflow: JsonObject, tag: string): boolean => startsFor(workflow["on"], { tag });

/** All jobs of a workflow, and all their steps. */
export const jobsOf = (workflow: JsonObject): JsonObject[] => Object.values(workflow["jobs"] ?? {}).filter(isObject);

export const stepsOf = (workflow: JsonObject): JsonObject[] =>
  jobsOf(workflow).flatMap(({ steps }) => (Array.isArray(steps) ? steps.filter(isObject) : []));

export interface ScriptResult {
  /** What it wrote to the step's outputs. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs a step's script as GitHub would, with some programs replaced by shell scripts. @throws where it fails, with what it printed */
export function runScript(
  step: JsonObject,
  environment: Readonly<Record<string, string>>,
  programs: Readonly<Record<string, string>> = {},
): ScriptResult {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-step-"));
  try {
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    const output = join(folder, "output");
    writeFileSync(output, "");
    const own = Object.entries(isObject(step["env"]) ? step["env"] : {}).map(
      ([key, value]) => [key, text(value)] as const,
    );
    // As for `shell: bash`.
    const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", text(step["run"])];
    const { status, stdout, stderr } = spawnSync("bash", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 60_000,
      env: {
        PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
        ...Object.fromEntries(own),
        ...environment,
        GITHUB_OUTPUT: output,
        RUNNER_TEMP: folder,
      },
    });
    if (status !== 0) throw new Error(`exit code ${String(status)}: ${stdout}${stderr}`);
    return { output: readFileSync(output, "utf8"), stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A build that GitHub runs. */
export interface Build {
  readonly push: "branch" | "tag";
  readonly ref: string;
  readonly runId: number;
  readonly sha: string;
}

/** What the runner tells the steps of a build. */
export const variablesOf = ({ push, ref, runId, sha }: Build): Record<string, string> => ({
  GITHUB_REF: `refs/${push === "tag" ? "tags" : "heads"}/${ref}`,
  GITHUB_REF_NAME: ref,
  GITHUB_RUN_ID: String(runId),
  GITHUB_SHA: sha,
});

/** The one step of an id. */
export function stepOf(workflow: JsonObject, found: (step: JsonObject) => boolean): JsonObject {
  const [step, ...more] = stepsOf(workflow).filter(found);
  if (!step || more.length > 0) throw new Error("not one step");
  return step;
}

/** A step's outputs by their names. */
export const outputsOf = ({ output }: ScriptResult): Record<string, string> =>
  Object.fromEntries(
    output
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );

/** The tags that a workflow gives to a build of which the registry has nothing yet. */
export function tagsOf(workflow: JsonObject, build: Build): string[] {
  const look = stepOf(workflow, ({ id }) => id === "image");
  const result = runScript(look, variablesOf(build), { docker: 'echo "ERROR: x: not found" >&2; exit 1' });
  const { tags = "", missing, build: isBuilt } = outputsOf(result);
  if (missing !== tags || isBuilt !== String(tags !== "")) throw new Error(`not built: ${result.output}`);
  return tags.split(" ").filter((tag) => tag !== "");
}
