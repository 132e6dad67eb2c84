import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { besideFiles } from "../../config/beside";
import { publicKeysOf } from "../../config/public-keys";
import type { PublicKey } from "../../model/signers";
import { sshKey } from "../support/github/played";

const keysOf = (text: string): readonly PublicKey[] => {
  const found = publicKeysOf(text);
  assert.ok("keys" in found, "refused");
  return found.keys;
};
const refused = (text: string): string => {
  const found = publicKeysOf(text);
  assert.ok("expected" in found, `accepted: ${text}`);
  return found.expected;
};

const gpg = { publicKey: "", privateKey: "", other: "" };
before(async () => {
  const { generateKey } = await import("openpgp");
  const make = (name: string) => generateKey({ userIDs: [{ name, email: `${name}@example.com` }], format: "armored" });
  Object.assign(gpg, await make("alice"), { other: (await make("bob")).publicKey });
});

test("an SSH key is taken without its comment, beside empty lines and remarks", () => {
  const [first, second] = [sshKey(), sshKey()];
  assert.deepEqual(keysOf(`# people\n${first} {{ fail "x" }} \${y}\n\n  ${second}\n`), [
    { kind: "sshpub", text: `${first}\n` },
    { kind: "sshpub", text: `${second}\n` },
  ]);
});

test("an armored key is the same key afterwards, and nothing but Base64 of its text is left", async () => {
  const commented = gpg.publicKey.replace("BLOCK-----\n", 'BLOCK-----\nComment: {{ fail "x" }}\nVersion: ${x}\n');
  const [key, ...none] = keysOf(`${commented}\n\n`);
  assert.deepEqual(none, []);
  assert.equal(key?.kind, "asc");
  assert.doesNotMatch(key.text, /Comment|Version|[{}$]/);
  const { readKey } = await import("openpgp");
  const [before, now] = await Promise.all([gpg.publicKey, key.text].map((armoredKey) => readKey({ armoredKey })));
  assert.equal(now?.getFingerprint(), before?.getFingerprint());
});

test("each block of a file is a key ring of its own: Flux reads one of each of a Secret's values", async () => {
  const keys = keysOf(`${gpg.publicKey}\n${gpg.other}`);
  const { readKey } = await import("openpgp");
  const found = await Promise.all(keys.map(({ text }) => readKey({ armoredKey: text })));
  assert.deepEqual(
    found.map((key) => key.getUserIDs()),
    [["alice <alice@example.com>"], ["bob <bob@example.com>"]],
  );
});

test("a block of several keys is one key ring, as that of GitHub's website", async () => {
  const { enums, PacketList, readKey, armor } = await import("openpgp");
  const packets = new PacketList();
  for (const armoredKey of [gpg.publicKey, gpg.other]) packets.push(...(await readKey({ armoredKey })).toPacketList());
  const [ring, ...none] = keysOf(armor(enums.armor.publicKey, packets.write()));
  assert.deepEqual(none, []);
  const { readKeys } = await import("openpgp");
  const read = await readKeys({ armoredKeys: ring?.text ?? "" });
  assert.deepEqual(
    read.map((key) => key.getUserIDs()),
    [["alice <alice@example.com>"], ["bob <bob@example.com>"]],
  );
});

test("a private key is refused whatever is beside it, and not repeated", () => {
  for (const text of [
    gpg.privateKey,
    `${gpg.publicKey}\n${gpg.privateKey}`,
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl",
  ]) {
    assert.match(refused(text), /^a file with public keys alone/);
  }
});

test("what Flux would pass over, so that its owner's commits were refused, is refused here", () => {
  const [type, base64 = ""] = sshKey().split(" ");
  const body = gpg.publicKey.split("\n");
  for (const text of [
    "",
    "# nobody",
    "alice",
    `ssh-rsa ${base64}`,
    `${type} AAAA`,
    `${type} ${base64}!`,
    `${type}  ${base64}`,
    // Of the same length, and another type.
    `ecdsa-sha2-nistp384 ${Buffer.from("\0\0\0\x13ecdsa-sha2-nistp256\0\0\0\x08nistp256").toString("base64")}`,
    `namespaces="git" ${type} ${base64}`,
    `alice@example.com ${type} ${base64}`,
    `${sshKey()}\nno key\n`,
    `${sshKey()}\n${gpg.publicKey}`,
    `${gpg.publicKey}\n${sshKey()}`,
    gpg.publicKey.replace("PUBLIC KEY BLOCK", "SIGNATURE"),
    gpg.publicKey.replace("END PGP", "END"),
    body.slice(0, -4).join("\n"),
    body.map((line, index) => (index === 2 ? `A${line}` : line)).join("\n"),
  ]) {
    assert.match(refused(text), /^a file with public keys alone/, text);
  }
});

test("a file is read from the folder of the delivery file, and no link leads out of it", () => {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-keys-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const project = join(folder, "project");
  mkdirSync(join(project, "keys"), { recursive: true });
  mkdirSync(join(folder, "project-2"));
  writeFileSync(join(project, "keys", "alice.pub"), "alice");
  writeFileSync(join(folder, "project-2", "bob.pub"), "bob");
  writeFileSync(join(project, "large"), "a".repeat(100_001));
  symlinkSync(join(folder, "project-2", "bob.pub"), join(project, "bob.pub"));
  symlinkSync("keys/alice.pub", join(project, "alice.pub"));
  // The folder itself may be a link.
  symlinkSync(project, join(folder, "link"));
  for (const name of ["project", "link"]) {
    const beside = besideFiles(join(folder, name, "delivery.yaml"));
    assert.deepEqual(beside("keys/alice.pub"), { text: "alice" });
    assert.deepEqual(beside("alice.pub"), { text: "alice" });
    const expectedOf = (path: string): string => {
      const found = beside(path);
      return "expected" in found ? found.expected : "accepted";
    };
    assert.match(expectedOf("bob.pub"), /^a file in the folder of this one/);
    assert.match(expectedOf("large"), /at most 100000 bytes/);
    assert.match(expectedOf("keys"), /that can be read/);
    assert.match(expectedOf("nobody.pub"), /that can be read/);
  }
});
