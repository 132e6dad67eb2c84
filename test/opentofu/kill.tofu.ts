/**
 * Applies that are cut short, and what the next one makes of it.
 *
 * OpenTofu writes the state on an interrupt, at the end, and else every 20 seconds at most: what a `kill -9` takes away
 * is known to AWS and GitHub alone. docs/operations.md says what to do then; this does it.
 */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { shippedWith, type Json } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { interrupt } from "./support/interrupt";
import { publicHalf } from "./support/openssh";
import { Project, shippedStacks } from "./support/project";
import { assertOneKey, assertWhole, created, recoverLater, recoverSecrets } from "./support/recovery";
import { needsEngine } from "./support/stand-in";

/** An apply of secrets makes eleven things; the signal comes while the answer for the n-th is on its way. */
const points = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;

async function withProject(use: (project: Project) => Promise<void>, yaml?: string): Promise<void> {
  const project = Project.create();
  try {
    await project.synth(yaml);
    await use(project);
  } finally {
    project.remove();
  }
}

group("an apply of secrets interrupted with Ctrl-C", needsEngine, () => {
  for (const after of points) {
    test(`after ${after} of 11 changes: the next apply makes the rest, and nothing twice`, () =>
      withProject(async (project) => {
        const { code, done } = await interrupt(project, "secrets", { signal: "SIGINT", to: "group", after });
        assert.equal(code, 1);
        // On a busy machine the next change begins before the engine has the signal.
        assert.ok(done.length === after || done.length === after + 1, done.join("\n"));
        await project.apply("secrets");
        await assertWhole(project);
      }));
  }
});

group("a public half that is not of the key that is read back", needsEngine, () => {
  /** Applies, cut short between the halves, what publishes the public half of the key just made. */
  const cutShort = async (project: Project, hasConditions: boolean): Promise<void> => {
    const file = join(project.stackFolder("secrets"), "cdk.tf.json");
    const id = "deploy-key-echo-server_kept-1";
    const ours = `ephemeral.tls_public_key.${id}_half.public_key_openssh`;
    const stack = readFileSync(file, "utf8");
    assert.ok(stack.includes(`"value_wo": "\${trimspace(${ours})}"`));
    const variant = stack.replace(
      `trimspace(${ours})}"`,
      `trimspace(ephemeral.tls_private_key.${id}_fresh.public_key_openssh)}"`,
    );
    const without = (key: string, value: Json): Json | undefined =>
      /^(pre|post)condition$/.test(key) ? undefined : value;
    writeFileSync(file, hasConditions ? variant : JSON.stringify(JSON.parse(variant, without)));
    const key = "/github/echo-server/deploy-key/generation-1";
    const made = new Set<string>();
    // One change after the other, until one half alone is there: neither waits for the other here.
    while (made.has(key) === made.has(`${key}.pub`)) {
      const { code, done } = await interrupt(project, "secrets", { signal: "SIGINT", to: "group", after: 1 });
      assert.equal(code, 1, "both halves came in one apply");
      for (const path of created(done, "aws_ssm_parameter")) made.add(path);
    }
  };

  test("is another key's after an apply that was cut short between the halves: why there is a read-back", () =>
    withProject(async (project) => {
      await cutShort(project, false);
      await project.apply("secrets");
      assert.throws(() => assertOneKey(project), assert.AssertionError);
    }));

  test("is refused before it is registered: why there are conditions", () =>
    withProject(async (project) => {
      await cutShort(project, true);
      const next = await project.run("secrets", ["apply", "-input=false", "-auto-approve"]);
      assert.equal(next.code, 1);
      assertSays(next, /The halves of deploy key 1 of echo-server are of two keys/);
      assert.deepEqual(project.gitHub.deployKeys(), []);
    }));
});

group("an apply of secrets ended by a supervisor", needsEngine, () => {
  for (const after of [4, 7, 9] as const) {
    test(`with SIGTERM after ${after} of 11 changes: the next apply makes the rest, and nothing twice`, () =>
      withProject(async (project) => {
        const { code } = await interrupt(project, "secrets", { signal: "SIGTERM", to: "command", after });
        assert.equal(code, 1);
        await project.apply("secrets");
        await assertWhole(project);
      }));
  }
});

group("an apply of secrets killed with SIGKILL", needsEngine, () => {
  for (const after of points) {
    test(`after ${after} of 11 changes: what it left is refused by name or can be told apart, and is then taken over`, () =>
      withProject(async (project) => {
        const { code, done } = await interrupt(project, "secrets", { signal: "SIGKILL", to: "group", after });
        assert.equal(code, null);
        await recoverSecrets(project, done);
      }));
  }

  test("in the middle of a rotation: its parameters are taken over, and the killed run's key stays on GitHub until deleted", () =>
    withProject(async (project) => {
      await project.apply("secrets");
      const two = "  - name: echo-server\n    deployKey: { generations: [1, 2] }\n\nregistry";
      const file = shippedWith("  - name: echo-server\n\nregistry", two);
      await project.synth(file);
      const { done } = await interrupt(project, "secrets", { signal: "SIGKILL", to: "group", after: 3 });
      const [orphan, ...none] = created(done, "github_repository_deploy_key");
      assert.deepEqual(none, []);
      const parameters = created(done, "aws_ssm_parameter");
      const next = await project.run("secrets", ["apply", "-input=false", "-auto-approve"]);
      assert.equal(next.code, 1);
      assertSays(next, /creating SSM Parameter \(\/github\/echo-server\/deploy-key\/generation-2\)/);

      await project.synth(`${file}\nadopt: { parameters: [${parameters.join()}] }\n`);
      await project.apply("secrets");
      await project.synth(file);
      await project.apply("secrets");
      assert.equal(await project.detailedExitCode("secrets"), 0);
      const served = publicHalf(project.world.parameter("/github/echo-server/deploy-key"));
      assert.ok(project.gitHub.deployKeys().some(({ key }) => key === served));
      assert.equal(project.gitHub.deployKeys().length, 3);
      assert.ok(!project.stateText("secrets").includes(`"${orphan ?? ""}"`));
    }));
});

group("the later stacks killed with SIGKILL", needsEngine, () => {
  for (const [stack, after] of [
    ["flux-bootstrap", 9],
    ["app", 7],
  ] as const) {
    test(`${stack}: the next apply names what is there already, and adopting it converges`, async () => {
      const project = await Project.applied(undefined, stack === "app" ? ["secrets", "flux-bootstrap"] : ["secrets"]);
      try {
        const { done } = await interrupt(project, stack, { signal: "SIGKILL", to: "group", after });
        assert.equal(done.length, after);
        await recoverLater(project, stack, done);
        assert.equal(project.gitHub.hooks().length, 1);
      } finally {
        project.remove();
      }
    });
  }
});

group("a destroy killed with SIGKILL", needsEngine, () => {
  test("the next destroy takes away the rest", async () => {
    const project = await Project.applied();
    try {
      for (const stack of [...shippedStacks].reverse()) {
        const killed = await interrupt(project, stack, {
          signal: "SIGKILL",
          to: "group",
          after: 4,
          command: "destroy",
        });
        assert.equal(killed.code, null);
        await project.destroy(stack);
      }
      assert.deepEqual(project.world.names(), []);
    } finally {
      project.remove();
    }
  });
});
