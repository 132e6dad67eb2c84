import assert from "node:assert/strict";
import { test } from "node:test";
import { addCluster, repositories } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const gateway = "gateway: { name: a, namespace: b }";
const receiver = "receiver: { host: hooks.example.com }";
const policy = "secretStore: { readerPolicy: shop-reader }";

/** A second cluster that nothing runs on, with fields; and one that writes the repository, where it does. */
const idle = (fields: readonly string[], writer?: string): readonly Edit[] =>
  addCluster(...fields).map(([piece, text]): Edit =>
    piece === repositories && writer !== undefined
      ? [piece, text.replace(/(\n {2}- name: echo-server\n)$/, `$1    imageUpdate: { cluster: ${writer} }\n`)]
      : [piece, text],
  );
const noCluster: Edit = ["        cluster: blog\n", "        cluster: 1\n"];

test("an idle cluster has nothing to receive and nothing to read", () => {
  assert.deepEqual(said(...idle([])), ["accepted"]);
  assert.deepEqual(said(...idle([gateway, receiver])), [
    "clusters[1].receiver: got a receiver of webhooks, expected an environment on this cluster, or there is no repository to receive from: add one, or remove this",
  ]);
  assert.deepEqual(said(...idle([policy])), [
    'clusters[1].secretStore.readerPolicy: got "shop-reader", expected an environment on this cluster, or the policy has nothing to read: add one, or remove this',
  ]);
});

test("a cluster that writes what runs elsewhere receives and reads", () => {
  assert.deepEqual(said(...idle([gateway, receiver, policy], "shop")), ["accepted"]);
});

test("what an idle cluster notifies by is something to read", () => {
  const slack = "notifications: { providers: [{ name: a, type: slack, addressParameter: /a }] }";
  assert.deepEqual(said(...idle([policy, slack])), ["accepted"]);
});

test("while it is not known what runs where, no cluster is said to be idle", () => {
  const [line, ...none] = said(noCluster, ...idle([gateway, receiver, policy]));
  assert.match(line ?? "", /^applications\[0\]\.environments\[0\]\.cluster: got 1, /);
  assert.deepEqual(none, []);
});

test("a policy of a receiver that is told of is not told of too", () => {
  assert.equal(said(...idle([gateway, receiver, policy])).length, 1);
});
