import assert from "node:assert/strict";
import { test } from "node:test";
import { edited, refusal, type Edit } from "../config/bad-files/row";

/** What is said of the shipped file with a GPG key, each line without its place. */
const said = (gpg: object, ...edits: readonly Edit[]): readonly string[] =>
  refusal(
    edited([["    gpg:\n      secretName: echo-server-gpgkey\n", `    gpg: ${JSON.stringify(gpg)}\n`], ...edits]),
  ).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const own = (...generations: number[]): object[] =>
  generations.map((generation) => ({ generation, publicKey: "test/support/bot.asc" }));
const email = "    email: github@developer-friendly.blog\n";

test("a key is one of the generations, which are all told", () => {
  const [line] = said({ source: "provided", generations: [2, 3], publicKeys: own(2, 1, 3) });
  assert.equal(
    line,
    "github.bot.gpg.publicKeys[1].generation: got 1, expected one of the key's generations, which are 2, 3",
  );
});

test("older keys are of either source, and the newest of the one that the file says", () => {
  assert.deepEqual(said({ generations: [1, 2], publicKeys: own(1) }), ["accepted"]);
  assert.deepEqual(said({ source: "provided", generations: [1, 2], publicKeys: own(2) }), ["accepted"]);
  assert.deepEqual(said({ source: "provided", generations: [1, 2], publicKeys: own(1, 2) }), ["accepted"]);
  assert.deepEqual(said({ source: "generated", generations: [1, 2], publicKeys: own(2) }), [
    'github.bot.gpg.source: got "generated", expected provided, since generation 2, the newest, is in publicKeys: say so, or add a generation',
  ]);
});

test("the bot's e-mail is one of the key's, however it is written", () => {
  const key = { source: "provided", publicKeys: own(1) };
  for (const each of ["BOT@acme.example", "GitHub@Developer-Friendly.blog"]) {
    assert.deepEqual(said(key, [email, `    email: ${each}\n`]), ["accepted"], each);
  }
});

test("each key of another e-mail is told, of the generation that it is", () => {
  const key = { source: "provided", generations: [1, 2, 3], publicKeys: own(3, 2) };
  const lines = said(key, [email, "    email: other@acme.example\n"]);
  assert.deepEqual(
    lines.map((line) => line.replace(/: .*/, "")),
    ["github.bot.gpg.publicKeys[0].publicKey", "github.bot.gpg.publicKeys[1].publicKey"],
  );
});

test("a bot that signs by SSH alone has no GPG key to judge", () => {
  assert.deepEqual(refusal(edited([["    gpg:\n      secretName: echo-server-gpgkey\n", "    signing: ssh\n"]])), [
    "accepted",
  ]);
});

test("a key without an e-mail is nobody's", () => {
  const body = Buffer.from([0x98, 1, 4]).toString("base64");
  const publicKey = `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${body}\n-----END PGP PUBLIC KEY BLOCK-----\n`;
  assert.match(
    said({ source: "provided", publicKeys: [{ generation: 1, publicKey }] }).join(),
    /publicKeys\[0\]\.publicKey: got a key of nobody, expected a key with a user id of github@developer-friendly\.blog/,
  );
});
