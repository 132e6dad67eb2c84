import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { at, isObject, text, type Json, type JsonObject } from "../../support/synth";

const texts = (value: Json | undefined): string[] => (Array.isArray(value) ? value.map(text) : []);

/** A pattern of GitHub's filters, for the signs that our workflows use. */
function pattern(glob: string): RegExp {
  const source = glob.replace(/[.]/g, "\\.").replace(/\*+/g, (stars) => (stars.length > 1 ? ".*" : "[^/]*"));
  return new RegExp(`^${source}$`);
}

/** Whether GitHub starts a workflow for a push to a branch that changes those files. */
export function startsForBranch(workflow: JsonObject, branch: string, files: readonly string[]): boolean {
  const filter = (name: string): string[] => texts(at(workflow, "on", "push", name));
  if (!filter("branches").some((glob) => pattern(glob).test(branch))) return false;
  const [paths, ignored] = [filter("paths"), filter("paths-ignore")];
  return files.some((file) => {
    if (paths.length === 0) return !ignored.some((glob) => pattern(glob).test(file));
    const last = paths.findLast((glob) => pattern(glob.replace(/^!/, "")).test(file));
    return last !== undefined && !last.startsWith("!");
  });
}

/** Whether GitHub starts a workflow for a Git tag, whatever it changes. */
export const startsForTag = (workflow: JsonObject, tag: string): boolean =>
  texts(at(workflow, "on", "push", "tags")).some((glob) => pattern(glob).test(tag));

/** All jobs of a workflow, and all their steps. */
export const jobsOf = (workflow: JsonObject): JsonObject[] => Object.values(workflow["jobs"] ?? {}).filter(isObject);

export const stepsOf = (workflow: JsonObject): JsonObject[] =>
  jobsOf(workflow).flatMap(({ steps }) => (Array.isArray(steps) ? steps.filter(isObject) : []));

export interface ScriptResult {
  /** What it wrote to the step's outputs. */
  readonly output: string;
  readonly stdout: string;
}

/** Runs a step's script as GitHub would, with some programs replaced by shell scripts. */
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
    const stdout = execFileSync("bash", ["--norc", "-e", "-c", text(step["run"])], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      env: {
        PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`,
        ...Object.fromEntries(own),
        ...environment,
        GITHUB_OUTPUT: output,
      },
    });
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
  readonly time: number;
}

/** The images that a workflow pushes in a build. */
export function imagesOf(workflow: JsonObject, { push, ref, runId, sha, time }: Build): string[] {
  const naming = stepsOf(workflow).find(({ id }) => id === "image");
  if (!naming) throw new Error("no step names the image");
  const { output } = runScript(
    naming,
    { GITHUB_REF_TYPE: push, GITHUB_REF_NAME: ref, GITHUB_RUN_ID: String(runId), GITHUB_SHA: sha },
    { date: `[ "$*" = "+%s" ] && echo ${time}` },
  );
  const [, names] = /^names<<END\n([^]*)END\n$/.exec(output) ?? [];
  if (names === undefined) throw new Error(`no output of that form: ${output}`);
  return names.trimEnd().split("\n");
}
