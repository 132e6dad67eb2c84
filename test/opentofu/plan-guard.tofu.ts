/** The guard between plan and apply, on plans of the real engine. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { runCommand } from "../../commands/command";
import { planGuard } from "../../commands/plan-guard";
import { shippedWith, type Json } from "../support/synth";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { givenSecrets, madeSecrets, secretsIn } from "./support/secrecy";
import { needsEngine } from "./support/stand-in";

const renamed = shippedWith("objectName: echo-server", "objectName: echo");
const kustomization = "kubernetes_manifest.kustomization-echo-server";
const route = "kubernetes_manifest.route-echo-server";

group("the plan guard", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied();
  });
  after(() => project.remove());

  /** What the guard says of a plan; no secret is in it. */
  function judge(json: Json, ...allow: readonly string[]): { code: number; refused: string[] } {
    const file = join(project.folder, "plans", "plan.json");
    writeFileSync(file, JSON.stringify(json));
    let said = "";
    const keep = (text: string): void => void (said += text);
    const flags = allow.flatMap((address) => ["--allow", address]);
    const code = runCommand(planGuard, [file, ...flags], { out: keep, err: keep });
    rmSync(file);
    assert.deepEqual(secretsIn(said, new Map([...givenSecrets(project), ...madeSecrets(project)])), []);
    const refused = said.split("\n").filter((line) => line.startsWith("  "));
    return { code, refused: code === 0 ? [] : refused.map((line) => line.trim()) };
  }

  test("plans without a change, and of a new tag or a new key, are let through and applied", async () => {
    for (const stack of shippedStacks) assert.equal(judge((await project.plan(stack)).json).code, 0, stack);
    await project.synth(
      shippedWith(
        "  - name: echo-server\n\nregistry",
        "  - name: echo-server\n    deployKey: { generations: [1, 2] }\n\nregistry",
      ),
    );
    const { file, json } = await project.plan("secrets");
    assert.equal(judge(json).code, 0);
    // As a pipeline does: ephemeral variables are given again, which no plan keeps.
    const { code, output } = await project.run("secrets", ["apply", "-input=false", file]);
    assert.equal(code, 0, output);
  });

  test("a key that goes is refused until its addresses are allowed", async () => {
    await project.synth(
      shippedWith(
        "  - name: echo-server\n\nregistry",
        "  - name: echo-server\n    deployKey: { generations: [2] }\n\nregistry",
      ),
    );
    const { json } = await project.plan("secrets");
    const addresses = [
      "aws_ssm_parameter.deploy-key-echo-server_kept-1_private_parameter",
      "aws_ssm_parameter.deploy-key-echo-server_kept-1_public_parameter",
      "github_repository_deploy_key.deploy-key-echo-server_registered-1",
    ];
    assert.deepEqual(judge(json), {
      code: 1,
      refused: addresses.map((address) => `${address} destroyed: the deploy key of repository "echo-server"`),
    });
    assert.equal(judge(json, ...addresses).code, 0);
  });

  test("a workload that would go by another name is refused", async () => {
    await project.synth(renamed);
    const { json } = await project.plan("app");
    assert.deepEqual(judge(json), {
      code: 1,
      refused: [
        `${kustomization} destroyed: the Kustomization of environment "echo-server"`,
        `${route} destroyed: the route of environment "echo-server"`,
      ],
    });
  });

  test("what is only forgotten is let through", async () => {
    const file = join(project.stackFolder("app"), "removed.tf.json");
    const removed = [kustomization, route].map((from) => ({ from, lifecycle: { destroy: false } }));
    writeFileSync(file, JSON.stringify({ removed }));
    try {
      assert.deepEqual(judge((await project.plan("app")).json), { code: 0, refused: [] });
    } finally {
      rmSync(file);
    }
  });

  test("a replacement is refused", async () => {
    await project.synth();
    const source = "kubernetes_manifest.git-repository-echo-server";
    const file = join(project.folder, "plans", "replace.tfplan");
    const { code, output } = await project.run("flux-bootstrap", [
      "plan",
      "-input=false",
      `-replace=${source}`,
      `-out=${file}`,
    ]);
    assert.equal(code, 0, output);
    assert.deepEqual(judge(await project.showJson("flux-bootstrap", [file])), {
      code: 1,
      refused: [`${source} replaced: the source of repository "echo-server"`],
    });
  });

  test("a state's JSON is no plan", async () => {
    assert.equal(judge(await project.showJson("app")).code, 1);
  });
});
