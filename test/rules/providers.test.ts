import assert from "node:assert/strict";
import { test } from "node:test";
import { ed25519 } from "../support/host-keys";
import { add, addCluster, environment } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

/** What is said of the shipped file with a provider held back, each line without its place. */
const held = (provider: string, release: string, ...edits: readonly Edit[]): readonly string[] =>
  refusal(edited([["\nclusters:\n", `\nproviders: { ${provider}: "${release}" }\n\nclusters:\n`], ...edits])).map(
    (line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""),
  );

const repository = "\nrepositories:\n  - name: echo-server\n";
const withRepository = (...fields: string[]): Edit => [
  repository,
  repository + fields.map((each) => `    ${each}\n`).join(""),
];
const app: Edit = ["  bot:\n", "  app: { id: 7, installationId: 8 }\n  bot:\n"];
const byApp = withRepository("access: app");
const noReceiver: Edit = ["    receiver:\n      name: github-receiver\n      host: flux.developer-friendly.blog\n", ""];
const credential: Edit[] = [
  ["registryCredentials:\n  - name: echo-server\n    registry: ghcr.io\n", ""],
  ["      credential: echo-server\n", ""],
];
const oidcProvider = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF";
const podIdentity = (region: string, ways = "{ type: pod-identity }"): Edit[] => [
  [
    "  - name: blog\n",
    `  - name: blog\n    connection: { type: eks, name: blog, region: ${region} }\n    serviceAccountRoles: ${ways}\n`,
  ],
  [
    "      readerPolicy: external-secrets-blog\n",
    "      readerPolicy: external-secrets-blog\n      create: {}\n      readerRole: eso\n",
  ],
];
const onShop = add(environment("prod", "cluster: shop", "namespace: shop", "pushBranch: prod"));
const inState = withRepository("deployKey: { keptInState: [1] }");

test("a release that has just what is asked of it is taken", () => {
  for (const [provider, release, ...edits] of [
    ["kubernetes", "2.23.0"],
    ["github", "5.20.0"],
    ["github", "5.26.0", ["  bot:\n", "  bot:\n    ssh: {}\n"]],
    ["github", "6.9.0", withRepository("ruleset: {}")],
    ["random", "2.2.0"],
    ["tls", "4.2.0"],
    ["aws", "5.88.0", ["  region: eu-central-1\n", "  region: eu-central-1\n  tags: { a: b }\n"]],
  ] satisfies [string, string, ...Edit[]][]) {
    assert.deepEqual(held(provider, release, ...edits), ["accepted"], `${provider} ${release}`);
  }
});

test("a release is old enough where nothing asks for a newer one", () => {
  for (const [provider, release, ...edits] of [
    ["github", "5.19.0", ["  bot:\n", `  knownHosts: ["github.com ${ed25519}"]\n  bot:\n`]],
    ["github", "5.19.0", app, byApp],
    ["random", "2.1.2", noReceiver],
    ["tls", "4.1.0", app, byApp],
    ["tls", "4.1.0", inState],
    ["aws", "3.37.0", inState, ...credential],
    ["aws", "5.100.0", ...podIdentity("eu-central-1")],
    ["aws", "5.100.0", ...podIdentity("eu-west-1", "{ type: irsa, oidcProvider: " + oidcProvider + " }")],
    ["aws", "6.0.0", ...podIdentity("eu-west-1")],
  ] satisfies [string, string, ...Edit[]][]) {
    const said = held(provider, release, ...edits);
    assert.deepEqual(said, ["accepted"], `${provider} ${release}`);
  }
});

test("what asks for a newer release is told by the first that does", () => {
  const web = `${repository}    access: app\n  - name: web\n`;
  const asked = "expected 4.2.0 or newer for a deploy key that is in no state, as repositories[1].deployKey has it";
  assert.deepEqual(held("tls", "4.1.0", app, [repository, web]), [
    `providers.tls: got "4.1.0", ${asked}, or its generations in keptInState`,
  ]);
  const older = withRepository("deployKey: { generations: [1, 2], keptInState: [1] }");
  assert.match(held("tls", "4.1.0", older).join(), /for a deploy key that is in no state, as repositories\[0\]/);
  const shop = addCluster("gateway: { name: a, namespace: b }", "receiver: { host: hooks.example.com }");
  assert.deepEqual(held("random", "2.1.2", noReceiver, ...shop, onShop), [
    'providers.random: got "2.1.2", expected 2.2.0 or newer for the tokens that webhooks are signed with, as clusters[1].receiver has it',
  ]);
});

test("a GPG key of your own is one of its generations, where there is such a key", () => {
  const asked = /for a GPG key of your own, as github\.bot\.gpg has it/;
  const gpg = "    gpg:\n      secretName: echo-server-gpgkey\n";
  const keys = (source: string, ...generations: number[]): Edit => [
    gpg,
    `    gpg: ${JSON.stringify({
      source,
      generations: [1, 2],
      publicKeys: generations.map((generation) => ({ generation, publicKey: "test/support/bot.asc" })),
    })}\n`,
  ];
  assert.match(held("aws", "5.87.0", keys("generated", 1)).join("\n"), asked);
  assert.match(held("aws", "5.87.0", keys("provided", 1, 2)).join("\n"), asked);
  assert.doesNotMatch(held("aws", "5.87.0", keys("generated")).join("\n"), asked);
  assert.doesNotMatch(held("aws", "5.87.0", [gpg, "    signing: ssh\n    ssh: {}\n"]).join("\n"), asked);
});

test("a cluster's region is known of EKS alone", () => {
  const reached: Edit = ["{ type: eks, name: blog, region: eu-west-1 }", "{ type: kubeconfig, context: blog }"];
  assert.doesNotMatch(held("aws", "5.100.0", ...podIdentity("eu-west-1"), reached).join("\n"), /another region/);
});

test("of what is not known nothing is asked", () => {
  const from = edited([["\nclusters:\n", '\nproviders: { kubernetes: "2.22.0" }\n\nclusters:\n']]);
  const lines = refusal(from.replace(/(?<=\nclusters:\n)[\s\S]*?(?=\n\nrepositories)/, "  - 1"));
  assert.deepEqual(
    lines.map((line) => line.replace(/^delivery\.yaml:\d+:\d+: (\S+): .*/, "$1")),
    ["clusters[0]"],
  );
});
