import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDelivery } from "../../config/load";
import type { Delivery } from "../../model/delivery";
import { keptSecrets } from "../../model/kept-secrets";
import { givenPaths } from "../../model/secret-paths";
import { addCluster } from "../config/bad-files/pieces";
import { edited, type Edit } from "../config/bad-files/row";
import { botKey, yamlBlock } from "../support/armored-key";

const deliveryOf = (...edits: Edit[]): Delivery => parseDelivery(edited(edits), "delivery.yaml");

test("secrets are kept where the file says, or would say if it did", () => {
  const { clusters, repositories, registryCredentials, ...delivery } = deliveryOf(...addCluster());
  const paths = givenPaths({ ...delivery, clusters, repositories, registryCredentials });
  assert.deepEqual(clusters.map(paths.receiverToken), [
    "/github/developer-friendly/blog/flux-system/receiver/token",
    "",
  ]);
  assert.deepEqual(
    repositories.flatMap((repository) => clusters.map((cluster) => paths.deployKey(repository, cluster))),
    ["/github/echo-server/deploy-key", "/github/echo-server/deploy-key"],
  );
  assert.deepEqual(registryCredentials.map(paths.registryToken), ["/github/echo-server/ghcr-token"]);
  assert.equal(paths.signingKey, "/github/gpg-keys/developer-friendly-bot");
  assert.equal(paths.passphrase, undefined);
});

test("a passphrase is kept beside its key, where the key has one", () => {
  const delivery = deliveryOf(["    gpg:\n", "    gpg:\n      passphrase: true\n"]);
  assert.equal(givenPaths(delivery).passphrase, "/github/gpg-keys/developer-friendly-bot/passphrase");
});

test("the bot's keys say where each generation's public half is, for whoever verifies its commits", () => {
  const gpg: Edit = [
    "    gpg:\n",
    `    signing: ssh
    ssh: { generations: [2, 3], parameter: /bot/ssh }
    gpg:
      source: provided
      generations: [1, 2]
      publicKeys:
        - generation: 2
          publicKey: ${yamlBlock(botKey, 10)}`,
  ];
  const delivery = deliveryOf(gpg);
  const { bot } = delivery.github;
  assert.deepEqual(
    bot.ssh?.keys.map(({ kept }) => kept.publicKey),
    ["/bot/ssh/generation-2.pub", "/bot/ssh/generation-3.pub"],
  );
  assert.deepEqual(
    bot.gpg?.keys.map(({ generation, provided }) => [generation, provided?.text]),
    [
      [1, undefined],
      [2, botKey],
    ],
  );
  assert.deepEqual([bot.signer.type, bot.signer.key.secretName], ["ssh", "developer-friendly-bot-ssh-signing-key"]);
  assert.equal(givenPaths(delivery).sshSigningKey, "/bot/ssh");
  assert.equal(givenPaths(deliveryOf()).sshSigningKey, undefined);
  assert.equal(deliveryOf().github.bot.ssh, undefined);
});

test("each kind of provider needs its address or its token, and Alertmanager none", () => {
  const { clusters } = deliveryOf(
    ...addCluster(
      "monitoring: { slack: { parameter: /monitoring/slack }, discord: { parameter: /monitoring/discord } }",
      "notifications:",
      "  providers:",
      "    - { name: a, type: slack, addressParameter: /a }",
      "    - { name: b, type: discord, addressParameter: /b }",
      "    - { name: c, type: msteams, addressParameter: /c }",
      "    - { name: d, type: github, repository: echo-server, tokenParameter: /d }",
      "    - { name: e, type: githubdispatch, repository: echo-server, tokenParameter: /e }",
      "    - { name: f, type: alertmanager }",
    ),
  );
  const providers = ["clusters", 1, "notifications", "providers"];
  const monitoring = ["clusters", 1, "monitoring"];
  assert.deepEqual(
    clusters.map((cluster) => keptSecrets(cluster).secretStore),
    [
      [],
      [
        { key: "address", path: "/a", at: [...providers, 0, "addressParameter"] },
        { key: "address", path: "/b", at: [...providers, 1, "addressParameter"] },
        { key: "address", path: "/c", at: [...providers, 2, "addressParameter"] },
        { key: "token", path: "/d", at: [...providers, 3, "tokenParameter"] },
        { key: "token", path: "/e", at: [...providers, 4, "tokenParameter"] },
        { key: "slack", path: "/monitoring/slack", at: [...monitoring, "slack", "parameter"] },
        { key: "discord", path: "/monitoring/discord", at: [...monitoring, "discord", "parameter"] },
      ],
    ],
  );
});
