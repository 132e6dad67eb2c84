/** A namespace's claim moves from an environment to its cluster, and from there to nobody. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { shippedWith } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

const namespace = "kubernetes_manifest apiVersion=v1,kind=Namespace,name=echo";

/** The shipped delivery with its workload in a namespace of its own. */
const delivery = (environment: string, namespaces: string): string =>
  shippedWith("        namespace: default\n", `        namespace: echo\n${environment}`).replace(
    "  - name: blog\n",
    `  - name: blog\n    namespaces: ${namespaces}\n`,
  );

group("a namespace that an environment had the stack make", needsEngine, () => {
  let project: Project;
  const isThere = (): boolean => project.world.names("kubernetes_manifest").includes(namespace);
  before(async () => {
    project = await Project.applied(delivery("        createNamespace: true\n", "[]"));
    assert.ok(isThere());
  });
  after(() => project.remove());

  test("becomes the cluster's by a plan that is empty", async () => {
    await project.synth(delivery("", "[{ name: echo }]"));
    assert.equal(await project.detailedExitCode("app"), 0);
  });

  test("stays when the last environment goes", async () => {
    const [before = "", after = ""] = delivery("", "[{ name: echo }]").split("    environments:\n");
    assert.notEqual(after, "");
    // Without an environment there is nothing to receive, nor to read.
    await project.synth(
      before.replace(/ {6}readerPolicy:.*\n/, "").replace(/ {4}receiver:\n( {6}.*\n)+/, "") + "    environments: []\n",
    );
    const changes = await project.changes("app");
    assert.deepEqual(
      changes.filter((change) => !change.startsWith("delete ")),
      [],
    );
    assert.ok(changes.includes("delete kubernetes_manifest.kustomization-echo-server"));
    assert.ok(!changes.includes("delete kubernetes_manifest.namespace-echo"));
  });

  test("is not destroyed where it is protected, by no plan of its stack", async () => {
    await project.synth(delivery("", "[{ name: echo, protected: true }]"));
    assert.deepEqual(await project.changes("app"), [
      "create kubernetes_manifest.protection",
      "create kubernetes_manifest.protection-policy",
      "update kubernetes_manifest.namespace-echo",
    ]);
    await project.apply("app");
    const ended = await project.run("app", ["plan", "-destroy", "-input=false"]);
    assert.equal(ended.code, 1);
    assertSays(ended, /kubernetes_manifest\.namespace-echo.{0,80}prevent_destroy set/);
  });

  test("is let go of where it is only used: what destroys the stack leaves it", async () => {
    await project.synth(delivery("", "[{ name: echo, create: false }]"));
    assertSays(await project.apply("app"), /0 added, 0 changed, 2 destroyed, 1 forgotten/);
    assert.ok(!project.addresses("app").includes("kubernetes_manifest.namespace-echo"));
    assert.equal(await project.detailedExitCode("app"), 0);
    await project.destroy("app");
    assert.ok(isThere());
  });

  test("is taken over again only with protection", async () => {
    await project.synth(
      `${delivery("", "[{ name: echo, protected: true }]")}\nadopt: { objects: [{ cluster: blog, object: Namespace echo }] }\n`,
    );
    assertSays(await project.apply("app"), /1 imported/);
    assert.equal((await project.run("app", ["plan", "-destroy", "-input=false"])).code, 1);
  });
});
