import assert from "node:assert/strict";
import { test } from "node:test";
import { add, addCluster, application, environment, repositories } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const host = "      host: flux.developer-friendly.blog\n";
const telling = (...registries: readonly string[]): Edit => [
  host,
  `${host}      registries: [${registries.join(", ")}]\n`,
];
const noReceiver: Edit = [`    receiver:\n      name: github-receiver\n${host}`, ""];

/** A second cluster that receives by the same names, and has images of the same registry. */
const shop = (): readonly Edit[] =>
  addCluster(
    "gateway: { name: a, namespace: b }",
    "receiver: { name: github-receiver, host: hooks.example.com, registries: [{ type: harbor, registry: ghcr.io, name: ghcr, parameter: /shop/ghcr }] }",
  );
const onShop = environment("prod", "cluster: shop", "namespace: shop");

test("registries and Receivers are told apart on each cluster", () => {
  assert.deepEqual(
    said(
      telling("{ type: harbor, registry: ghcr.io, name: ghcr, parameter: /blog/ghcr }"),
      ...shop(),
      add(onShop, "        pushBranch: prod\n"),
    ),
    ["accepted"],
  );
});

test("two registries' Receivers on one cluster have two names", () => {
  const [line] = said(
    telling(
      "{ type: harbor, registry: ghcr.io, name: hooks, parameter: /a }",
      "{ type: quay, registry: quay.io, name: hooks, parameter: /b }",
    ),
    add(
      application("web", "repository: echo-server", "image: { name: quay.io/acme/web }"),
      environment("dev", "cluster: blog", "namespace: web", "path: web"),
    ),
  );
  assert.match(
    line ?? "",
    /^clusters\[0\]\.receiver\.registries\[1\]\.name: got "hooks", expected a Receiver's name on cluster blog of its own: clusters\[0\]\.receiver\.registries\[0\]\.name /,
  );
});

test("a registry is one of those whose images are scanned, which are told in order", () => {
  const web = add(
    application("web", "repository: echo-server", "image: { name: docker.io/acme/web }"),
    environment("dev", "cluster: blog", "namespace: web", "path: web"),
  );
  assert.deepEqual(said(telling("{ type: generic-oidc, registry: quay.io }"), web), [
    'clusters[0].receiver.registries[0].registry: got "quay.io", expected a registry whose images are scanned on cluster blog: docker.io, ghcr.io',
  ]);
});

test("a cluster that scans nothing is told of no image", () => {
  const written: Edit = [repositories, `${repositories}    imageUpdate: { cluster: blog }\n`];
  const [before, second] = shop();
  assert.ok(before && second);
  const both: Edit = [second[0], second[1].replace(repositories, written[1])];
  assert.deepEqual(said(noReceiver, before, both, add(onShop)), [
    'clusters[1].receiver.registries[0].registry: got "ghcr.io", expected an image that cluster shop scans: none is written from there',
  ]);
});

test("while it is not known what runs where, no registry is said to have no image", () => {
  const [line, ...none] = said(telling("{ type: generic-oidc, registry: quay.io }"), [
    "        cluster: blog\n",
    "        cluster: 1\n",
  ]);
  assert.match(line ?? "", /^applications\[0\]\.environments\[0\]\.cluster: got 1, /);
  assert.deepEqual(none, []);
});
