import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDelivery } from "../../config/load";
import { signingKeyParameters, sshKeyParameters } from "../../model/secret-paths";
import { botKeyName, botKeysParameters, namedKeys } from "../../model/signers";
import { edited, type Edit } from "../config/bad-files/row";

const deliveryOf = (...edits: Edit[]) => parseDelivery(edited(edits), "delivery.yaml");
const repository = "\nrepositories:\n  - name: echo-server\n";
const verified: Edit = [repository, `${repository}    verify: {}\n`];
const ssh: Edit = ["  bot:\n", "  bot:\n    ssh: { parameter: /ssh, generations: [2] }\n"];
const gpg = "    gpg:\n      secretName: echo-server-gpgkey\n";

test("listed keys are numbered, and each is there once", () => {
  assert.deepEqual(
    namedKeys([
      { kind: "asc", text: "a" },
      { kind: "sshpub", text: "b" },
      { kind: "asc", text: "a" },
      { kind: "sshpub", text: "c" },
    ]),
    { "listed-1.asc": "a", "listed-2.sshpub": "b", "listed-3.sshpub": "c" },
  );
  assert.equal(botKeyName(2, "asc"), "bot-2.asc");
});

test("the bot's public keys are kept for whoever verifies, of each kind that it has", () => {
  const own = "/github/gpg-keys/developer-friendly-bot.pub";
  assert.deepEqual(botKeysParameters(deliveryOf(ssh)), {});
  assert.deepEqual(botKeysParameters(deliveryOf(verified)), { gpg: own });
  assert.deepEqual(botKeysParameters(deliveryOf(verified, ssh)), { gpg: own, ssh: "/ssh.pub" });
  assert.deepEqual(botKeysParameters(deliveryOf(verified, [gpg, "    signing: ssh\n    ssh: { parameter: /ssh }\n"])), {
    ssh: "/ssh.pub",
  });
});

test("a key's paths are where it is served, and where the halves of each generation are kept", () => {
  const { github } = deliveryOf(ssh, ["    gpg:\n", "    gpg:\n      passphrase: true\n"]);
  const served = "/github/gpg-keys/developer-friendly-bot";
  const halves = ["/ssh", "/ssh/generation-2", "/ssh/generation-2.pub"];
  assert.deepEqual(sshKeyParameters(github.bot.ssh), halves);
  assert.deepEqual(signingKeyParameters(github.bot), [served, `${served}/passphrase`, ...halves]);
  assert.deepEqual(signingKeyParameters(deliveryOf().github.bot), [served]);
  assert.deepEqual(signingKeyParameters({ ...github.bot, gpg: undefined }), halves);
  assert.deepEqual(sshKeyParameters(undefined), []);
  const [kept] = deliveryOf([
    repository,
    `${repository}    deployKey: { generations: [1, 2], keptInState: [1] }\n`,
  ]).repositories;
  assert.deepEqual(sshKeyParameters(kept?.deployKey), [
    "/github/echo-server/deploy-key",
    "/github/echo-server/deploy-key/generation-2",
    "/github/echo-server/deploy-key/generation-2.pub",
  ]);
});
