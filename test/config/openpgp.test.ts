import assert from "node:assert/strict";
import { test } from "node:test";
import { armoredKeys } from "../../config/openpgp";
import { botKey } from "../support/armored-key";

const emails = ["bot@acme.example", "github@developer-friendly.blog"];

/** New keys of several kinds, armored. */
async function made(): Promise<readonly { readonly publicKey: string; readonly privateKey: string }[]> {
  const { generateKey } = await import("openpgp");
  const userIDs = [{ name: "Acme Bot", email: "bot@acme.example" }, { email: "plain@acme.example" }];
  return Promise.all([
    generateKey({ type: "rsa", rsaBits: 2048, userIDs, format: "armored" }),
    generateKey({ type: "ecc", curve: "ed25519Legacy", userIDs, format: "armored" }),
    generateKey({ type: "curve25519", userIDs, format: "armored", config: { v6Keys: true } }),
  ]);
}

/** A block of packets. */
const armored = (...packets: readonly (readonly number[])[]): string =>
  `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${Buffer.from(packets.flat())
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n")}\n-----END PGP PUBLIC KEY BLOCK-----`;

test("a public key is read with the addresses of its user ids, whatever kind it is of", async () => {
  for (const { publicKey } of await made()) {
    assert.deepEqual(armoredKeys(publicKey)?.emails, ["bot@acme.example", "plain@acme.example"]);
  }
  assert.deepEqual(armoredKeys(botKey)?.emails, emails);
});

test("a key is the same text with the ends of lines of any system, and with space around it", () => {
  const text = armoredKeys(botKey)?.text;
  assert.equal(text, botKey);
  assert.equal(armoredKeys(botKey.replaceAll("\n", "\r\n"))?.text, text);
  assert.equal(armoredKeys(`\n\n${botKey.trim()}  \n\n`)?.text, text);
});

test("a key may have headers, and lacks the checksum where newer tools made it", () => {
  const begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n";
  const headers = "Version: GnuPG v2\nComment: https://acme.example/bot (Acme Bot <bot@acme.example>)\n";
  assert.deepEqual(armoredKeys(botKey.replace(begin, begin + headers))?.emails, emails);
  assert.deepEqual(armoredKeys(botKey.replace(/^=.{4}\n/m, ""))?.emails, emails);
});

test("a private key is no public one, also where its first and last lines say so", async () => {
  for (const { privateKey } of await made()) {
    assert.equal(armoredKeys(privateKey), undefined);
    assert.equal(armoredKeys(privateKey.replaceAll("PRIVATE", "PUBLIC")), undefined);
  }
});

test("packets have lengths of every form, and no packet is longer than what there is", () => {
  const id = [...Buffer.from("a@acme.example")];
  const long = Array.from({ length: 300 }, () => 0x20);
  const key = [0x98, 1, 4];
  const read = (...packets: readonly (readonly number[])[]) => armoredKeys(armored(key, ...packets))?.emails;
  assert.deepEqual(read([0xb4, id.length, ...id]), ["a@acme.example"]);
  assert.deepEqual(read([0xb5, 0, id.length, ...id]), ["a@acme.example"]);
  assert.deepEqual(read([0xb6, 0, 0, 0, id.length, ...id]), ["a@acme.example"]);
  assert.deepEqual(read([0xcd, id.length, ...id]), ["a@acme.example"]);
  assert.deepEqual(read([0xcd, 192, 314 - 192, ...long, ...id]), [`${" ".repeat(300)}a@acme.example`]);
  assert.deepEqual(read([0xcd, 255, 0, 0, 0, id.length, ...id]), ["a@acme.example"]);
  assert.deepEqual(read(), []);
  for (const packet of [
    [0xb4, id.length + 1, ...id],
    [0xb6, 255, 255, 255, 255, ...id],
    [0xcd, 255, 0, 0],
    // As long as a stream goes on.
    [0xb7, ...id],
    [0xcd, 224, ...id],
    // No packet at all.
    [0x34, id.length, ...id],
  ]) {
    assert.equal(read(packet), undefined, packet.join());
  }
});

test("a block may hold several keys, which are counted without their subkeys", () => {
  const [key, subkey] = [
    [0x98, 1, 4],
    [0xb8, 1, 4],
  ];
  assert.equal(armoredKeys(armored(key, subkey))?.count, 1);
  assert.equal(armoredKeys(armored(key, subkey, key))?.count, 2);
});

test("what is no block of public keys is none", () => {
  const key = [0x98, 1, 4];
  assert.equal(armoredKeys(armored([0xb4, 1, 65])), undefined);
  assert.equal(armoredKeys(armored(key, [0x9c, 1, 4])), undefined);
  for (const text of ["", "bot.asc", `${botKey}${botKey}`, `${botKey}more`, botKey.replace("END", "BEGIN")]) {
    assert.equal(armoredKeys(text), undefined, text);
  }
  assert.equal(armoredKeys(botKey.replace("\n\n", "\nComment: ${TfToken[TOKEN.1]}\n\n")), undefined);
});
