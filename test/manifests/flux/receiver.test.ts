import assert from "node:assert/strict";
import { test } from "node:test";
import type { Receiver } from "../../../.gen/crds";
import { parseDelivery } from "../../../config/load";
import { receiver } from "../../../manifests/flux/receiver";
import { wholeText } from "../../support/whole";

/** The Receiver of a file in which pieces of text are replaced. */
function receiverOf(...replacements: readonly (readonly [string, string])[]): Receiver {
  const text = replacements.reduce((before, [piece, replacement]) => before.replace(piece, replacement), wholeText);
  const { clusters, github } = parseDelivery(text, "delivery.yaml");
  const [cluster] = clusters;
  if (!cluster?.receiver) throw new Error("no receiver");
  return receiver(cluster.receiver, cluster, github);
}

/** Of another registry, which tells GitHub nothing. */
const elsewhere = [
  "image: { name: ghcr.io/acme/web, credential: ghcr }",
  "image: { name: registry.acme.example/acme/web }",
] as const;

/** What a Receiver lets through where it is told of no image. */
const filterOf = (...replacements: readonly (readonly [string, string])[]): string | undefined =>
  receiverOf(elsewhere, ...replacements).spec.resourceFilter;

test("a Receiver that is told of no image is that of pushes alone", () => {
  const { events, resources } = receiverOf(elsewhere).spec;
  assert.deepEqual(events, ["push", "ping"]);
  assert.deepEqual(resources, [{ apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", name: "shop" }]);
});

test("where GitHub tells of images, the same Receiver takes packages, and finds the scan by its label and image", () => {
  const { events, resources, resourceFilter } = receiverOf().spec;
  assert.deepEqual(events, ["push", "ping", "package"]);
  assert.deepEqual(resources, [
    { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", name: "shop" },
    {
      apiVersion: "image.toolkit.fluxcd.io/v1",
      kind: "ImageRepository",
      name: "*",
      matchLabels: { "flux-delivery/receiver": "github-receiver" },
    },
  ]);
  const image = 'res.metadata.annotations["flux-delivery/image"]';
  assert.equal(
    resourceFilter,
    `has(req.package) ? res.kind == "ImageRepository" && ${image}.substring(${image}.indexOf("/") + 1) == ` +
      `(req.package.owner.login + "/" + req.package.name).lowerAscii() : ` +
      `res.kind == "GitRepository" && ${filterOf() ?? ""}`,
  );
});

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
