/** The ruleset that protects a branch and lets the bot through: the real GitHub provider against a played GitHub. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { at, shippedWith, type Json, type JsonObject } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

const address = "github_repository_ruleset.ruleset-echo-server";
const stack = "secrets";

/** The shipped file with fields of the repository, and with an App. */
const fileWith = (fields: string): string =>
  shippedWith("  bot:\n", "  app: { id: 7, installationId: 8 }\n  bot:\n").replace(
    "  - name: echo-server\n\nregistry",
    `  - name: echo-server\n${fields === "" ? "" : `    ${fields}\n`}\nregistry`,
  );

group("a ruleset", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth(fileWith("ruleset: { requiredChecks: [build, lint] }"));
    await project.apply(stack);
  });
  after(() => project.remove());

  const settings = (): Json => {
    const [one, ...others] = project.gitHub.rulesets("developer-friendly/echo-server");
    assert.deepEqual(others, []);
    return one?.settings ?? null;
  };
  const rule = (type: string): Json | undefined => {
    const rules = at(settings(), "rules");
    return (Array.isArray(rules) ? rules : []).find((each) => at(each, "type") === type);
  };
  const deployKeys = { actor_id: null, actor_type: "DeployKey", bypass_mode: "always" };
  const app = { actor_id: 7, actor_type: "Integration", bypass_mode: "always" };

  test("protects the branch, lets deploy keys through, and the second plan is empty", async () => {
    assert.equal(project.gitHub.rulesets()[0]?.name, "flux-delivery");
    assert.deepEqual(at(settings(), "bypass_actors"), [deployKeys]);
    assert.deepEqual(at(settings(), "conditions", "ref_name"), { include: ["refs/heads/main"], exclude: [] });
    assert.equal(at(settings(), "enforcement"), "active");
    assert.ok(rule("deletion") && rule("non_fast_forward"));
    assert.equal(rule("required_signatures"), undefined);
    assert.equal(at(rule("pull_request"), "parameters", "required_approving_review_count"), 1);
    // A set to the provider, in whatever order.
    const checks = at(rule("required_status_checks"), "parameters", "required_status_checks") as JsonObject[];
    assert.deepEqual(checks.map(({ context }) => context).sort(), ["build", "lint"]);
    assert.equal(await project.detailedExitCode(stack), 0);
  });

  test("is changed in place, and lets both writers through while the repository moves to the App", async () => {
    const [before] = project.gitHub.rulesets();
    await project.synth(
      fileWith("ruleset: { requiredReviews: 0, requireSignatures: true }\n    access: app\n    deployKey: {}"),
    );
    await project.apply(stack);
    assert.equal(project.gitHub.rulesets()[0]?.id, before?.id);
    assert.deepEqual(at(settings(), "bypass_actors"), [deployKeys, app]);
    assert.ok(rule("required_signatures"));
    assert.equal(rule("required_status_checks"), undefined);
    assert.equal(at(rule("pull_request"), "parameters", "required_approving_review_count"), 0);
    assert.equal(await project.detailedExitCode(stack), 0);
  });

  test("lets the App alone through in the end", async () => {
    await project.synth(fileWith("ruleset: {}\n    access: app"));
    await project.apply(stack);
    assert.deepEqual(at(settings(), "bypass_actors"), [app]);
    assert.equal(await project.detailedExitCode(stack), 0);
  });

  test("goes where the file asks for none any more, and GitHub's refusal is told with its address", async () => {
    await project.synth(fileWith("access: app"));
    await project.apply(stack);
    assert.deepEqual(project.gitHub.rulesets(), []);
    await project.synth(fileWith("ruleset: {}\n    access: app").replace("{ id: 7,", "{ id: 9,"));
    const refused = await project.run(stack, ["apply", "-input=false", "-auto-approve"]);
    assert.equal(refused.code, 1);
    assertSays(refused, new RegExp(`must be part of the ruleset source.*with ${address.replace(".", "\\.")}`));
  });
});
