/** Long work shows that it goes on; a failure says, in the engine's and the provider's own words, what is wrong. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { shippedWith } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

group("progress and failures", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth();
    await project.init("secrets");
  });
  after(() => project.remove());

  const apply = ["apply", "-input=false", "-auto-approve"] as const;

  test("an apply that takes long names what it waits for, every ten seconds", async () => {
    const key = "gpg_private_key.signing-key_generation-1";
    const ended = await project.run("secrets", [...apply, `-target=${key}`], { STAND_IN_DELAY_MS: "15000" });
    assert.equal(ended.code, 0, ended.output);
    assertSays(ended, new RegExp(`${key}: Still creating\\.\\.\\. \\[10s elapsed\\]`));
  });

  test("a variable that is not given is named, with what it is for", async () => {
    const ended = await project.run("secrets", apply, { TF_VAR_github_pat: undefined });
    assert.equal(ended.code, 1);
    assertSays(ended, /Error: No value for required variable .*"github_pat"/);
  });

  test("a bot credential of another account is refused at plan, with both accounts and the variable to set", async () => {
    const environment = { TF_VAR_github_bot_token: undefined, GITHUB_TOKEN: project.strangersToken };
    const ended = await project.run("secrets", ["plan", "-input=false"], environment);
    assert.equal(ended.code, 1);
    assertSays(
      ended,
      /The credential of provider "individual" belongs to somebody-else, not to the bot developer-friendly-bot: set TF_VAR_github_bot_token to a token of the bot\./,
    );
  });

  test("missing credentials of the organization are GitHub's 401 at the deploy key, and the next apply makes the rest", async () => {
    const ended = await project.run("secrets", apply, { TF_VAR_github_token: undefined });
    assert.equal(ended.code, 1);
    assertSays(
      ended,
      /Error: POST .*\/keys: 401 .* with github_repository_deploy_key\.deploy-key-echo-server_registered-1/,
    );
    await project.apply("secrets");
    assert.equal(await project.detailedExitCode("secrets"), 0);
    assert.equal(project.gitHub.deployKeys().length, 1);
  });

  test("credentials of another account than the delivery's are refused at plan, and nothing is made", async () => {
    const fresh = Project.create();
    try {
      const of = (account: string): string =>
        shippedWith("  region: eu-central-1\n", `  region: eu-central-1\n  accountId: "${account}"\n`);
      await fresh.synth(of("210987654321"));
      await fresh.init("secrets");
      const ended = await fresh.run("secrets", apply);
      assert.equal(ended.code, 1);
      assertSays(ended, /Error: AWS account ID not allowed: 123456789012/);
      assert.deepEqual(fresh.world.names(), []);
      await fresh.synth(of("123456789012"));
      assert.equal(await fresh.detailedExitCode("secrets"), 2);
    } finally {
      fresh.remove();
    }
  });

  test("a stack whose predecessor is not deployed says that its state is missing, and makes nothing", async () => {
    const fresh = Project.create();
    try {
      await fresh.synth();
      for (const stack of ["flux-bootstrap", "app"]) {
        await fresh.init(stack);
        const ended = await fresh.run(stack, apply);
        assert.equal(ended.code, 1);
        assertSays(ended, /Error: Unable to find remote state/);
      }
      assert.deepEqual(fresh.world.names(), []);
    } finally {
      fresh.remove();
    }
  });

  test("where no cluster answers, the later stacks fail at plan with the provider's message, and make nothing", async () => {
    const names = project.world.names();
    for (const stack of ["flux-bootstrap", "app"]) {
      await project.init(stack);
      const ended = await project.run(stack, apply, { STAND_IN_KUBERNETES: "off" });
      assert.equal(ended.code, 1);
      assertSays(ended, /Error: Invalid configuration for API client .* connection refused/);
    }
    assert.deepEqual(project.world.names(), names);
  });
});
