import assert from "node:assert/strict";
import { test } from "node:test";
import { appSecretName } from "../../model/names";
import {
  add,
  addCluster,
  application,
  environment,
  image,
  ownContext,
  sameRepository,
} from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const repository = "\nrepositories:\n  - name: echo-server\n";
const onShop = (...fields: string[]): string =>
  environment("prod", "cluster: shop", "namespace: shop", "pushBranch: prod", ...fields);
const secretName = (name: string): Edit => ["      secretName: echo-server-gpgkey\n", `      secretName: ${name}\n`];

test("a name is one cluster's: another may have it for its objects", () => {
  assert.deepEqual(said(...addCluster(), add(onShop("objectName: echo-server"))), ["accepted"]);
});

test("two environments of a name are told of once, where one cluster runs and writes them", () => {
  const [line, ...none] = said(add(environment("a", "cluster: blog", "namespace: a", "objectName: echo-server")));
  assert.match(line ?? "", /^applications\[0\]\.environments\[1\]\.objectName: .* a name on cluster blog of its own/);
  assert.deepEqual(none, []);
});

test("the App's key is a Secret where something acts as the App", () => {
  const app: Edit = ["  bot:\n", "  app: { id: 7, installationId: 8, administers: true }\n  bot:\n"];
  assert.deepEqual(said(app, secretName(appSecretName)), ["accepted"]);
  const acts: Edit = [repository, `${repository}    access: app\n`];
  assert.match(
    said(app, secretName(appSecretName), acts).join(),
    /gpg\.secretName: .*, expected a Secret in namespace/,
  );
});

test("names of objects are told apart by the field that has them", () => {
  const web = (...fields: string[]): string =>
    application("web", sameRepository, image, ...fields) +
    environment("dev", "cluster: blog", "namespace: web", "path: web");
  assert.match(
    said(add(web("objectName: echo-server"))).join(),
    /applications\[1\]\.objectName: got "echo-server", expected a name for its objects of its own: applications\[0\]\.name /,
  );
  const own: Edit = ["    repository: echo-server\n", "    objectName: web\n    repository: echo-server\n"];
  assert.match(
    said(own, add(web())).join(),
    /applications\[1\]\.name: got "web", expected a name for its objects of its own: applications\[0\]\.objectName /,
  );
});

test("automations of one name on two clusters are two", () => {
  const shop = "  - name: shop\n    connection: { type: kubeconfig, path: kubeconfigs/shop, context: shop }\n";
  assert.deepEqual(
    said(
      ownContext,
      [repository, `${shop}${repository}  - name: echo\n    objectName: echo-server-a\n`],
      add(
        "        pushBranch: a\n",
        application("web", "repository: echo", image),
        environment("dev", "cluster: shop", "namespace: web"),
      ),
    ),
    ["accepted"],
  );
});

const noReceiver: Edit = ["    receiver:\n      name: github-receiver\n      host: flux.developer-friendly.blog\n", ""];
const app: Edit = ["  bot:\n", "  app: { id: 7, installationId: 8 }\n  bot:\n"];
const monitoring = (fields: string): Edit => ["  - name: blog\n", `  - name: blog\n    monitoring: ${fields}\n`];
const withRepository = (fields: string): Edit => [repository, `${repository}    ${fields}\n`];
const inFluxNamespace = "{ namespace: flux-system, createNamespace: false, slack: { parameter: /a } }";

test("a name is no other Secret's where that one is not in Flux's namespace", () => {
  for (const [name, ...edits] of [
    ["webhook-token", noReceiver],
    ["github-app"],
    ["alertmanager-webhooks", monitoring("{ slack: { parameter: /a } }")],
    ["echo-server-git", app, withRepository("access: app")],
    ["echo-server-signers"],
    ["echo-server-secrets"],
  ] satisfies [string, ...Edit[]][]) {
    assert.deepEqual(said(secretName(name), ...edits), ["accepted"], name);
  }
});

test("a name is that of a Secret in Flux's namespace, which says what it is of", () => {
  for (const [name, holder, ...edits] of [
    ["webhook-token", "clusters[0].receiver"],
    ["github-app", "github.app", app, withRepository("access: app")],
    ["alertmanager-webhooks", "clusters[0].monitoring", monitoring(inFluxNamespace)],
    ["echo-server-git", "repositories[0].name"],
    ["shop-git", "repositories[0].objectName", withRepository("objectName: shop")],
    ["echo-server-signers", "repositories[0].name", withRepository("verify: {}")],
    ["echo-server-docker", "registryCredentials[0].name"],
    ["alertmanager-provider", "clusters[0].notifications.providers[0].name"],
  ] satisfies [string, string, ...Edit[]][]) {
    const [line = "", ...none] = said(secretName(name), ...edits);
    assert.ok(
      line.startsWith(
        `github.bot.gpg.secretName: got "${name}", expected a Secret in namespace flux-system of cluster blog of its own: ${holder} (line `,
      ),
      line,
    );
    assert.deepEqual(none, [], name);
  }
});

test("both of the bot's keys have a Secret of their own", () => {
  const ssh: Edit = ["  bot:\n", "  bot:\n    ssh: { secretName: keys }\n"];
  assert.match(
    said(secretName("keys"), ssh).join(),
    /^github\.bot\.ssh\.secretName: got "keys", .* of its own: github\.bot\.gpg\.secretName /,
  );
});

test("names are Flux's on the cluster whose Flux namespace is called so", () => {
  const second = addCluster("fluxNamespace: flux");
  const cases: readonly (readonly [message: RegExp, ...Edit[]])[] = [
    [/^github\.bot\.gpg\.secretName: got "flux", .*Flux's own Secret has$/, secretName("flux"), add(onShop())],
    [/^applications\[0\]\.environments\[1\]\.objectName: .*own Kustomization has$/, add(onShop("objectName: flux"))],
  ];
  for (const [message, ...edits] of cases) {
    assert.match(said(...second, ...edits).join("\n"), message);
  }
  assert.deepEqual(said(...second, add("        pushBranch: flux\n", onShop("objectName: flux-system"))), ["accepted"]);
});

test("no repository on a cluster is called as Flux's own source there", () => {
  assert.match(
    said(withRepository("objectName: flux-system")).join(),
    /repositories\[0\]\.objectName: .*own GitRepository has/,
  );
  assert.deepEqual(said(withRepository("objectName: flux")), ["accepted"]);
});

test("a derived name of 63 characters fits, and one of 64 does not", () => {
  const own = "        objectName: echo-server\n";
  const dev = "      - name: dev\n";
  const named = (length: number): readonly string[] =>
    said([own, ""], [dev, `      - name: ${"d".repeat(length - "echo-server-".length)}\n`]);
  assert.deepEqual(named(63), ["accepted"]);
  assert.match(named(64).join(), /objectName: .*expected a name of at most 63 characters/);
});
