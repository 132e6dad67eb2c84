/** The keys that the bot may sign with instead of one that OpenTofu keeps: none of them is in a state, at no moment is none valid. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { yamlBlock } from "../support/armored-key";
import { at, shippedText, shippedWith } from "../support/synth";
import { assertSays, errorsIn } from "./support/engine";
import { commandIn, registerSigningKey } from "./support/gh";
import { group } from "./support/group";
import { interrupt } from "./support/interrupt";
import { newPublicKey, publicHalf } from "./support/openssh";
import { Project, shippedStacks } from "./support/project";
import { leaks, madeSecrets, secretsIn } from "./support/secrecy";
import { needsEngine } from "./support/stand-in";

const bot = "developer-friendly-bot";
const apply = ["apply", "-input=false", "-auto-approve"] as const;
const privateKey = /BEGIN [A-Z ]*PRIVATE KEY/;

const gpg = "    gpg:\n      secretName: echo-server-gpgkey\n";
/** The lines of the shipped file's GPG key. */
const shippedKey = gpg
  .trimEnd()
  .split("\n")
  .map((line) => line.slice(4));
/** The shipped file with other keys of the bot. */
const withKeys = (...lines: string[]): string => shippedWith(gpg, lines.map((line) => `    ${line}\n`).join(""));
const ssh = (generations: string): string => withKeys("signing: ssh", `ssh: { generations: ${generations} }`);

const path = `/github/ssh-signing-keys/${bot}`;
const served = (project: Project): string => project.world.parameter(path);
const listed = (project: Project): string[] => project.gitHub.sshSigningKeys(bot).map(({ key }) => key);

/** Every file of a project but the world's, which stands for SSM, and what its plans show. */
function assertInNoFile(project: Project, names: readonly string[]): void {
  const secrets = new Map([...madeSecrets(project)].filter(([name]) => names.includes(name)));
  assert.deepEqual([...secrets.keys()].sort(), [...names].sort());
  assert.deepEqual(leaks(project, secrets), []);
  for (const folder of ["state", "plans"]) {
    for (const name of readdirSync(join(project.folder, folder))) {
      const content = readFileSync(join(project.folder, folder, name), "latin1");
      assert.deepEqual(secretsIn(content, secrets), [], name);
    }
  }
}

