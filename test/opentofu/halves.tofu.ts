/** The halves of a deploy key that somebody changed or deleted outside of OpenTofu: noticed, and nothing is served. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { shippedWith } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { newPublicKey, publicHalf } from "./support/openssh";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";

const served = "/github/echo-server/deploy-key";
const kept = (generation: number): string => `${served}/generation-${generation}`;

const deployKey = (generations: string): string =>
  shippedWith("  - name: echo-server\n\nregistry", `  - name: echo-server\n    deployKey: ${generations}\n\nregistry`);

const deployKeys = ({ gitHub }: Project): string[] => gitHub.deployKeys().map(({ key }) => key);

const remove = ({ world }: Project, ...paths: readonly string[]): void => {
  for (const path of paths) world.remove("aws_ssm_parameter", path);
};

async function withProject(yaml: string | undefined, use: (project: Project) => Promise<void>): Promise<void> {
  const project = await Project.applied(yaml, ["secrets"]);
  try {
    await use(project);
  } finally {
    project.remove();
  }
}

/** What the commands are that are to be refused; `plan` where it is known without a change already. */
const commands = { plan: ["plan", "-input=false"], apply: ["apply", "-input=false", "-auto-approve"] } as const;

const twoKeys = /The halves of deploy key 1 of echo-server are of two keys/;
const another = /GitHub has another deploy key 1 of echo-server than \/github\/echo-server\/deploy-key\/generation-1/;
const mend = /Add a generation: deployKey\.generations of echo-server from \[1\] to \[1, 2\]\./;

async function refused(project: Project, command: keyof typeof commands, says: RegExp): Promise<void> {
  const ended = await project.run("secrets", commands[command]);
  assert.equal(ended.code, 1);
  assertSays(ended, says);
  assertSays(ended, mend);
}

/** A second generation puts all right, and the key that was there is valid until the first goes. */
async function mends(project: Project, first: string): Promise<void> {
  await project.synth(deployKey("{ generations: [1, 2] }"));
  await project.apply("secrets");
  const second = publicHalf(project.world.parameter(served));
  assert.deepEqual(deployKeys(project).sort(), [first, second].sort());
  assert.equal(await project.detailedExitCode("secrets"), 0);
  await project.synth(deployKey("{ generations: [2] }"));
  await project.apply("secrets");
  assert.deepEqual(deployKeys(project), [second]);
  assert.equal(publicHalf(project.world.parameter(served)), second);
  assert.equal(await project.detailedExitCode("secrets"), 0);
}

group("a half of a deploy key that was changed or deleted outside of OpenTofu", needsEngine, () => {
  test("the private one: what is made in its place is refused, GitHub and Flux keep the key, a generation mends it", () =>
    withProject(undefined, async (project) => {
      const [first = ""] = deployKeys(project);
      remove(project, kept(1));
      await refused(project, "apply", twoKeys);
      assert.deepEqual(deployKeys(project), [first]);
      assert.equal(publicHalf(project.world.parameter(served)), first);
      // It is known before anything is changed from then on.
      await refused(project, "plan", twoKeys);
      await mends(project, first);
    }));

  test("the private one and what is served: no key is served that GitHub does not know", () =>
    withProject(undefined, async (project) => {
      const [first = ""] = deployKeys(project);
      remove(project, kept(1), served);
      await refused(project, "apply", twoKeys);
      assert.throws(() => project.world.parameter(served), /no parameter/);
      await mends(project, first);
    }));

  test("both: GitHub keeps the key that Flux uses", () =>
    withProject(undefined, async (project) => {
      const [first = ""] = deployKeys(project);
      remove(project, kept(1), `${kept(1)}.pub`);
      await refused(project, "apply", another);
      assert.deepEqual(deployKeys(project), [first]);
      assert.equal(publicHalf(project.world.parameter(served)), first);
      await refused(project, "plan", another);
      await mends(project, first);
    }));

  test("the public one: it is noticed by a plan, and not registered where GitHub has lost the key", () =>
    withProject(undefined, async (project) => {
      const [first = ""] = deployKeys(project);
      const [{ id } = { id: 0 }] = project.gitHub.deployKeys();
      project.world.setParameter(`${kept(1)}.pub`, newPublicKey());
      await refused(project, "plan", twoKeys);
      project.gitHub.remove("deploy-key", id);
      await refused(project, "apply", twoKeys);
      assert.deepEqual(deployKeys(project), []);
      // As it was, the key is registered again.
      project.world.setParameter(`${kept(1)}.pub`, first);
      await project.apply("secrets");
      assert.deepEqual(deployKeys(project), [first]);
      assert.equal(await project.detailedExitCode("secrets"), 0);
    }));

  test("the public one, deleted: it is written again, and nothing else changes", () =>
    withProject(undefined, async (project) => {
      const keys = deployKeys(project);
      remove(project, `${kept(1)}.pub`);
      await project.apply("secrets");
      assert.deepEqual(deployKeys(project), keys);
      assert.deepEqual([project.world.parameter(`${kept(1)}.pub`)], keys);
      assert.equal(await project.detailedExitCode("secrets"), 0);
    }));

  test("of an older generation: it is not in the way of a rotation, and its registered key stays until it goes", () =>
    withProject(deployKey("{ generations: [1, 2] }"), async (project) => {
      const before = deployKeys(project);
      remove(project, kept(1), `${kept(1)}.pub`);
      await project.apply("secrets");
      assert.deepEqual(deployKeys(project), before);
      assert.equal(await project.detailedExitCode("secrets"), 0);
    }));

  test("is no reason to refuse a destroy", () =>
    withProject(undefined, async (project) => {
      project.world.setParameter(`${kept(1)}.pub`, newPublicKey());
      await project.destroy("secrets");
      assert.deepEqual(project.world.names(), []);
    }));
});

group("another path of a deploy key, without a generation", needsEngine, () => {
  test("is refused before a key is served that GitHub does not know, and a generation mends it", () =>
    withProject(undefined, async (project) => {
      const [first = ""] = deployKeys(project);
      await project.synth(deployKey("{ parameter: /elsewhere }"));
      const ended = await project.run("secrets", commands.apply);
      assert.equal(ended.code, 1);
      assertSays(ended, /GitHub has another deploy key 1 of echo-server than \/elsewhere\/generation-1/);
      assert.deepEqual(deployKeys(project), [first]);
      await project.synth(deployKey("{ parameter: /elsewhere, generations: [1, 2] }"));
      await project.apply("secrets");
      const second = publicHalf(project.world.parameter("/elsewhere"));
      assert.deepEqual(deployKeys(project).sort(), [first, second].sort());
      assert.equal(await project.detailedExitCode("secrets"), 0);
    }));
});

group("a deploy key that leaves the state without a generation", needsEngine, () => {
  test("is refused while the clusters go on with it, and a generation mends it", async () => {
    const project = await Project.applied(deployKey("{ keptInState: [1] }"));
    try {
      const [first = ""] = deployKeys(project);
      await project.synth();
      await project.init("secrets");
      await refused(project, "apply", another);
      assert.deepEqual(deployKeys(project), [first]);
      assert.equal(publicHalf(project.world.parameter(served)), first);
      await mends(project, first);
      for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
    } finally {
      project.remove();
    }
  });
});
