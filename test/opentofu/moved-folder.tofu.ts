/** What was synthesized and applied still works in another place. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";

group("the output moved to another folder", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied();
  });
  after(() => project.remove());

  /** The project's folder gets another name; the world is no part of a project and stays what it is. */
  const move = (name: string): void => {
    const to = join(project.folder, "..", `${name}-${process.pid}`);
    renameSync(project.folder, to);
    project.folder = to;
  };

  test("a project folder under another name needs no init and plans nothing", async () => {
    move("flux-delivery-opentofu-moved");
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("a fresh copy of cdktf.out, without what init wrote, plans nothing after an init", async () => {
    for (const stack of shippedStacks) {
      rmSync(join(project.stackFolder(stack), ".terraform"), { recursive: true });
      rmSync(join(project.stackFolder(stack), ".terraform.lock.hcl"));
    }
    move("flux delivery, moved again");
    for (const stack of shippedStacks) {
      await project.init(stack);
      assert.equal(await project.detailedExitCode(stack), 0, stack);
    }
  });

  test("cdktf.out in another project's folder finds the state that is moved along with it", async () => {
    const elsewhere = join(project.folder, "elsewhere");
    mkdirSync(elsewhere);
    cpSync(join(project.folder, "cdktf.out"), join(elsewhere, "cdktf.out"), { recursive: true });
    renameSync(join(project.folder, "state"), join(elsewhere, "state"));
    project.outdir = join("elsewhere", "cdktf.out");
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });
});
