import assert from "node:assert/strict";
import { test } from "node:test";
import { imagePolicy } from "../../../manifests/flux/image-policy";
import { imageRepository } from "../../../manifests/flux/image-repository";
import { imageUpdateAutomation } from "../../../manifests/flux/image-update-automation";
import { named, whole } from "../../support/whole";

const { cluster, delivery } = whole();
const web = named(delivery.applications, "web");

test("a private image is scanned with its login, by https", () => {
  assert.deepEqual(imageRepository(web, cluster).spec, {
    image: "ghcr.io/acme/web",
    interval: "10m",
    timeout: "60s",
    secretRef: { name: "ghcr-docker" },
    insecure: undefined,
  });
});

test("a public image of a plain-http registry is scanned without a login", () => {
  const { secretRef, insecure } = imageRepository(named(delivery.applications, "api"), cluster).spec;
  assert.deepEqual({ secretRef, insecure }, { secretRef: undefined, insecure: true });
});

test("a scan that a Receiver is told of is found by its label and its image, one that it is not has neither", () => {
  const { metadata } = imageRepository(web, cluster);
  assert.deepEqual(metadata, {
    name: "web",
    namespace: "flux-system",
    labels: { "flux-delivery/receiver": "github-receiver" },
    annotations: { "flux-delivery/image": "ghcr.io/acme/web" },
  });
  const api = imageRepository(named(delivery.applications, "api"), cluster);
  assert.deepEqual(api.metadata, { name: "api", namespace: "flux-system" });
  assert.equal(api.spec.interval, "1m");
});

test("a policy filters tags where the file says how, and takes all where it does not", () => {
  const filters = web.environments.map((environment) => imagePolicy(environment).spec.filterTags);
  assert.deepEqual(filters, [{ pattern: "^v(?P<n>[0-9]+)$", extract: "$n" }, undefined]);
});

test("the commits' author names the bot and each kind of environment once", () => {
  const [automation] = delivery.automations;
  assert.ok(automation);
  const { author } = imageUpdateAutomation(automation, delivery.github.bot).spec.git?.commit ?? {};
  assert.deepEqual(author, { name: "Acme Bot (dev, prod)", email: "bot@acme.example" });
});
