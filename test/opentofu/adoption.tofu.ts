/** What exists already is taken over by the first plan. */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { at, shippedText, text, type Json } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { givenSecrets, leaks, madeSecrets, secretsIn } from "./support/secrecy";
import { needsEngine } from "./support/stand-in";
import type { Thing } from "./support/world";

/** Every parameter, webhook and object of a world, as a user lists them. */
function adoptingAll(project: Project): string {
  const { world } = project;
  const objects = world.things("kubernetes_manifest").map(({ attributes }) => {
    const { kind, namespace, name } = identity(attributes);
    return `{ cluster: blog, object: ${kind} ${namespace}/${name} }`;
  });
  const webhooks = world
    .things("github_repository_webhook")
    .map(({ id }) => `{ repository: echo-server, cluster: blog, id: ${id} }`);
  const parameters = world.things("aws_ssm_parameter").map(({ id }) => id);
  return `${shippedText()}
adopt:
  parameters: [${parameters.join()}]
  webhooks: [${webhooks.join()}]
  objects: [${objects.join()}]
`;
}

const withNamespace = shippedText()
  .replace("        namespace: default\n", "        namespace: echo\n")
  .replace("  - name: blog\n", "  - name: blog\n    namespaces: [{ name: echo }]\n");

const identity = (object: Json | undefined): { kind: string; namespace: string; name: string } => ({
  kind: text(at(object, "kind")),
  namespace: text(at(object, "metadata", "namespace")),
  name: text(at(object, "metadata", "name")),
});

group("a delivery whose things stand, and whose state does not know them", needsEngine, () => {
  let project: Project;
  let tokenBefore: string;
  /** What can't be imported, and so is made anew beside the old: the user deletes that. */
  let old: Thing[];
  before(async () => {
    project = await Project.applied();
    tokenBefore = project.world.parameter("/github/echo-server/ghcr-token");
    for (const stack of shippedStacks) rmSync(project.stateFile(stack));
    old = ["github_user_gpg_key", "github_repository_deploy_key"].flatMap((kind) => project.world.things(kind));
    // A name that is unique in the account, and that `adopt` does not know.
    for (const { id } of project.world.things("aws_iam_policy")) project.world.remove("aws_iam_policy", id);
    await project.synth(adoptingAll(project));
  });
  after(() => project.remove());

  test("secrets takes over its parameters in place, and makes new keys", async () => {
    assert.deepEqual(await project.changes("secrets"), [
      "create aws_iam_policy.reader-policy-blog_policy",
      "create aws_ssm_parameter.deploy-key-echo-server_kept-1_private_parameter",
      "create aws_ssm_parameter.deploy-key-echo-server_kept-1_public_parameter",
      "create aws_ssm_parameter.deploy-key-echo-server_ssm_parameter",
      "create aws_ssm_parameter.pull-token-echo-server_ssm_parameter",
      "create github_repository_deploy_key.deploy-key-echo-server_registered-1",
      "create github_user_gpg_key.signing-key_registered-1",
      "create gpg_private_key.signing-key_generation-1",
      "create random_password.receiver-token-blog_token",
      "update aws_ssm_parameter.receiver-token-blog_ssm_parameter",
      "update aws_ssm_parameter.signing-key_ssm_parameter",
    ]);
    assertSays(await project.apply("secrets"), /2 imported, 9 added, 2 changed, 0 destroyed/);
    assert.equal(project.world.things("aws_ssm_parameter").length, 6);
  });

  test("the registry token, which is written only, is in SSM as before and not in the state", () => {
    assert.equal(project.world.parameter("/github/echo-server/ghcr-token"), tokenBefore);
    assert.deepEqual(secretsIn(project.stateText("secrets"), givenSecrets(project)), []);
  });

  for (const [stack, count] of [
    ["flux-bootstrap", 11],
    ["app", 10],
  ] as const) {
    test(`${stack} takes over all of its things in place`, async () => {
      const names = project.world.names();
      const changes = await project.changes(stack);
      assert.ok(changes.length > 0);
      assert.deepEqual(
        changes.filter((change) => !change.startsWith("update ")),
        [],
      );
      assertSays(await project.apply(stack), new RegExp(` ${count} imported, 0 added, ${count} changed, 0 destroyed`));
      assert.deepEqual(project.world.names(), names);
    });
  }

  test("second plans are empty, with the entries and without them", async () => {
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
    await project.synth();
    // Adopted by `overwrite`, which goes with the entry; nothing is sent.
    assert.deepEqual(await project.changes("secrets"), [
      "update aws_ssm_parameter.deploy-key-echo-server_kept-1_private_parameter",
      "update aws_ssm_parameter.deploy-key-echo-server_kept-1_public_parameter",
      "update aws_ssm_parameter.deploy-key-echo-server_ssm_parameter",
      "update aws_ssm_parameter.pull-token-echo-server_ssm_parameter",
    ]);
    await project.apply("secrets");
    assert.equal(project.world.parameter("/github/echo-server/ghcr-token"), tokenBefore);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("the old keys on GitHub are left to the user, told apart by their ids", () => {
    for (const { kind, id } of old) {
      assert.equal(project.world.things(kind).length, 2, kind);
      assert.ok(!project.stateText("secrets").includes(id), `${kind} ${id}`);
    }
  });

  test("nothing that was printed or written holds a secret", () => {
    assert.deepEqual(leaks(project, new Map([...givenSecrets(project), ...madeSecrets(project)])), []);
  });
});

group("a cluster whose states were lost", needsEngine, () => {
  let project: Project;
  const lost = ["flux-bootstrap", "app"] as const;
  before(async () => {
    project = await Project.applied(withNamespace);
    for (const stack of lost) rmSync(project.stateFile(stack));
    const [webhook] = project.world.things("github_repository_webhook");
    await project.synth(
      `${withNamespace}\nadopt:\n  everything: [{ cluster: blog }]\n  webhooks: [{ repository: echo-server, cluster: blog, id: ${webhook?.id} }]\n`,
    );
  });
  after(() => project.remove());

  test("has all of its objects taken over by one line, a namespace of its own too", async () => {
    const names = project.world.names();
    for (const stack of lost) {
      assert.deepEqual(
        (await project.changes(stack)).filter((change) => !change.startsWith("update ")),
        [],
      );
      assertSays(await project.apply(stack), /[0-9]+ imported, 0 added, [0-9]+ changed, 0 destroyed/);
    }
    assert.deepEqual(project.world.names(), names);
    await project.synth(withNamespace);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });
});

group("an entry of adopt that does not exist", needsEngine, () => {
  test("is refused at plan by the engine, which names it", async () => {
    const project = Project.create();
    try {
      await project.synth(`${shippedText()}\nadopt: { parameters: [/github/gpg-keys/developer-friendly-bot] }\n`);
      await project.init("secrets");
      const ended = await project.run("secrets", ["plan", "-input=false"]);
      assert.equal(ended.code, 1);
      assertSays(ended, /Cannot import non-existent remote object/);
      assertSays(ended, /aws_ssm_parameter\.signing-key_ssm_parameter/);
    } finally {
      project.remove();
    }
  });
});