group("a bot that signs by SSH", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth(ssh("[1]"));
  });
  after(() => project.remove());

  const address = (name: string): string => `aws_ssm_parameter.ssh-signing-key_${name}_parameter`;
  const othersUnchanged = async (): Promise<void> => {
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  };

  test("has no key served before GitHub knows it: the apply makes the key, and says what to run", async () => {
    await project.init("secrets");
    const stopped = await project.run("secrets", apply);
    assert.equal(stopped.code, 1);
    assert.equal(errorsIn(stopped).length, 1, errorsIn(stopped).join("\n"));
    assertSays(
      stopped,
      /GitHub does not know the newest SSH signing key of developer-friendly-bot yet\. Run this as the bot,/,
    );
    const half = project.world.parameter(`${path}/generation-1.pub`);
    assert.equal(half, publicHalf(project.world.parameter(`${path}/generation-1`)));
    assert.equal(commandIn(stopped), `echo '${half}' | gh ssh-key add --type signing --title flux-1`);
    assert.throws(() => served(project));
  });

  test("signs once the command has run, and a second plan is empty", async () => {
    await registerSigningKey(project, bot);
    for (const stack of shippedStacks) await project.apply(stack);
    assert.deepEqual(listed(project), [publicHalf(served(project))]);
    assert.deepEqual(
      project.gitHub.sshSigningKeys(bot).map(({ title }) => title),
      ["flux-1"],
    );
    await othersUnchanged();
  });

  test("moves to the next generation only when GitHub knows it; the first signs until then", async () => {
    const first = served(project);
    await project.synth(ssh("[1, 2]"));
    assert.deepEqual(await project.changes("secrets"), [
      `create ${address("kept-2_private")}`,
      `create ${address("kept-2_public")}`,
      `update ${address("ssm")}`,
      "update terraform_data.ssh-signing-key_registered",
      "update terraform_data.ssh-signing-key_whole",
    ]);
    const stopped = await project.run("secrets", apply);
    assert.equal(stopped.code, 1);
    assertSays(stopped, /gh ssh-key add --type signing --title flux-2/);
    assert.equal(served(project), first);
    // Nor does it go on without.
    const refused = await project.run("secrets", apply);
    assert.equal(refused.code, 1);
    assert.equal(served(project), first);

    await registerSigningKey(project, bot);
    await project.apply("secrets");
    assert.notEqual(served(project), first);
    assert.equal(served(project), project.world.parameter(`${path}/generation-2`));
    assert.deepEqual(listed(project), [publicHalf(first), publicHalf(served(project))]);
    await othersUnchanged();
  });

  test("without its first generation only loses what was kept of it", async () => {
    const second = served(project);
    await project.synth(ssh("[2]"));
    assert.deepEqual(await project.changes("secrets"), [
      `delete ${address("kept-1_private")}`,
      `delete ${address("kept-1_public")}`,
    ]);
    await project.apply("secrets");
    assert.equal(served(project), second);
    await othersUnchanged();
  });

  test("leaves its private key in no state, plan, output or log", async () => {
    assertInNoFile(project, [path, `${path}/generation-2`]);
    for (const stack of shippedStacks) assert.doesNotMatch(project.stateText(stack), privateKey, stack);
    const { json } = await project.plan("secrets");
    assert.doesNotMatch(JSON.stringify(json), privateKey);
  });

  test("is told when somebody takes the key away from its account", async () => {
    const key = project.gitHub.sshSigningKeys(bot).find((each) => each.key === publicHalf(served(project)));
    assert.ok(key);
    project.gitHub.remove("ssh-signing-key", key.id);
    const refused = await project.run("secrets", ["plan", "-input=false"]);
    assert.equal(refused.code, 1);
    assertSays(refused, /GitHub does not know the newest SSH signing key/);
    await registerSigningKey(project, bot);
    assert.equal(await project.detailedExitCode("secrets"), 0);
  });

  test("prints no command with more than a key in it, whatever somebody wrote where the public half is", async () => {
    const half = `${path}/generation-2.pub`;
    const key = project.world.parameter(half);
    project.world.setParameter(half, `${key}'; touch /tmp/owned; '`);
    const refused = await project.run("secrets", ["plan", "-input=false"]);
    project.world.setParameter(half, key);
    assert.equal(refused.code, 1);
    assertSays(refused, /Call to function "regex" failed/);
    assert.ok(!refused.output.includes("gh ssh-key add"));
    assert.equal(await project.detailedExitCode("secrets"), 0);
  });

  test("asks nobody to register a key that somebody wrote where the public half is, and a generation mends it", async () => {
    const half = `${path}/generation-2.pub`;
    const [key, signing] = [project.world.parameter(half), served(project)];
    project.world.setParameter(half, newPublicKey());
    for (const command of [["plan", "-input=false"], apply]) {
      const refused = await project.run("secrets", command);
      assert.equal(refused.code, 1);
      assertSays(refused, /The halves of SSH signing key 2 of developer-friendly-bot are of two keys/);
      assertSays(refused, /Add a generation: github\.bot\.ssh\.generations from \[2\] to \[2, 3\]\./);
      assert.ok(!refused.output.includes("gh ssh-key add"));
    }
    assert.equal(served(project), signing);
    await project.synth(ssh("[2, 3]"));
    const stopped = await project.run("secrets", apply);
    assertSays(stopped, /gh ssh-key add --type signing --title flux-3/);
    // As it was, nothing is left to mend.
    project.world.setParameter(half, key);
    await registerSigningKey(project, bot);
    await project.apply("secrets");
    assert.equal(served(project), project.world.parameter(`${path}/generation-3`));
  });

  test("takes no commits for the bot's by a key that somebody wrote where an older public half is", async () => {
    const repository = "  - name: echo-server\n\nregistry";
    assert.ok(ssh("[2, 3]").includes(repository));
    await project.synth(ssh("[2, 3]").replace(repository, repository.replace("\n\n", "\n    verify: {}\n\n")));
    await project.apply("secrets");
    const half = `${path}/generation-2.pub`;
    const key = project.world.parameter(half);
    project.world.setParameter(half, newPublicKey());
    const refused = await project.run("secrets", apply);
    assert.equal(refused.code, 1);
    assertSays(refused, /The halves of SSH signing key 2 of developer-friendly-bot are of two keys/);
    assertSays(refused, /Take generation 2 out of github\.bot\.ssh\.generations\./);
    assert.ok(project.world.parameter(`${path}.pub`).includes(key));
    project.world.setParameter(half, key);
    assert.equal(await project.detailedExitCode("secrets"), 0);
  });

  test("is destroyed without GitHub's list being asked for", async () => {
    for (const { id } of project.gitHub.sshSigningKeys(bot)) project.gitHub.remove("ssh-signing-key", id);
    for (const stack of [...shippedStacks].reverse()) await project.destroy(stack);
    assert.deepEqual(project.world.names(), []);
  });
});

