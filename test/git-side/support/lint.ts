import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { actions } from "../../../git-side/scaffold/workflows/actions";
import { locateTool, missingToolReason } from "../../tools/locate";
import { at, text } from "../../support/synth";
import { scratch, writeFiles } from "./examples";
import { objectOf } from "./kustomize";
import { jobsOf, stepsOf } from "./workflow";

export const isWorkflow = (path: string): boolean => path.startsWith(".github/workflows/");

/** actionlint, in a folder with all workflows: it looks into those that are called. */
export function lint(t: TestContext, files: ReadonlyMap<string, string>): void {
  const folder = scratch(t);
  writeFiles(folder, files);
  const tool = locateTool("actionlint");
  assert.ok(tool, missingToolReason("actionlint"));
  const paths = [...files.keys()].filter(isWorkflow).map((path) => join(folder, path));
  // It takes a folder for a project where there is a repository.
  mkdirSync(join(folder, ".git"));
  execFileSync(tool.path, ["-color=false", ...paths], { cwd: folder });
}

/** Events that take a right to write the repository, or none from outside. */
const starters = ["push", "workflow_call", "workflow_dispatch", "repository_dispatch"];

/**
 * What may get into a script or out of a job by mistake, as zizmor looks for it.
 *
 * @param more events that start it too, of whose jobs the caller looks at the rights
 */
export function assertSafe(path: string, yaml: string, more: readonly string[] = []): void {
  const workflow = objectOf(yaml);
  const events = Object.keys(workflow["on"] ?? {});
  assert.ok(
    events.every((event) => starters.includes(event) || more.includes(event)),
    `${path} runs for ${events.join(", ")}: nobody from outside may start what has rights`,
  );
  assert.deepEqual(workflow["permissions"], {}, `${path} has rights for all jobs`);
  assert.doesNotMatch(yaml, /secrets: inherit|toJSON\(secrets\)|GITHUB_ENV|GITHUB_PATH/, path);
  for (const job of jobsOf(workflow))
    assert.notEqual(job["permissions"], undefined, `${path}: a job has the default rights`);
  for (const step of stepsOf(workflow)) {
    if (step["run"] !== undefined) assert.doesNotMatch(text(step["run"]), /\$\{\{/, `${path}: an expression is run`);
    if (step["uses"] === undefined) continue;
    const uses = text(step["uses"]);
    assert.match(uses, /^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/, `${path}: an action that can be moved`);
    assert.match(
      yaml,
      new RegExp(`uses: ${uses} # v\\d+\\.\\d+\\.\\d+$`, "m"),
      `${path}: an action without its release`,
    );
    if (uses === actions.checkout.uses) assert.equal(at(step, "with", "persist-credentials"), false, path);
  }
}
