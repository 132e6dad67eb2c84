/** Which stacks can be planned while no cluster can be reached, in both modes. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { at, isObject, shippedText, text, type Json } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";

const byGit = shippedText()
  .replace("\nclusters:\n", "\ndelivery: git\nfleet: { repository: fleet }\n\nclusters:\n")
  .replace("\nrepositories:\n", "\nrepositories:\n  - name: fleet\n");

/** The stand-in's cluster refuses every connection, as a closed port does. */
const closed = { STAND_IN_KUBERNETES: "off" };

const modes = [
  { mode: "delivery: git", yaml: byGit, planned: ["secrets", "app"] },
  { mode: "delivery: opentofu", yaml: shippedText(), planned: ["secrets"] },
];

for (const { mode, yaml, planned } of modes) {
  group(`${mode}, with the cluster's port closed`, needsEngine, () => {
    let project: Project;
    before(async () => {
      project = Project.create();
      await project.synth(yaml);
      for (const stack of shippedStacks) await project.init(stack);
    });
    after(() => project.remove());

    for (const when of ["before the first apply", "once all is applied"]) {
      test(`${when}, ${planned.join(" and ")} can be planned, and no other stack`, async () => {
        await project.apply("secrets", closed);
        if (when !== "before the first apply") for (const stack of shippedStacks) await project.apply(stack);
        const able: string[] = [];
        for (const stack of shippedStacks) {
          const ended = await project.run(stack, ["plan", "-input=false"], closed);
          if (ended.code === 0) able.push(stack);
          else assertSays(ended, /Error: Invalid configuration for API client .* connection refused/);
        }
        assert.deepEqual(able, planned);
      });
    }

    test("GitHub's part of secrets is made", () => {
      assert.ok(project.gitHub.deployKeys().length > 0);
    });
  });
}

group("delivery: git, in flux-bootstrap", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth(byGit);
  });
  after(() => project.remove());

  test("OpenTofu plans built-in kinds, and kinds of Flux and ESO alone", () => {
    const file = join(project.stackFolder("flux-bootstrap"), "cdk.tf.json");
    const manifests = at(JSON.parse(readFileSync(file, "utf8")) as Json, "resource", "kubernetes_manifest");
    assert.ok(isObject(manifests));
    const versions = new Set(Object.values(manifests).map((each) => text(at(each, "manifest", "apiVersion"))));
    assert.deepEqual([...versions].sort(), [
      "external-secrets.io/v1",
      "kustomize.toolkit.fluxcd.io/v1",
      "source.toolkit.fluxcd.io/v1",
      "v1",
    ]);
  });
});