group("a bot that moves from GPG to SSH", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied();
  });
  after(() => project.remove());

  test("has the SSH key made beside, which changes nothing else", async () => {
    await project.synth(withKeys(...shippedKey, "ssh: {}"));
    assert.deepEqual(await project.changes("secrets"), [
      "create aws_ssm_parameter.ssh-signing-key_kept-1_private_parameter",
      "create aws_ssm_parameter.ssh-signing-key_kept-1_public_parameter",
      "create aws_ssm_parameter.ssh-signing-key_ssm_parameter",
      "create terraform_data.ssh-signing-key_registered",
      "create terraform_data.ssh-signing-key_whole",
      "update aws_iam_policy.reader-policy-blog_policy",
    ]);
    await project.apply("secrets");
    assert.equal(await project.detailedExitCode("flux-bootstrap"), 0);
    assert.deepEqual(await project.changes("app"), ["create kubernetes_manifest.ssh-signing-secret"]);
    await project.apply("app");
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("is not moved over to a key that GitHub does not know", async () => {
    const both = withKeys(...shippedKey, "signing: ssh");
    await project.synth(both);
    const refused = await project.run("secrets", ["plan", "-input=false"]);
    assert.equal(refused.code, 1);
    assertSays(refused, /GitHub does not know the newest SSH signing key/);
    await registerSigningKey(project, bot, commandIn(refused));
  });

  test("signs with it while GitHub knows both, and the automation alone changes", async () => {
    assert.deepEqual(await project.changes("secrets"), []);
    for (const stack of ["secrets", "flux-bootstrap"]) await project.apply(stack);
    assert.deepEqual(await project.changes("app"), ["update kubernetes_manifest.image-update-echo-server"]);
    await project.apply("app");
    assert.equal(project.gitHub.gpgKeys(bot).length, 1);
    assert.deepEqual(listed(project), [publicHalf(served(project))]);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("gives up the GPG key in the end, and no state holds a private key any more", async () => {
    assert.match(project.stateText("secrets"), privateKey);
    await project.synth(withKeys("signing: ssh"));
    assert.deepEqual(await project.changes("secrets"), [
      "delete aws_ssm_parameter.signing-key_ssm_parameter",
      "delete github_user_gpg_key.signing-key_registered-1",
      "delete gpg_private_key.signing-key_generation-1",
      "update aws_iam_policy.reader-policy-blog_policy",
    ]);
    await project.apply("secrets");
    assert.deepEqual(await project.changes("app"), ["delete kubernetes_manifest.signing-secret"]);
    await project.apply("app");
    assert.deepEqual(project.gitHub.gpgKeys(), []);
    for (const stack of shippedStacks) {
      assert.doesNotMatch(project.stateText(stack), privateKey, stack);
      assert.equal(await project.detailedExitCode(stack), 0, stack);
    }
  });
});

interface OwnKey {
  readonly publicKey: string;
  readonly privateKey: string;
}

async function ownKey(passphrase?: string): Promise<OwnKey> {
  const { generateKey } = await import("openpgp");
  const userIDs = [{ name: "Developer Friendly Bot", email: "github@developer-friendly.blog" }];
  return generateKey({ userIDs, format: "armored", ...(passphrase === undefined ? {} : { passphrase }) });
}

group("a bot that signs with a GPG key of the user's own", needsEngine, () => {
  let project: Project;
  const passphrase = "correct horse battery staple";
  const keys: OwnKey[] = [];
  before(async () => {
    project = Project.create();
    keys.push(await ownKey(passphrase), await ownKey(passphrase));
  });
  after(() => project.remove());

  const parameter = `/github/gpg-keys/${bot}`;
  const key = (index: number): OwnKey => keys[index] ?? { publicKey: "", privateKey: "" };
  /** The file with keys 0, 1, ... as the generations. */
  const own = (generations: readonly number[]): string => {
    const list = generations.map(
      (generation) =>
        `        - generation: ${generation}\n          publicKey: ${yamlBlock(key(generation - 1).publicKey, 10)}`,
    );
    const fields = ["source: provided", "passphrase: true", `generations: [${generations.join(", ")}]`];
    return shippedWith(
      gpg,
      `${gpg}${fields.map((each) => `      ${each}\n`).join("")}      publicKeys:\n${list.join("")}`,
    );
  };
  const given = (index: number): NodeJS.ProcessEnv => ({
    TF_VAR_bot_gpg_private_key: key(index).privateKey,
    TF_VAR_bot_gpg_passphrase: passphrase,
  });
  const registered = (): string[] => project.gitHub.gpgKeys(bot).map(({ armored }) => armored.trim());

  test("has it registered and served as it was given, and a second plan is empty", async () => {
    await project.synth(own([1]));
    for (const stack of shippedStacks) await project.apply(stack, given(0));
    assert.equal(project.world.parameter(parameter), key(0).privateKey);
    assert.equal(project.world.parameter(`${parameter}/passphrase`), passphrase);
    assert.deepEqual(registered(), [key(0).publicKey.trim()]);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack, given(0)), 0, stack);
    assert.equal(
      await project.detailedExitCode("secrets", given(1)),
      0,
      "another key in the environment changes nothing",
    );
    assert.deepEqual(
      project.addresses("secrets").filter((each) => /gpg_private_key|signing-key_passphrase/.test(each)),
      [],
    );
  });

  test("is asked for the private half, in words, where something else is given", async () => {
    for (const wrong of [key(0).publicKey, "bot.asc"]) {
      const refused = await project.run("secrets", apply, { ...given(0), TF_VAR_bot_gpg_private_key: wrong });
      assert.equal(refused.code, 1);
      assertSays(refused, /An armored private key, as gpg --armor --export-secret-keys writes it\./);
    }
    const refused = await project.run("secrets", apply);
    assertSays(refused, /variable "bot_gpg_private_key" is not set|No value for required variable/);
  });

  test("moves to the next of them beside the first", async () => {
    await project.synth(own([1, 2]));
    assert.deepEqual(await project.changes("secrets", given(1)), [
      "create github_user_gpg_key.signing-key_provided-2",
      "update aws_ssm_parameter.signing-key_ssm-passphrase_parameter",
      "update aws_ssm_parameter.signing-key_ssm_parameter",
    ]);
    await project.apply("secrets", given(1));
    assert.equal(project.world.parameter(parameter), key(1).privateKey);
    assert.deepEqual(registered(), [key(0).publicKey.trim(), key(1).publicKey.trim()]);
    await project.synth(own([2]));
    assert.deepEqual(await project.changes("secrets", given(1)), ["delete github_user_gpg_key.signing-key_provided-1"]);
    await project.apply("secrets", given(1));
    assert.deepEqual(registered(), [key(1).publicKey.trim()]);
  });

  test("leaves key and passphrase in no state, plan, output or log", async () => {
    const { json } = await project.plan("secrets", given(1));
    assert.doesNotMatch(JSON.stringify(json), privateKey);
    assert.ok(!JSON.stringify(json).includes(passphrase));
    assertInNoFile(project, [parameter, `${parameter}/passphrase`]);
    for (const stack of shippedStacks) {
      assert.doesNotMatch(project.stateText(stack), privateKey, stack);
      assert.ok(!project.stateText(stack).includes(passphrase));
    }
  });
});

