import assert from "node:assert/strict";
import { test } from "node:test";
import { credential } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const repository = "\nrepositories:\n  - name: echo-server\n";
const deployKey = (fields: string): Edit => [repository, `${repository}    deployKey: ${fields}\n`];
const prefix = "  parameterPrefix: /\n";
const bot = "    email: github@developer-friendly.blog\n";

test("generations in the state are some of the key's", () => {
  assert.deepEqual(said(deployKey("{ generations: [1, 2], keptInState: [1, 2] }")), ["accepted"]);
  assert.deepEqual(said(deployKey("{ generations: [2, 3], keptInState: [1, 2] }")), [
    "repositories[0].deployKey.keptInState: got [1,2], expected some of the key's generations, which are 2, 3",
  ]);
});

test("an organization that begins no path of SSM's has a prefix in its place", () => {
  const aws: Edit = ["  organization: developer-friendly\n", "  organization: aws\n"];
  const asked =
    /^aws\.parameterPrefix: got nothing, expected one such as \/delivery: SSM takes no path that begins as \/aws does/;
  assert.match(said(aws, [prefix, ""]).join("\n"), asked);
  assert.doesNotMatch(said(aws).join("\n"), asked);
  assert.deepEqual(said(aws, [prefix, "  parameterPrefix: /delivery\n"]), ["accepted"]);
  assert.deepEqual(said([prefix, ""]), ["accepted"]);
});

test("a path leaves room for what is kept below it, where something is", () => {
  const deep = (parts: number): string => "/a".repeat(parts);
  assert.deepEqual(said(deployKey(`{ parameter: ${deep(14)} }`)), ["accepted"]);
  assert.match(
    said(deployKey(`{ parameter: ${deep(15)} }`)).join(),
    /^repositories\[0\]\.deployKey\.parameter: got .*, expected a path that leaves room for "\/generation-1" after it/,
  );
  assert.deepEqual(said(deployKey(`{ parameter: ${deep(15)}, keptInState: [1] }`)), ["accepted"]);
});

test("a path that verifies commits leaves room for its end, where somebody asks", () => {
  const gpg = (length: number): Edit => ["    gpg:\n", `    gpg:\n      parameter: /${"a".repeat(length - 1)}\n`];
  const verified: Edit = [repository, `${repository}    verify: {}\n`];
  assert.deepEqual(said(gpg(947), verified), ["accepted"]);
  assert.deepEqual(said(gpg(951)), ["accepted"]);
  assert.match(
    said(gpg(948), verified).join(),
    /^github\.bot\.gpg\.parameter: got "\/a+"?.*, expected a path that leaves room for "\.pub" after it/,
  );
  assert.deepEqual(said([bot, `${bot}    signing: ssh\n`], ["    gpg:\n      secretName: echo-server-gpgkey\n", ""]), [
    "accepted",
  ]);
});

test("a passphrase's path fits, where the key has one", () => {
  const gpg = (fields: string): Edit => ["    gpg:\n", `    gpg:\n      parameter: ${"/a".repeat(15)}\n${fields}`];
  assert.match(
    said(gpg("      passphrase: true\n")).join(),
    /^github\.bot\.gpg\.passphraseParameter: got .*, expected an SSM parameter path of at most 15 parts/,
  );
  assert.deepEqual(said(gpg("      passphrase: true\n      passphraseParameter: /b\n")), ["accepted"]);
});

test("what the user keeps is made by no stack", () => {
  const kept = (path: string): readonly string[] =>
    said([
      "        - name: alertmanager\n",
      `        - { name: chat, type: slack, addressParameter: ${path} }\n        - name: alertmanager\n`,
    ]);
  assert.deepEqual(kept("/github/echo-server/ghcr-token/other"), ["accepted"]);
  for (const [path, holder] of [
    ["/github/echo-server/ghcr-token", "registryCredentials[0].parameter"],
    ["/github/echo-server/deploy-key", "repositories[0].deployKey.parameter"],
    ["/github/echo-server/deploy-key/generation-1.pub", "repositories[0].deployKey.parameter"],
    ["/github/gpg-keys/developer-friendly-bot", "github.bot.gpg.parameter"],
    ["/github/developer-friendly/blog/flux-system/receiver/token", "clusters[0].receiver.parameter"],
  ] as const) {
    const [line = "", ...none] = kept(path);
    assert.ok(
      line.startsWith(`clusters[0].notifications.providers[0].addressParameter: got "${path}", expected the SSM path`),
      line,
    );
    assert.ok(line.includes(holder), line);
    assert.deepEqual(none, []);
  }
});

test("each parameter is told apart from those that the stacks make", () => {
  const taken = (path: string, ...edits: readonly Edit[]): string =>
    said([credential, `${credential}    parameter: ${path}\n`], ...edits).join();
  const app: Edit = ["  bot:\n", "  app: { id: 7, installationId: 8, parameter: /app }\n  bot:\n"];
  const verified: Edit = [repository, `${repository}    verify: {}\n`];
  assert.match(taken("/app", app), /expected an SSM path of its own: github\.app\.parameter /);
  assert.equal(taken("/app"), "accepted");
  assert.match(
    taken("/github/gpg-keys/developer-friendly-bot.pub", verified),
    /of its own: github\.bot\.gpg\.parameter /,
  );
  assert.equal(taken("/github/gpg-keys/developer-friendly-bot.pub"), "accepted");
});
