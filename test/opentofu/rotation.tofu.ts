/** Keys and tokens are exchanged without a moment that has no valid one. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { at, shippedWith, text } from "../support/synth";
import { secondDeployKey } from "./support/generations";
import { assertSays, type Ended } from "./support/engine";
import { group } from "./support/group";
import { publicHalf } from "./support/openssh";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";

const deployKey = (generations: string): string =>
  shippedWith("  - name: echo-server\n\nregistry", `  - name: echo-server\n    deployKey: ${generations}\n\nregistry`);
const gpgKey = (generations: string): string =>
  shippedWith("      secretName: echo-server-gpgkey", `      secretName: echo-server-gpgkey\n      ${generations}`);

group("rotation by generations", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied();
  });
  after(() => project.remove());

  /** The later stacks read names only, and those stay. */
  const othersUnchanged = async (): Promise<void> => {
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  };
  const served = (path: string): string => project.world.parameter(path);

  test("a second generation of the deploy key is added beside the first, and SSM serves it", async () => {
    const [first, ...none] = deployKeys(project);
    assert.deepEqual(none, []);
    const before = served("/github/echo-server/deploy-key");

    await project.synth(deployKey("{ generations: [1, 2] }"));
    assert.deepEqual(await project.changes("secrets"), secondDeployKey);
    await project.apply("secrets");
    await othersUnchanged();

    assert.equal(deployKeys(project).length, 2);
    assert.ok(deployKeys(project).includes(first ?? ""), "the first key stays valid");
    assert.notEqual(served("/github/echo-server/deploy-key"), before);
    assert.equal(served("/github/echo-server/deploy-key"), served("/github/echo-server/deploy-key/generation-2"));
  });

  test("without its first generation the deploy key only loses the old one, and SSM stays as it is", async () => {
    const before = served("/github/echo-server/deploy-key");
    const keys = deployKeys(project);
    await project.synth(deployKey("{ generations: [2] }"));
    assert.deepEqual(await project.changes("secrets"), [
      "delete aws_ssm_parameter.deploy-key-echo-server_kept-1_private_parameter",
      "delete aws_ssm_parameter.deploy-key-echo-server_kept-1_public_parameter",
      "delete github_repository_deploy_key.deploy-key-echo-server_registered-1",
    ]);
    await project.apply("secrets");
    await othersUnchanged();
    assert.equal(served("/github/echo-server/deploy-key"), before);
    assert.equal(deployKeys(project).length, 1);
    assert.ok(keys.includes(deployKeys(project)[0] ?? ""), "the second key is the one that was there");
  });

  test("the bot's GPG key goes the same way", async () => {
    const path = "/github/gpg-keys/developer-friendly-bot";
    // The deploy key goes back to its first generation here, which makes a new one: apply that first.
    await project.synth();
    await project.apply("secrets");
    const before = served(path);
    const ids = (): string[] => project.world.names("github_user_gpg_key");
    const first = ids();

    await project.synth(gpgKey("generations: [1, 2]"));
    assert.deepEqual(await project.changes("secrets"), [
      "create github_user_gpg_key.signing-key_registered-2",
      "create gpg_private_key.signing-key_generation-2",
      "update aws_ssm_parameter.signing-key_ssm_parameter",
    ]);
    await project.apply("secrets");
    await othersUnchanged();
    assert.equal(ids().length, 2);
    assert.ok(ids().includes(first[0] ?? ""), "commits signed with the first key stay verified");
    assert.notEqual(served(path), before);
    assert.equal(served(path), gpgPrivateKey(project, 2));

    const second = served(path);
    await project.synth(gpgKey("generations: [2]"));
    assert.deepEqual(await project.changes("secrets"), [
      "delete github_user_gpg_key.signing-key_registered-1",
      "delete gpg_private_key.signing-key_generation-1",
    ]);
    await project.apply("secrets");
    await othersUnchanged();
    assert.equal(served(path), second);
    assert.equal(ids().length, 1);
  });
});

