import assert from "node:assert/strict";
import { test } from "node:test";
import { addCluster, repositories } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const fleet = (name = "fleet"): Edit => ["\nclusters:\n", `\nfleet: { repository: ${name} }\n\nclusters:\n`];
const withFleet: Edit = [repositories, `${repositories}  - name: fleet\n`];
const byGit: Edit = ["    secretStore:\n", "    delivery: git\n    secretStore:\n"];
const shop = (writer: string, ...fields: readonly string[]): readonly Edit[] =>
  addCluster("delivery: git", ...fields).map(([piece, text]): Edit =>
    piece === repositories
      ? [piece, `${text}    imageUpdate: { cluster: ${writer} }\n  - name: fleet\n`]
      : [piece, text],
  );

test("a fleet is there for whoever is delivered by it, and may wait for one", () => {
  assert.deepEqual(said(fleet(), withFleet, byGit), ["accepted"]);
  assert.deepEqual(said(fleet(), withFleet), ["accepted"]);
  assert.deepEqual(said(fleet("echo-server")).length, 1);
});

test("a cluster is delivered by Git that runs something or writes it", () => {
  const idle =
    "clusters[1]: got a cluster that is delivered by git, expected an environment on this cluster, or there is nothing to deliver: add one, or set delivery: opentofu";
  assert.deepEqual(said(fleet(), ...shop("blog")), [idle]);
  assert.deepEqual(said(fleet(), ...shop("shop")), ["accepted"]);
  const elsewhere: Edit = ["        cluster: blog\n", "        cluster: shop\n"];
  assert.deepEqual(said(fleet(), ...shop("blog", "gateway: { name: web, namespace: web }"), elsewhere), ["accepted"]);
});

test("while it is not known what runs where, no cluster is said to have nothing", () => {
  const [line, ...none] = said(fleet(), ...shop("blog"), ["        cluster: blog\n", "        cluster: 1\n"]);
  assert.match(line ?? "", /^applications\[0\]\.environments\[0\]\.cluster: got 1, /);
  assert.deepEqual(none, []);
});
