/** A cluster that is not the one meant is refused before anything is written to it or deleted from it. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { shippedWith } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine, uidOf } from "./support/stand-in";

const meant = uidOf("blog");
const delivery = (context: string): string =>
  shippedWith(
    "  - name: blog\n",
    `  - name: blog\n    uid: ${meant}\n    connection: { type: kubeconfig, context: ${context} }\n`,
  );

const refusal = new RegExp(
  `This is another cluster than blog: its namespace kube-system has the UID ${uidOf("other")}, that of blog has ${meant}\\.`,
);

group("a cluster whose UID is given", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied(delivery("other"), ["secrets"]);
  });
  after(() => project.remove());

  const stacks = ["flux-bootstrap", "app"];
  const approved = ["-input=false", "-auto-approve"];

  test("a first apply to another cluster is refused at plan, and nothing is made there or on GitHub", async () => {
    const names = project.world.names();
    await project.init("flux-bootstrap");
    for (const more of [[], ["-refresh=false"], ["-target=kubernetes_manifest.git-repository-echo-server"]]) {
      const ended = await project.run("flux-bootstrap", ["apply", ...approved, ...more]);
      assert.equal(ended.code, 1, ended.output);
      assertSays(ended, refusal);
    }
    assert.deepEqual(project.world.names(), names);
  });

  test("the cluster that is meant is applied to, and its second plan is empty", async () => {
    await project.synth(delivery("blog"));
    for (const stack of stacks) {
      await project.apply(stack);
      assert.equal(await project.detailedExitCode(stack), 0);
    }
  });

  test("once another cluster is behind the connection, neither an apply nor a destroy touches it or forgets anything", async () => {
    await project.synth(delivery("other"));
    const [names, states] = [project.world.names(), stacks.map((stack) => project.stateText(stack))];
    for (const stack of stacks) {
      for (const command of ["apply", "destroy"]) {
        const ended = await project.run(stack, [command, ...approved]);
        assert.equal(ended.code, 1, ended.output);
        assertSays(ended, refusal);
      }
    }
    assert.deepEqual(project.world.names(), names);
    assert.deepEqual(
      stacks.map((stack) => project.stateText(stack)),
      states,
    );
  });

  test("an object that stands is taken over from the cluster that is meant", async () => {
    const object = "GitRepository flux-system/echo-server";
    await project.synth(`${delivery("blog")}adopt: { objects: [{ cluster: blog, object: ${object} }] }\n`);
    const ended = await project.run("flux-bootstrap", [
      "state",
      "rm",
      "kubernetes_manifest.git-repository-echo-server",
    ]);
    assert.equal(ended.code, 0, ended.output);
    assert.deepEqual(await project.changes("flux-bootstrap"), [
      "update kubernetes_manifest.git-repository-echo-server",
    ]);
    await project.apply("flux-bootstrap");
  });

  test("the UID may be left out again, and come back, without a change of anything", async () => {
    const whatever = delivery("blog").replace(`    uid: ${meant}\n`, "");
    for (const yaml of [whatever, delivery("blog")]) {
      await project.synth(yaml);
      for (const stack of stacks) {
        assert.deepEqual(await project.changes(stack), []);
        await project.apply(stack);
      }
    }
  });

  test("the cluster that is meant is destroyed", async () => {
    for (const stack of stacks.toReversed()) await project.destroy(stack);
    assert.deepEqual(project.world.names("kubernetes_manifest", "github_repository_webhook"), []);
  });
});