group("a deploy key that is in the state", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied(deployKey("{ keptInState: [1] }"));
  });
  after(() => project.remove());

  const privateKey = /BEGIN (OPENSSH |RSA |EC )?PRIVATE KEY/;
  const served = (): string => project.world.parameter("/github/echo-server/deploy-key");

  test("moves out of it with a second generation, beside the first", async () => {
    assert.match(project.stateText("secrets"), privateKey);
    const before = served();
    const [first] = deployKeys(project);
    await project.synth(deployKey("{ generations: [1, 2], keptInState: [1] }"));
    assert.deepEqual(await project.changes("secrets"), secondDeployKey);
    await project.apply("secrets");
    assert.notEqual(served(), before);
    assert.deepEqual(deployKeys(project).sort(), [first, publicHalf(served())].sort());
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("and is in none any more once its generation goes", async () => {
    const second = served();
    await project.synth(deployKey("{ generations: [2] }"));
    assert.deepEqual(await project.changes("secrets"), [
      "delete github_repository_deploy_key.deploy-key-echo-server_registered-1",
      "delete tls_private_key.deploy-key-echo-server_generation-1",
    ]);
    await project.apply("secrets");
    assert.equal(served(), second);
    assert.deepEqual(deployKeys(project), [publicHalf(second)]);
    assert.doesNotMatch(project.stateText("secrets"), privateKey);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });
});

group("what is around a key", needsEngine, () => {
  test("may change: another tag of the parameters makes no key anew", async () => {
    const project = await Project.applied(undefined, ["secrets"]);
    try {
      await project.synth(
        shippedWith("  region: eu-central-1\n", "  region: eu-central-1\n  tags: { team: platform }\n"),
      );
      const changes = await project.changes("secrets");
      assert.equal(changes.length, 7, changes.join());
      for (const change of changes) assert.match(change, /^update aws_/);
      await project.apply("secrets");
      assert.equal(await project.detailedExitCode("secrets"), 0);
    } finally {
      project.remove();
    }
  });
});

group("names that a key was made with", needsEngine, () => {
  test("may change, and no key is made anew", async () => {
    const project = await Project.applied(undefined, ["secrets"]);
    try {
      const renamed = shippedWith("    name: Developer Friendly Bot\n", "    name: Another Bot\n")
        .replace("    email: github@developer-friendly.blog\n", "    email: bot@developer-friendly.blog\n")
        .replace("secretName: echo-server-gpgkey\n", "secretName: echo-server-gpgkey\n      rsaBits: 4096\n");
      await project.synth(renamed);
      assert.deepEqual(await project.changes("secrets"), []);
    } finally {
      project.remove();
    }
  });
});

group("rotation of a GPG key with a passphrase", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied(gpgKey("passphrase: true"), ["secrets"]);
  });
  after(() => project.remove());

  test("the passphrase comes and goes with its key", async () => {
    const path = "/github/gpg-keys/developer-friendly-bot/passphrase";
    const before = project.world.parameter(path);
    await project.synth(gpgKey("passphrase: true\n      generations: [1, 2]"));
    assert.deepEqual(await project.changes("secrets"), [
      "create github_user_gpg_key.signing-key_registered-2",
      "create gpg_private_key.signing-key_generation-2",
      "create random_password.signing-key_passphrase-2",
      "update aws_ssm_parameter.signing-key_ssm-passphrase_parameter",
      "update aws_ssm_parameter.signing-key_ssm_parameter",
    ]);
    await project.apply("secrets");
    assert.notEqual(project.world.parameter(path), before);

    await project.synth(gpgKey("passphrase: true\n      generations: [2]"));
    assert.deepEqual(await project.changes("secrets"), [
      "delete github_user_gpg_key.signing-key_registered-1",
      "delete gpg_private_key.signing-key_generation-1",
      "delete random_password.signing-key_passphrase-1",
    ]);
    await project.apply("secrets");
    assert.equal(await project.detailedExitCode("secrets"), 0);
  });
});

