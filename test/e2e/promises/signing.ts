import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe } from "node:test";
import { registerSigningKey } from "../../opentofu/support/gh";
import { yamlBlock } from "../../support/armored-key";
import { sshSigner } from "../support/allowed-signers";
import type { Commit } from "../support/checkout";
import { assertSigned, byFlux, dev, pushTag, tagOf, untilWritten, whilePushing } from "../support/flow";
import { promise } from "../support/promise";
import { NotYet } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

const email = "bot@acme.example";
const generated = "    gpg:\n      generations: [5]\n      passphrase: false\n";

/** Of an SSH public key, as ssh-keygen writes it. */
const fingerprint = (publicKey: string): string => {
  const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
};

/** Waits until a Secret of the Flux namespace has what SSM serves. */
async function untilServed(world: World, name: string, key: string, parameter: string): Promise<void> {
  const secret = { apiVersion: "v1", kind: "Secret", namespace: fluxNamespace, name };
  await world.kube.until(`Secret ${name} has what SSM serves`, secret, async () => {
    const data = await world.kube.secret(fluxNamespace, name);
    if (data[key] !== world.project.world.parameter(parameter)) throw new NotYet("it has another value");
  });
}

/** The commit that writes the next tag. */
async function nextCommit(world: World): Promise<Commit> {
  const repository = world.repository("echo-server");
  const before = repository.head() ?? "";
  const tag = String(Number(tagOf(world, dev)) + 1);
  await pushTag(world, dev, tag);
  await untilWritten(world, dev, tag);
  const commit = byFlux(repository.commits(before)).at(-1);
  assert.ok(commit);
  return commit;
}

export function signing(world: () => World): void {
  let own = "";

  const provide = async (now: World): Promise<void> => {
    const { generateKey } = await import("openpgp");
    const userIDs = [{ name: "Acme Bot", email }];
    const { publicKey, privateKey } = await generateKey({ type: "rsa", rsaBits: 2048, userIDs, format: "armored" });
    const list = `      publicKeys:\n        - generation: 6\n          publicKey: ${yamlBlock(publicKey, 10)}`;
    own = `    gpg:\n      source: provided\n      generations: [5, 6]\n${list}`;
    now.edit(generated, own);
    now.given["TF_VAR_bot_gpg_private_key"] = privateKey;
    await now.deploy();
    assert.equal(now.gpgKeys().length, 2);
    await untilServed(now, "acme-bot-gpgkey", "git.asc", "/github/gpg-keys/acme-bot");
    assert.equal((await now.kube.secret(fluxNamespace, "acme-bot-gpgkey"))["git.asc"], privateKey);
    // One that had begun before may still be signed with the generated key.
    await nextCommit(now);
    assert.equal(assertSigned(now, dev, await nextCommit(now)), now.keyring.fingerprint(publicKey));
  };

  const move = async (now: World): Promise<void> => {
    const repository = now.repository("echo-server");
    const before = repository.head() ?? "";
    const keys = (): string[] => now.project.gitHub.sshSigningKeys("acme-bot").map(({ key }) => key);
    const bySsh = (commit: Commit): string => sshSigner(now, repository.path, commit.id, email, keys());
    const pushed = await whilePushing(now, async () => {
      now.edit(own, `    ssh: {}\n${own}`);
      await now.deploy();
      await untilServed(now, "acme-bot-ssh-signing-key", "identity", "/github/ssh-signing-keys/acme-bot");
      await registerSigningKey(now.project, "acme-bot");
      now.edit("    ssh: {}\n", "    signing: ssh\n");
      await now.deploy();
    });
    await untilWritten(now, dev, pushed);
    await nextCommit(now);
    assert.equal(bySsh(await nextCommit(now)), fingerprint(keys()[0] ?? ""));

    // Of those in between each has a signature that GitHub can judge, first of one kind, then of the other.
    const kinds = byFlux(repository.commits(before)).map((commit) => {
      const isSsh = repository.git("cat-file", "commit", commit.id).includes("BEGIN SSH SIGNATURE");
      if (isSsh) bySsh(commit);
      else assertSigned(now, dev, commit);
      return isSsh;
    });
    assert.deepEqual(kinds, [...kinds].sort());
    assert.deepEqual([...new Set(kinds)], [false, true]);

    now.edit(own, "");
    delete now.given["TF_VAR_bot_gpg_private_key"];
    await now.deploy();
    assert.deepEqual(now.gpgKeys(), []);
    const last = await nextCommit(now);
    assert.equal(bySsh(last), fingerprint(keys()[0] ?? ""));
    assert.throws(() => sshSigner(now, repository.path, last.id, email, []), /has no good signature/);
    for (const stack of ["secrets", "flux-bootstrap", "app"]) {
      assert.doesNotMatch(now.project.stateText(stack), /BEGIN [A-Z ]*PRIVATE KEY/);
    }
  };

  describe("other keys of the bot", () => {
    promise("a GPG key of the user's own signs", world, provide);
    promise("the bot moves to SSH while updates go on, and every commit is signed", world, move, { minutes: 8 });
  });
}