group("a bot that moves from a generated GPG key to one of the user's own", needsEngine, () => {
  test("has both registered until the generated one goes, and then no private key in the state", async () => {
    const project = await Project.applied();
    try {
      const { publicKey, privateKey: own } = await ownKey();
      const env = { TF_VAR_bot_gpg_private_key: own };
      const parameter = `/github/gpg-keys/${bot}`;
      const file = (generations: string): string =>
        shippedWith(
          gpg,
          `${gpg}      source: provided\n      generations: ${generations}\n      publicKeys:\n        - generation: 2\n          publicKey: ${yamlBlock(publicKey, 10)}`,
        );
      const generated = project.world.parameter(parameter);
      await project.synth(file("[1, 2]"));
      assert.deepEqual(await project.changes("secrets", env), [
        "create github_user_gpg_key.signing-key_provided-2",
        "update aws_ssm_parameter.signing-key_ssm_parameter",
      ]);
      await project.apply("secrets", env);
      assert.equal(project.gitHub.gpgKeys(bot).length, 2);
      assert.notEqual(project.world.parameter(parameter), generated);
      assert.equal(project.world.parameter(parameter), own);
      for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack, env), 0, stack);

      await project.synth(file("[2]"));
      assert.deepEqual(await project.changes("secrets", env), [
        "delete github_user_gpg_key.signing-key_registered-1",
        "delete gpg_private_key.signing-key_generation-1",
      ]);
      await project.apply("secrets", env);
      assert.doesNotMatch(project.stateText("secrets"), privateKey);
      assert.equal(await project.detailedExitCode("secrets", env), 0);

      // And back again: a third generation, of OpenTofu's.
      await project.synth(file("[2, 3]").replace("source: provided", "source: generated"));
      await project.apply("secrets");
      assert.notEqual(project.world.parameter(parameter), own);
      assert.equal(project.gitHub.gpgKeys(bot).length, 2);
      assert.equal(await project.detailedExitCode("secrets"), 0);
    } finally {
      project.remove();
    }
  });
});