group("a passphrase that is turned on or off", needsEngine, () => {
  const key = "/github/gpg-keys/developer-friendly-bot";
  let project: Project;
  before(async () => {
    project = await Project.applied(undefined, ["secrets"]);
  });
  after(() => project.remove());

  const refused = async (fields: string): Promise<Ended> => {
    await project.synth(gpgKey(fields));
    const ended = await project.run("secrets", ["plan", "-input=false"]);
    assert.equal(ended.code, 1);
    return ended;
  };

  test("of the key that signs is refused: that would be another key", async () => {
    const told = await refused("passphrase: true");
    assertSays(told, /Generation 1 of the GPG key of developer-friendly-bot was made without a passphrase, and signs/);
    assertSays(told, /One with it is another key: write github\.bot\.gpg\.generations: \[1, 2\] too\./);
  });

  test("is for the next generation, beside which the one before stays as it is", async () => {
    const first = project.world.parameter(key);
    await project.synth(gpgKey("passphrase: true\n      generations: [1, 2]"));
    assert.deepEqual(await project.changes("secrets"), [
      "create aws_ssm_parameter.signing-key_ssm-passphrase_parameter",
      "create github_user_gpg_key.signing-key_registered-2",
      "create gpg_private_key.signing-key_generation-2",
      "create random_password.signing-key_passphrase-1",
      "create random_password.signing-key_passphrase-2",
      "update aws_iam_policy.reader-policy-blog_policy",
      "update aws_ssm_parameter.signing-key_ssm_parameter",
    ]);
    await project.apply("secrets");
    assert.notEqual(project.world.parameter(key), first);
    assert.equal(await project.detailedExitCode("secrets"), 0);
  });

  test("and so is one that is turned off", async () => {
    const told = await refused("generations: [1, 2]");
    assertSays(told, /Generation 2 .* was made with a passphrase.*gpg\.generations: \[1, 2, 3\] too\./);
    await project.synth(gpgKey("generations: [2, 3]"));
    assert.deepEqual(await project.changes("secrets"), [
      "create github_user_gpg_key.signing-key_registered-3",
      "create gpg_private_key.signing-key_generation-3",
      "delete aws_ssm_parameter.signing-key_ssm-passphrase_parameter",
      "delete github_user_gpg_key.signing-key_registered-1",
      "delete gpg_private_key.signing-key_generation-1",
      "delete random_password.signing-key_passphrase-1",
      "delete random_password.signing-key_passphrase-2",
      "update aws_iam_policy.reader-policy-blog_policy",
      "update aws_ssm_parameter.signing-key_ssm_parameter",
    ]);
    await project.apply("secrets");
    assert.equal(await project.detailedExitCode("secrets"), 0);
  });
});

group("rotation of tokens", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied();
  });
  after(() => project.remove());

  test("a new pull token is sent only with a new version, and that changes SSM alone", async () => {
    const path = "/github/echo-server/ghcr-token";
    const token = `ghp_${randomBytes(24).toString("hex")}`;
    const newToken = { TF_VAR_github_pat: token };
    await project.apply("secrets", newToken);
    assert.equal(project.world.parameter(path), project.variables["github_pat"]);

    await project.synth(shippedWith("    registry: ghcr.io", "    registry: ghcr.io\n    tokenVersion: 2"));
    assert.deepEqual(await project.changes("secrets", newToken), [
      "update aws_ssm_parameter.pull-token-echo-server_ssm_parameter",
    ]);
    await project.apply("secrets", newToken);
    assert.equal(project.world.parameter(path), token);
    assert.equal(await project.detailedExitCode("secrets"), 0, "the old token in the environment changes nothing");
    assert.ok(!project.stateText("secrets").includes(token));
    await project.synth();
    await project.apply("secrets");
  });

  test("a new webhook token moves the webhook's path and secret together, in place", async () => {
    const webhook = (): [id: string, configuration: string] => {
      const [hook] = project.world.things("github_repository_webhook");
      return [hook?.id ?? "", JSON.stringify(hook?.attributes)];
    };
    const [id, configuration] = webhook();
    await project.synth(
      shippedWith("      name: github-receiver", "      name: github-receiver\n      tokenVersion: 2"),
    );
    assert.deepEqual(await project.changes("secrets"), [
      "delete+create random_password.receiver-token-blog_token",
      "update aws_ssm_parameter.receiver-token-blog_ssm_parameter",
    ]);
    await project.apply("secrets");
    assert.deepEqual(await project.changes("flux-bootstrap"), [
      "update github_repository_webhook.webhook-echo-server_webhook",
    ]);
    await project.apply("flux-bootstrap");
    assert.equal(webhook()[0], id);
    assert.notEqual(webhook()[1], configuration);
    assert.ok(
      webhook()[1].includes(project.world.parameter("/github/developer-friendly/blog/flux-system/receiver/token")),
    );
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });
});

const deployKeys = (project: Project): string[] => project.gitHub.deployKeys().map(({ key }) => key);

/** The private GPG key of a generation, as the state of secrets has it. */
function gpgPrivateKey(project: Project, generation: number): string {
  const resources = at(JSON.parse(project.stateText("secrets")) as Parameters<typeof at>[0], "resources");
  const found = (Array.isArray(resources) ? resources : []).find(
    (resource) =>
      at(resource, "type") === "gpg_private_key" && text(at(resource, "name")).endsWith(`_generation-${generation}`),
  );
  return text(at(found, "instances", 0, "attributes", "private_key"));
}
