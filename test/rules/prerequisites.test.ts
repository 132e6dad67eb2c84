import assert from "node:assert/strict";
import { test } from "node:test";
import { add, addCluster, environment, repositories } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const name = "  - name: blog\n";
const bot = "  bot:\n";
const receiver = "    receiver:\n      name: github-receiver\n";

/** What is said of the shipped file's cluster with a release of Flux, each line without its place. */
const withFlux = (version: string, ...edits: readonly Edit[]): readonly string[] =>
  refusal(edited([[name, `${name}    prerequisites: { flux: { version: ${version} } }\n`], ...edits])).map((line) =>
    line.replace(/^delivery\.yaml:\d+:\d+: /, ""),
  );
const withRepository = (field: string): Edit => [repositories, `${repositories}    ${field}\n`];

test("Flux signs by SSH where something is written, and on no cluster that only runs it", () => {
  const edits: readonly Edit[] = [
    ...addCluster("prerequisites: { flux: { version: 2.8.x } }"),
    add(environment("prod", "cluster: shop", "namespace: shop")),
    [bot, `${bot}    signing: ssh\n`],
  ];
  const said = (writer: string): string =>
    refusal(edited([...edits, withRepository(`imageUpdate: { cluster: ${writer} }`)])).join("\n");
  assert.equal(said("blog"), "accepted");
  assert.match(
    said("shop"),
    /clusters\[1\]\.prerequisites\.flux\.version: .* for commits that are signed with an SSH key/,
  );
});

test("Flux verifies by GPG keys in older releases too, and by one SSH key among them in newer ones", () => {
  assert.deepEqual(withFlux("2.8.x", withRepository("verify: {}")), ["accepted"]);
  assert.deepEqual(withFlux("2.8.x", withRepository("verify: { keys: [test/support/bot.asc] }")), ["accepted"]);
  const both = withRepository("verify: { keys: [test/support/bot.asc, test/support/keys/alice.pub] }");
  assert.match(withFlux("2.8.x", both).join(), /for commits that are verified with SSH keys/);
  assert.match(
    withFlux("2.8.x", withRepository("verify: {}"), [bot, `${bot}    ssh: {}\n`]).join(),
    /for commits that are verified with SSH keys/,
  );
});

test("a receiver that a registry calls is one of older releases too", () => {
  const registry = "{ type: harbor, registry: ghcr.io, name: ghcr, parameter: /shop/ghcr }";
  assert.deepEqual(withFlux("2.8.x", [receiver, `${receiver}      registries: [${registry}]\n`]), ["accepted"]);
  const none: Edit = [`${receiver}      host: flux.developer-friendly.blog\n`, ""];
  assert.deepEqual(withFlux("2.8.x", none), ["accepted"]);
});

test("Flux finds an App by its owner where it acts as the App, and by its installation in older releases", () => {
  const byOwner: Edit = [bot, `  app: { id: 7, installationOwner: acme }\n${bot}`];
  const byInstallation: Edit = [bot, `  app: { id: 7, installationId: 8 }\n${bot}`];
  assert.deepEqual(withFlux("2.7.x", byOwner), ["accepted"]);
  assert.deepEqual(withFlux("2.7.x", byInstallation, withRepository("access: app")), ["accepted"]);
});
