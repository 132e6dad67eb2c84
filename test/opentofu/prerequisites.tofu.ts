/** Flux and ESO in a bare cluster: planned before the cluster has anything, and left to others on request. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { at, shippedWith, text } from "../support/synth";
import { assertSays, succeeded } from "./support/engine";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine, uidOf } from "./support/stand-in";

const name = "  - name: blog\n";
const bare = (fields = "{}", more = ""): string => shippedWith(name, `${name}    prerequisites: ${fields}\n${more}`);
const stack = "prerequisites";
const stacks = ["secrets", stack, "flux-bootstrap", "app"];
const [operator, instance, eso] = ["flux-operator", "flux-instance", "external-secrets"].map(
  (each) => `helm_release.${each}`,
);
const created = [`create ${eso}`, `create ${instance}`, `create ${operator}`];
const installed = [
  "helm_release external-secrets/external-secrets",
  "helm_release flux-system/flux-instance",
  "helm_release flux-system/flux-operator",
];

/** The stand-in's cluster refuses every connection, as a closed port does. */
const closed = { STAND_IN_KUBERNETES: "off" };

group("what a bare cluster lacks", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth(bare());
  });
  after(() => project.remove());

  const journal = (): string => join(project.folder, "journal");
  beforeEach(() => rmSync(journal(), { force: true }));
  /** What the providers did, as `<action> <type> <id>`, in order. */
  const done = (): string[] => (existsSync(journal()) ? readFileSync(journal(), "utf8").trim().split("\n") : []);
  const charts = (): string[] => project.world.names("helm_release");
  const revisionOf = (id: string): unknown =>
    at(project.world.things("helm_release").find((each) => each.id === id)?.attributes, "metadata", "revision");

  test("it is planned while nothing in the cluster answers", async () => {
    await project.init(stack);
    const { code, stdout } = await project.run(stack, ["validate", "-json"]);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /"warning_count": 0/);
    assert.deepEqual(await project.changes(stack, closed), created);
  });

  test("it is applied, the operator before what it installs, and the second plan is empty", async () => {
    await project.apply(stack, project.journal(journal()));
    assert.deepEqual(charts(), installed);
    assert.ok(done().indexOf(`create ${installed[2] ?? ""}`) < done().indexOf(`create ${installed[1] ?? ""}`));
    assert.equal(await project.detailedExitCode(stack), 0);
  });

  test("the other stacks are applied after it, and leave it as it is", async () => {
    for (const each of stacks) await project.apply(each);
    for (const each of stacks) assert.equal(await project.detailedExitCode(each), 0, each);
  });

  test("another release is an upgrade in place", async () => {
    await project.synth(bare("{ flux: { operatorVersion: 0.60.0 }, externalSecrets: { version: 2.9.1 } }"));
    assert.deepEqual(
      await project.changes(stack),
      [eso, instance, operator].map((each) => `update ${each ?? ""}`),
    );
    await project.apply(stack);
    assert.equal(await project.detailedExitCode(stack), 0);
    await project.synth(bare());
    await project.apply(stack);
  });

  test("an apply that did not reach the cluster loses releases from the state, and the next one has them again", async () => {
    const revision = Number(revisionOf("flux-system/flux-operator"));
    const ended = await project.run(stack, ["apply", "-input=false", "-auto-approve"], closed);
    assert.equal(ended.code, 1, ended.output);
    assertSays(ended, /Kubernetes cluster unreachable/);
    assert.deepEqual(project.addresses(stack), []);
    assert.deepEqual(charts(), installed);
    assert.deepEqual(await project.changes(stack), created);
    await project.apply(stack);
    assert.equal(revisionOf("flux-system/flux-operator"), revision + 1);
    assert.equal(await project.detailedExitCode(stack), 0);
  });

  test("what is left to others is forgotten, not removed, and can be taken back", async () => {
    await project.synth(bare("{ flux: { install: false } }"));
    assert.deepEqual(
      await project.changes(stack),
      [instance, operator].map((each) => `forget ${each ?? ""}`),
    );
    await project.apply(stack);
    assert.deepEqual(charts(), installed);
    assert.deepEqual(project.addresses(stack), [eso]);
    await project.synth(bare("{ flux: { install: false }, externalSecrets: { install: false } }"));
    await project.apply(stack);
    assert.deepEqual([charts(), project.addresses(stack)], [installed, []]);
    assert.equal(await project.detailedExitCode(stack), 0);
    await project.synth(bare());
    await project.apply(stack);
    assert.deepEqual(project.addresses(stack), [eso, instance, operator]);
  });

  test("it is destroyed after what needs it, Flux before its operator, and nothing is left", async () => {
    for (const each of ["app", "flux-bootstrap"]) await project.destroy(each);
    await project.destroy(stack, project.journal(journal()));
    assert.ok(done().indexOf(`delete ${installed[1] ?? ""}`) < done().indexOf(`delete ${installed[2] ?? ""}`));
    await project.destroy("secrets");
    assert.deepEqual(project.world.names(), []);
  });
});

group("the way to a bare cluster", needsEngine, () => {
  let project: Project;
  before(() => (project = Project.create()));
  after(() => project.remove());

  const places = (): string[] => [...new Set(project.world.things("helm_release").map(({ scope }) => scope))];

  for (const [way, connection, place] of [
    ["a kubeconfig", "{ type: kubeconfig, context: blog }", /^blog$/],
    ["EKS", "{ type: eks, name: blog }", /^https:\/\/[0-9A-F]{32}\.gr7\.eu-central-1\.eks\.amazonaws\.com$/],
    ["variables", "{ type: variables }", /^https:\/\/kubernetes\.example:6443$/],
  ] as const) {
    test(`by ${way} it is applied there and destroyed, and the plan in between is empty`, async () => {
      await project.synth(bare("{}", `    connection: ${connection}\n`));
      await project.apply(stack);
      assert.match(places().join(), place);
      assert.equal(await project.detailedExitCode(stack), 0);
      await project.destroy(stack);
      assert.deepEqual(places(), []);
    });
  }

  test("a cluster that is not the one meant gets nothing", async () => {
    const to = (context: string): string =>
      bare("{}", `    uid: ${uidOf("blog")}\n    connection: { type: kubeconfig, context: ${context} }\n`);
    await project.synth(to("other"));
    await project.init(stack);
    const ended = await project.run(stack, ["apply", "-input=false", "-auto-approve"]);
    assert.equal(ended.code, 1);
    assertSays(ended, /This is another cluster than blog/);
    assert.deepEqual(places(), []);
    await project.synth(to("blog"));
    await project.apply(stack);
    assert.equal(await project.detailedExitCode(stack), 0);

    const state = project.stateText(stack);
    const off = await project.run(stack, ["apply", "-input=false", "-auto-approve"], closed);
    assert.equal(off.code, 1);
    assert.equal(project.stateText(stack), state, "nothing is forgotten where the cluster can't be asked for its UID");
    succeeded(await project.run(stack, ["destroy", "-input=false", "-auto-approve"]), "destroy");
    assert.equal(text(places().join()), "");
  });
});
