/** The stacks through their whole life, with the real engine and a state file each. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";

group("the stacks of the shipped delivery.yaml, one after the other", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth();
  });
  after(() => project.remove());

  for (const stack of shippedStacks) {
    test(`${stack} passes init and validate`, async () => {
      await project.init(stack);
      const { code, stdout } = await project.run(stack, ["validate", "-json"]);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /"warning_count": 0/);
    });

    test(`${stack} is planned and applied`, async () => {
      assert.equal(await project.detailedExitCode(stack), 2);
      const { output } = await project.apply(stack);
      assert.match(output, /Apply complete! Resources: \d+ added, 0 changed, 0 destroyed\./);
    });

    test(`the second plan of ${stack} is empty`, async () => {
      assert.equal(await project.detailedExitCode(stack), 0);
    });
  }

  test("no later stack changes what an earlier one made", async () => {
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("destroying app leaves secrets and flux-bootstrap untouched, and a new apply gives the same names", async () => {
    const names = project.world.names();
    const before = project.world.snapshot();
    const own = project.addresses("app").length;
    const others = ["secrets", "flux-bootstrap"] as const;
    const states = (): string[] => others.map((stack) => project.stateText(stack));
    const statesBefore = states();

    await project.destroy("app");
    assert.deepEqual(project.addresses("app"), []);
    assert.equal(project.world.names().length, names.length - own);
    for (const [file, content] of project.world.snapshot()) assert.equal(content, before.get(file), file);
    assert.deepEqual(states(), statesBefore);
    for (const stack of others) assert.equal(await project.detailedExitCode(stack), 0, stack);

    await project.apply("app");
    assert.deepEqual(project.world.names(), names);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("destroying all three in reverse order leaves nothing behind", async () => {
    for (const stack of [...shippedStacks].reverse()) {
      await project.destroy(stack);
      assert.deepEqual(project.addresses(stack), []);
    }
    assert.deepEqual(project.world.names(), []);
  });
});

group("without a cluster", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth();
  });
  after(() => project.remove());

  test("secrets is planned and applied where no cluster answers", async () => {
    const noCluster = { STAND_IN_KUBERNETES: "off" };
    await project.apply("secrets", noCluster);
    assert.equal(await project.detailedExitCode("secrets", noCluster), 0);
  });
});
