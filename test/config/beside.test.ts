import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { loadDeliveryFile } from "../../config/load";
import { DeliveryError } from "../../config/problems";
import { botKey } from "../support/armored-key";
import { shippedWith } from "../support/synth";

let outside = "";
let folder = "";
beforeEach(() => {
  outside = mkdtempSync(join(tmpdir(), "flux-delivery-beside-"));
  folder = join(outside, "delivery");
  mkdirSync(join(folder, "keys"), { recursive: true });
});
afterEach(() => rmSync(outside, { recursive: true, force: true }));

/** The public key that a file has by a path beside it. */
function publicKey(path: string): string | undefined {
  const gpg = "      secretName: echo-server-gpgkey\n";
  const own = `${gpg}      source: provided\n      publicKeys: [{ generation: 1, publicKey: ${path} }]\n`;
  const file = join(folder, "delivery.yaml");
  writeFileSync(file, shippedWith(gpg, own));
  return loadDeliveryFile(file).delivery.github.bot.gpg?.keys[0]?.provided?.text;
}

/** What is said to have been given, where a file is refused. */
function refused(path: string): string {
  try {
    publicKey(path);
  } catch (error) {
    assert.ok(error instanceof DeliveryError);
    assert.equal(error.lines.length, 1, error.message);
    return /publicKeys\[0\]\.publicKey: got (.*), expected /.exec(error.message)?.[1] ?? error.message;
  }
  return "accepted";
}

test("a public key may be in a file beside the delivery, or in a folder there", () => {
  writeFileSync(join(folder, "bot.asc"), botKey);
  writeFileSync(join(folder, "keys", "bot.asc"), botKey.replaceAll("\n", "\r\n"));
  assert.equal(publicKey("bot.asc"), botKey);
  assert.equal(publicKey("keys/bot.asc"), botKey);
});

test("no path and no link leads out of the delivery's folder", () => {
  writeFileSync(join(outside, "bot.asc"), botKey);
  writeFileSync(join(folder, "bot.asc"), botKey);
  symlinkSync(join(outside, "bot.asc"), join(folder, "link.asc"));
  symlinkSync(outside, join(folder, "up"));
  symlinkSync("bot.asc", join(folder, "here.asc"));
  const unread = (path: string): string => `"${path}", a link out of the folder`;
  assert.equal(refused("../bot.asc"), '"../bot.asc"');
  assert.equal(refused("keys/../bot.asc"), '"keys/../bot.asc"');
  assert.equal(refused(join(outside, "bot.asc")), JSON.stringify(join(outside, "bot.asc")));
  assert.equal(refused("link.asc"), unread("link.asc"));
  assert.equal(refused("up/bot.asc"), unread("up/bot.asc"));
  assert.equal(publicKey("here.asc"), botKey);
});

test("a folder whose name begins with the delivery's is not in it", () => {
  mkdirSync(`${folder}-other`);
  writeFileSync(join(`${folder}-other`, "bot.asc"), botKey);
  symlinkSync(join(`${folder}-other`, "bot.asc"), join(folder, "link.asc"));
  assert.equal(refused("link.asc"), '"link.asc", a link out of the folder');
});

test("what is no text, too long, or a folder is not read", () => {
  writeFileSync(join(folder, "binary.gpg"), Buffer.from([0x98, 0xff, 0xfe]));
  writeFileSync(join(folder, "long.asc"), `${botKey}${"\n".repeat(100_000)}`);
  assert.equal(refused("binary.gpg"), '"binary.gpg" (ERR_ENCODING_INVALID_ENCODED_DATA)');
  assert.equal(refused("long.asc"), `"long.asc" of ${botKey.length + 100_000} bytes`);
  assert.equal(refused("keys"), '"keys", which is no file');
  assert.equal(refused("none.asc"), '"none.asc" (ENOENT)');
});

test("of a file with the wrong half nothing is repeated", async () => {
  const { generateKey } = await import("openpgp");
  const { privateKey } = await generateKey({ userIDs: [{ email: "bot@acme.example" }], format: "armored" });
  writeFileSync(join(folder, "bot.asc"), privateKey);
  writeFileSync(join(folder, "notes.asc"), "not a key");
  assert.equal(refused("bot.asc"), '"bot.asc" with a private key');
  assert.equal(refused("notes.asc"), '"notes.asc", a file with something else');
});
