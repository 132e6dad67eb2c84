/** A cluster's objects are handed over to Git, and taken back: nothing is deleted, and nothing made twice. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { shippedText } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";

const withFleet = shippedText()
  .replace("\nclusters:\n", "\nfleet: { repository: fleet }\n\nclusters:\n")
  .replace("\nrepositories:\n", "\nrepositories:\n  - name: fleet\n");
const byGit = withFleet.replace("\nfleet:", "\ndelivery: git\nfleet:");
const takenBack = `${withFleet}\nadopt:\n  everything: [{ cluster: blog }]\n`;

const kept = [
  "kubernetes_manifest.fleet",
  "kubernetes_manifest.fleet-parameters",
  "kubernetes_manifest.git-repository-fleet",
  "kubernetes_manifest.git-secret-fleet",
];

group("a cluster that is delivered by Git", needsEngine, () => {
  let project: Project;
  /** What was there before it was handed over. */
  let names: readonly string[];
  before(async () => {
    project = await Project.applied(withFleet);
    names = project.world.names();
    await project.synth(byGit);
    await project.apply("secrets");
  });
  after(() => project.remove());

  const objects = (): string[] => project.world.things("kubernetes_manifest").map(({ id }) => id);

  test("gets what Flux begins with, and of the rest the state lets go", async () => {
    const before = objects();
    const changes = await project.changes("flux-bootstrap");
    assert.deepEqual(
      changes.filter((change) => !change.startsWith("forget ")),
      ["github_repository_webhook.webhook-fleet_webhook", ...kept].map((name) => `create ${name}`),
    );
    assertSays(await project.apply("flux-bootstrap"), / 5 added, 0 changed, 0 destroyed/);
    await project.apply("app");
    assert.deepEqual(
      before.filter((id) => !objects().includes(id)),
      [],
    );
    assert.equal(objects().length, before.length + kept.length);
  });

  test("has no more in any state than that", () => {
    assert.deepEqual(
      project.addresses("flux-bootstrap").filter((address) => address.startsWith("kubernetes_manifest.")),
      kept,
    );
    assert.deepEqual(project.addresses("app"), []);
  });

  test("has empty second plans", async () => {
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("is taken back in place, without what Flux began with", async () => {
    await project.synth(takenBack);
    await project.apply("secrets");
    for (const stack of ["flux-bootstrap", "app"]) {
      const changes = await project.changes(stack);
      assert.deepEqual(
        changes.filter((change) => !change.startsWith("update ")),
        stack === "app"
          ? []
          : ["github_repository_webhook.webhook-fleet_webhook", ...kept].map((name) => `delete ${name}`),
      );
      await project.apply(stack);
    }
    assert.deepEqual(project.world.names(), names);
    await project.synth(withFleet);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });
});
