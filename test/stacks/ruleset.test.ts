import assert from "node:assert/strict";
import { test } from "node:test";
import { at, shippedWith, synthesize, type Json } from "../support/synth";

/** The shipped file with fields of the repository, an App, and a push branch of its environment where one is given. */
function fileWith(fields: string, pushBranch?: string): string {
  const text = shippedWith("  bot:\n", "  app: { id: 7, installationId: 8 }\n  bot:\n").replace(
    "  - name: echo-server\n\nregistry",
    `  - name: echo-server\n    ${fields}\n\nregistry`,
  );
  return pushBranch === undefined
    ? text
    : text.replace(/\n( +)initialTag:/, `\n$1pushBranch: ${pushBranch}\n$1initialTag:`);
}

function rulesetOf(text: string): Json | undefined {
  const made = synthesize(text).resources("secrets", "github_repository_ruleset")["ruleset-echo-server"];
  if (!made) return undefined;
  const { "//": _where, ...ruleset } = made;
  return ruleset;
}

const deployKey = { actor_type: "DeployKey", bypass_mode: "always" };
const app = { actor_type: "Integration", actor_id: 7, bypass_mode: "always" };

test("a ruleset is made where the repository asks for one, by the organization's provider", () => {
  assert.equal(rulesetOf(fileWith("branch: main")), undefined);
  assert.deepEqual(rulesetOf(fileWith("ruleset: {}")), {
    provider: "github",
    repository: "echo-server",
    name: "flux-delivery",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["refs/heads/main"], exclude: [] } },
    bypass_actors: [deployKey],
    rules: { deletion: true, non_fast_forward: true, pull_request: { required_approving_review_count: 1 } },
  });
});

test("it asks for what the file asks, of the branch that is deployed", () => {
  const made = rulesetOf(
    fileWith(
      "branch: release\n    ruleset: { requiredReviews: 0, requiredChecks: [build, test / unit], requireSignatures: true }",
    ),
  );
  assert.deepEqual(at(made, "conditions", "ref_name", "include"), ["refs/heads/release"]);
  assert.equal(at(made, "rules", "pull_request", "required_approving_review_count"), 0);
  assert.equal(at(made, "rules", "required_signatures"), true);
  assert.deepEqual(at(made, "rules", "required_status_checks", "required_check"), [
    { context: "build" },
    { context: "test / unit" },
  ]);
});

test("whoever pushes image updates to the branch is let through, and nobody where a push branch takes them", () => {
  const actors = (fields: string, pushBranch?: string): Json | undefined =>
    at(rulesetOf(fileWith(`ruleset: {}${fields}`, pushBranch)), "bypass_actors");
  assert.deepEqual(actors("\n    access: app"), [app]);
  assert.deepEqual(actors("\n    access: app\n    deployKey: {}"), [deployKey, app]);
  assert.equal(actors("", "image-updates"), undefined);
});
