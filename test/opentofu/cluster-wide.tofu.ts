/** An environment becomes cluster-wide and is confined again: who deploys is there as long as a Kustomization names it. */
import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { shippedText, shippedWith } from "../support/synth";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

const wide = shippedWith("        namespace: default\n", "        namespace: default\n        clusterWide: true\n");

/** What becomes of one of the objects that this is about, in the words of the journal. */
const change = (action: string, of: "account" | "binding" | "kustomization"): string =>
  `${action} kubernetes_manifest ${ids[of]}`;
const ids = {
  account: "apiVersion=v1,kind=ServiceAccount,namespace=flux-system,name=default.deployer",
  binding: "apiVersion=rbac.authorization.k8s.io/v1,kind=RoleBinding,namespace=default,name=flux-system.deployer",
  kustomization: "apiVersion=kustomize.toolkit.fluxcd.io/v1,kind=Kustomization,namespace=flux-system,name=echo-server",
};

group("who deploys to a namespace", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied(wide);
  });
  after(() => project.remove());

  /** What is done to those objects, in its order. */
  async function done(work: (env: NodeJS.ProcessEnv) => Promise<unknown>): Promise<readonly string[]> {
    const journal = join(project.folder, "journal");
    rmSync(journal, { force: true });
    // Long enough that what need not wait would be done before.
    await work(project.journal(journal, 300));
    const lines = readFileSync(journal, "utf8").trim().split("\n");
    return lines.filter((line) => Object.values(ids).some((id) => line.endsWith(id)));
  }

  test("is there before the Kustomization that names it", async () => {
    await project.synth(shippedText());
    const [last, ...first] = [...(await done((env) => project.apply("app", env)))].reverse();
    assert.equal(last, change("update", "kustomization"));
    assert.deepEqual(first.sort(), [change("create", "account"), change("create", "binding")].sort());
    assert.equal(await project.detailedExitCode("app"), 0);
  });

  test("goes only after the Kustomization has let go of it", async () => {
    await project.synth(wide);
    const [first, ...last] = await done((env) => project.apply("app", env));
    assert.equal(first, change("update", "kustomization"));
    assert.deepEqual(last.sort(), [change("delete", "account"), change("delete", "binding")].sort());
    assert.equal(await project.detailedExitCode("app"), 0);
  });

  test("outlives the Kustomization that Flux deletes a workload for", async () => {
    await project.synth(shippedText());
    await project.apply("app");
    const [first, ...last] = await done((env) => project.destroy("app", env));
    assert.equal(first, change("delete", "kustomization"));
    assert.deepEqual(last.sort(), [change("delete", "account"), change("delete", "binding")].sort());
  });
});
