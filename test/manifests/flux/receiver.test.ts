import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDelivery } from "../../../config/load";
import { receiver } from "../../../manifests/flux/receiver";
import { wholeText } from "../../support/whole";

/** What a Receiver lets through, of a file in which pieces of text are replaced. */
function filterOf(...replacements: readonly (readonly [string, string])[]): string | undefined {
  const text = replacements.reduce((before, [piece, replacement]) => before.replace(piece, replacement), wholeText);
  const { clusters, github } = parseDelivery(text, "delivery.yaml");
  const [cluster] = clusters;
  if (!cluster?.receiver) throw new Error("no receiver");
  return receiver(cluster.receiver, cluster, github).spec.resourceFilter;
}

test("a call reconciles the source of the repository that it is from, and no other", () => {
  assert.equal(filterOf(), 'req.repository.full_name.lowerAscii() == "acme/" + res.metadata.name');
});

test("GitHub's names are compared without case", () => {
  const plain = filterOf();
  assert.equal(filterOf(["organization: acme", "organization: ACME"]), plain);
  assert.equal(filterOf(["- name: shop", "- name: shop\n    gitHubName: Shop"]), plain);
});

test("a source that keeps a name from before is known by that", () => {
  assert.equal(
    filterOf(["- name: shop", "- name: shop\n    objectName: store\n    gitHubName: Shop"]),
    'req.repository.full_name.lowerAscii() == "acme/" + {"store":"shop"}[?res.metadata.name].orValue(res.metadata.name)',
  );
});

test("a source of another name than its repository is known by that, also where another source has it", () => {
  assert.equal(
    filterOf(
      ["- name: shop", "- { name: shop, gitHubName: My_Store.js }\n  - { name: other, gitHubName: shop }"],
      ["- name: api\n    repository: shop", "- name: api\n    repository: other"],
    ),
    'req.repository.full_name.lowerAscii() == "acme/" + ' +
      '{"shop":"my_store.js","other":"shop"}[?res.metadata.name].orValue(res.metadata.name)',
  );
});
