/** A cluster of EKS is found by AWS, and no token is kept. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { shippedWith } from "../support/synth";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine, uidOf } from "./support/stand-in";

const delivery = (more: string): string => shippedWith("  - name: blog\n", `  - name: blog\n${more}`);

group("a cluster of EKS", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied(delivery("    connection: { type: eks, name: blog }\n"), ["secrets"]);
  });
  after(() => project.remove());

  const stacks = ["flux-bootstrap", "app"];
  /** Where the objects are. */
  const addresses = (): string[] => [...new Set(project.world.things("kubernetes_manifest").map(({ scope }) => scope))];

  test("each stack is validated, planned and applied there, and its second plan is empty", async () => {
    for (const stack of stacks) {
      await project.init(stack);
      const { code, stdout } = await project.run(stack, ["validate", "-json"]);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /"warning_count": 0/);
      await project.apply(stack);
      assert.equal(await project.detailedExitCode(stack), 0);
    }
    assert.equal(addresses().length, 1);
    assert.match(addresses()[0] ?? "", /^https:\/\/[0-9A-F]{32}\.gr7\.eu-central-1\.eks\.amazonaws\.com$/);
  });

  test("its UID is asked for where EKS says that it is", async () => {
    const uid = uidOf(addresses()[0] ?? "");
    await project.synth(delivery(`    uid: ${uid}\n    connection: { type: eks, name: blog }\n`));
    for (const stack of stacks) assert.deepEqual(await project.changes(stack), []);
    const role = "arn:aws:iam::210987654321:role/deploy";
    await project.synth(delivery(`    uid: ${uid}\n    connection: { type: eks, name: blog, role: ${role} }\n`));
    for (const stack of stacks) assert.equal((await project.run(stack, ["plan", "-input=false"])).code, 1);
  });

  test("it is destroyed", async () => {
    await project.synth(delivery("    connection: { type: eks, name: blog }\n"));
    for (const stack of stacks.toReversed()) await project.destroy(stack);
    assert.deepEqual(addresses(), []);
  });
});