group("an apply with an SSH signing key that is cut short", needsEngine, () => {
  const file = ssh("[1]");

  /** SSM serves the private half of a key that GitHub lists, and what is kept are its halves. */
  function assertOneKey(project: Project): void {
    const key = served(project);
    assert.equal(project.world.parameter(`${path}/generation-1`), key);
    assert.equal(project.world.parameter(`${path}/generation-1.pub`), publicHalf(key));
    assert.ok(listed(project).includes(publicHalf(key)));
  }

  /** Applies until the key is served: it is registered when the apply asks for it. */
  async function finish(project: Project): Promise<void> {
    const stopped = await project.run("secrets", apply);
    if (stopped.code !== 0) {
      assertSays(stopped, /GitHub does not know the newest SSH signing key/);
      await registerSigningKey(project, bot, commandIn(stopped));
      await project.apply("secrets");
    }
    assert.equal(await project.detailedExitCode("secrets"), 0);
  }

  for (const signal of ["SIGINT", "SIGKILL"] as const) {
    for (const after of [1, 2, 3, 4, 5, 6, 7]) {
      test(`with ${signal} after ${after} changes: the key that is served in the end is the one that GitHub lists`, async () => {
        const project = Project.create();
        try {
          await project.synth(file);
          const { done } = await interrupt(project, "secrets", { signal, to: "group", after });
          if (signal === "SIGKILL") {
            // As docs/operations.md says.
            const made = (type: string): string[] =>
              done.filter((line) => line.startsWith(`create ${type} `)).map((line) => line.split(" ")[2] ?? "");
            for (const id of made("github_repository_deploy_key")) {
              project.world.remove("github_repository_deploy_key", id.split(":")[1] ?? "");
            }
            for (const id of made("aws_iam_policy")) project.world.remove("aws_iam_policy", id);
            const parameters = made("aws_ssm_parameter");
            if (parameters.length > 0) await project.synth(`${file}\nadopt: { parameters: [${parameters.join()}] }\n`);
            const adopting = await project.run("secrets", apply);
            if (adopting.code !== 0) {
              assertSays(adopting, /GitHub does not know the newest SSH signing key/);
              await registerSigningKey(project, bot, commandIn(adopting));
              await project.apply("secrets");
            }
            await project.synth(file);
            await project.apply("secrets");
          }
          await finish(project);
          assertOneKey(project);
          assertInNoFile(project, [path, `${path}/generation-1`]);
        } finally {
          project.remove();
        }
      });
    }
  }

  test("in a rotation, after the first of the new halves: the first key is served until GitHub lists the second", async () => {
    const project = Project.create();
    try {
      await project.synth(file);
      await project.init("secrets");
      await finish(project);
      const first = served(project);
      await project.synth(ssh("[1, 2]"));
      await interrupt(project, "secrets", { signal: "SIGINT", to: "group", after: 1 });
      assert.equal(served(project), first);
      await finish(project);
      assert.equal(served(project), project.world.parameter(`${path}/generation-2`));
      assert.equal(project.world.parameter(`${path}/generation-2.pub`), publicHalf(served(project)));
      assert.ok(listed(project).includes(publicHalf(served(project))));
    } finally {
      project.remove();
    }
  });
});

group("an address of the shipped file", needsEngine, () => {
  test("stays when only the way of signing is written out", async () => {
    const project = await Project.applied(undefined, ["secrets"]);
    try {
      await project.synth(shippedText().replace(gpg, `    signing: gpg\n${gpg}      source: generated\n`));
      assert.equal(await project.detailedExitCode("secrets"), 0);
      assert.equal(at(await project.showJson("secrets"), "values", "outputs", "github_signing_key"), undefined);
    } finally {
      project.remove();
    }
  });
});
