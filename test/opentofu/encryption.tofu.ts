/** OpenTofu's own encryption of state and plan files. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { needsMoto, startMoto, type Moto } from "../support/moto";
import { at, shippedWith, text, type Json } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { givenSecrets, leaks, madeSecrets, secretsIn, type Secrets } from "./support/secrecy";
import { needsEngine } from "./support/stand-in";

const encrypted = (encryption: string): string =>
  shippedWith("state: { backend: local }\n", `state: { backend: local, encryption: { ${encryption} } }\n`);

/** The file is an envelope of encrypted data, with no secret, name or address in clear. */
function assertUnreadable(project: Project, file: string): void {
  const content = readFileSync(file, "utf8");
  assert.match(content, /"encrypted_data"/, file);
  assert.doesNotMatch(content, /"resources"|aws_ssm_parameter|kubernetes_manifest|\/github\//, file);
  assert.deepEqual(secretsIn(content, madeSecrets(project)), [], file);
}

group("state encrypted with a passphrase", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = await Project.applied(encrypted("keyProvider: pbkdf2"));
  });
  after(() => project.remove());

  test("the later stacks read the names of secrets, and all second plans are empty", async () => {
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("no state file and no saved plan can be read, and nothing printed holds a secret", async () => {
    for (const stack of shippedStacks) {
      assertUnreadable(project, project.stateFile(stack));
      assertUnreadable(project, (await project.plan(stack)).file);
    }
    assert.deepEqual(leaks(project, new Map([...givenSecrets(project), ...madeSecrets(project)])), []);
  });

  for (const [title, passphrase, message] of [
    ["another passphrase", "another one, long enough", /decryption failed: cipher: message authentication failed/],
    ["a short passphrase", "too short", /passphrase is too short \(minimum 16 characters\)/],
    ["no passphrase", undefined, /key_provider\.pbkdf2\.main depends on var\.state_passphrase which is not available/],
  ] as const) {
    test(`${title} is refused with the reason, for a stack's own state and for the one it reads, and harms nothing`, async () => {
      const states = shippedStacks.map((stack) => project.stateText(stack));
      for (const stack of ["secrets", "app"]) {
        const wrong = { TF_VAR_state_passphrase: passphrase };
        const ended = await project.run(stack, ["apply", "-input=false", "-auto-approve"], wrong);
        assert.equal(ended.code, 1);
        assertSays(ended, message);
      }
      assert.deepEqual(
        shippedStacks.map((stack) => project.stateText(stack)),
        states,
      );
      assert.equal(await project.detailedExitCode("app"), 0);
    });
  }

  test("state in clear is refused, since encryption is enforced", async () => {
    const plainText = await Project.applied(undefined, ["secrets"]);
    try {
      await plainText.synth(encrypted("keyProvider: pbkdf2"));
      const ended = await plainText.run("secrets", ["apply", "-input=false", "-auto-approve"]);
      assert.equal(ended.code, 1);
      assertSays(ended, /encountered unencrypted payload without unencrypted method configured/);
    } finally {
      plainText.remove();
    }
  });
});

group("encryption turned on for stacks that stand", needsEngine, () => {
  let project: Project;
  let madeBefore: Secrets;
  before(async () => {
    project = await Project.applied();
    madeBefore = madeSecrets(project);
    // A change, so that the engine has left a backup of the state before it.
    await project.synth(
      shippedWith("      name: github-receiver", "      name: github-receiver\n      tokenVersion: 2"),
    );
    for (const stack of shippedStacks) await project.apply(stack);
  });
  after(() => project.remove());

  const changedAndEncrypted = (encryption: string): string =>
    encrypted(encryption).replace("      name: github-receiver", "      name: github-receiver\n      tokenVersion: 2");

  test("one apply of each stack with migrate: true encrypts its state and changes nothing else", async () => {
    const before = project.world.snapshot();
    await project.synth(changedAndEncrypted("keyProvider: pbkdf2, migrate: true"));
    for (const stack of shippedStacks) {
      assertSays(await project.apply(stack), /Resources: 0 added, 0 changed, 0 destroyed/);
      assertUnreadable(project, project.stateFile(stack));
    }
    assert.deepEqual(project.world.snapshot(), before);
  });

  test("without migrate: true all is as before", async () => {
    await project.synth(changedAndEncrypted("keyProvider: pbkdf2"));
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("the backups that the engine made before that stay in clear until they are deleted", () => {
    const folder = join(project.folder, "state");
    const inClear = readdirSync(folder).filter(
      (file) => secretsIn(readFileSync(join(folder, file), "utf8"), madeBefore).length > 0,
    );
    // That of secrets is written again where the state's order of the conditions' results, which is by chance, differs.
    assert.deepEqual(
      inClear.filter((file) => file !== "secrets.tfstate.backup"),
      ["flux-bootstrap.tfstate.backup"],
    );
    for (const file of inClear) rmSync(join(folder, file));
    for (const file of readdirSync(folder)) assertUnreadable(project, join(folder, file));
  });
});

group("state encrypted with AWS KMS", needsEngine || needsMoto, () => {
  let moto: Moto;
  let project: Project;
  let aws: NodeJS.ProcessEnv;
  before(async () => {
    moto = await startMoto();
    aws = {
      AWS_ENDPOINT_URL_KMS: moto.url,
      AWS_ENDPOINT_URL_STS: moto.url,
      AWS_ACCESS_KEY_ID: "example",
      AWS_SECRET_ACCESS_KEY: "example",
    };
    project = Project.create();
    await project.synth(encrypted(`keyProvider: aws_kms, kmsKeyId: ${await createKey(moto)}`));
  });
  after(async () => {
    project.remove();
    await moto.stop();
  });

  test("all three stacks are applied, the later ones read the names of secrets, and no state can be read", async () => {
    for (const stack of shippedStacks) {
      await project.apply(stack, aws);
      assert.equal(await project.detailedExitCode(stack, aws), 0, stack);
      assertUnreadable(project, project.stateFile(stack));
    }
  });

  test("where the key is not to be had, the stack is refused with what KMS said", async () => {
    const other = await startMoto();
    try {
      const ended = await project.run("app", ["plan", "-input=false"], { ...aws, AWS_ENDPOINT_URL_KMS: other.url });
      assert.equal(ended.code, 1);
      assertSays(ended, /key_provider\.aws_kms\.main failed with error: .*NotFoundException/);
    } finally {
      await other.stop();
    }
  });
});

async function createKey({ url }: Moto): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "x-amz-target": "TrentService.CreateKey",
      "content-type": "application/x-amz-json-1.1",
      // moto takes the region from it and checks no signature.
      authorization:
        "AWS4-HMAC-SHA256 Credential=example/20260101/eu-central-1/kms/aws4_request, SignedHeaders=host, Signature=0",
    },
    body: "{}",
  });
  return text(at((await response.json()) as Json, "KeyMetadata", "KeyId"));
}
