/** What becomes of the later stacks when secrets goes first. `npx cdktf destroy` refuses that; the engine alone does not. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

const laterStacks = ["app", "flux-bootstrap"] as const;

group("secrets destroyed with the engine alone while the others stand", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied();
    await project.destroy("secrets");
  });
  after(() => project.remove());

  for (const stack of laterStacks) {
    test(`${stack} refuses to plan and to destroy, and says which name of secrets is missing`, async () => {
      const before = project.world.snapshot();
      for (const args of [["plan"], ["apply", "-auto-approve"], ["destroy", "-auto-approve"]]) {
        const ended = await project.run(stack, [...args, "-input=false"]);
        assert.equal(ended.code, 1);
        assertSays(
          ended,
          /Error: Unsupported attribute .* This object does not have an attribute named "cross-stack-output-aws_ssm_parameter_/,
        );
      }
      assert.deepEqual(project.world.snapshot(), before);
    });
  }

  test("secrets applied again mends the others, with new values at the same names", async () => {
    await project.apply("secrets");
    assert.equal(await project.detailedExitCode("app"), 0);
    assert.deepEqual(await project.changes("flux-bootstrap"), [
      "update github_repository_webhook.webhook-echo-server_webhook",
    ]);
    await project.apply("flux-bootstrap");
    await project.destroy("secrets");
  });

  test("the others can still be destroyed without a refresh, and then nothing is left", async () => {
    for (const stack of laterStacks) {
      const ended = await project.run(stack, ["destroy", "-input=false", "-auto-approve", "-refresh=false"]);
      assert.equal(ended.code, 0, ended.output);
    }
    assert.deepEqual(project.world.names(), []);
  });
});
