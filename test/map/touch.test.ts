import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeliveryMap } from "../../map/delivery-map";
import { Touch } from "../../map/touch";
import { shippedText } from "../support/synth";
import { mapOf, namesOf, nodeOf, textOf } from "./support/map";

const touched = (map: DeliveryMap, name: string): string[] => namesOf(map, new Touch(map).of([nodeOf(map, name).id]));

/** Those of a kind. */
const of = (kind: string, names: readonly string[]): string[] => names.filter((each) => each.startsWith(`${kind} `));

const fleet = mapOf(textOf("test/support/fleet.yaml"));
const byGit = mapOf(textOf("examples/git.yaml"));
const promotion = mapOf(textOf("examples/promotion.yaml"));

test("A deploy key touches what it is made of, who may read it, what it opens, and all that is fetched by it.", () => {
  assert.deepEqual(touched(mapOf(shippedText()), "parameter /github/echo-server/deploy-key"), [
    "ExternalSecret flux-system/echo-server-git on blog",
    "GitRepository flux-system/echo-server on blog",
    "IAM policy external-secrets-blog",
    "ImageUpdateAutomation flux-system/echo-server on blog",
    "Kustomization flux-system/echo-server on blog",
    "cluster blog",
    "environment echo-server dev",
    "parameter /github/echo-server/deploy-key",
    "parameter /github/echo-server/deploy-key/generation-1",
    "registered key deploy-key-echo-server_registered-1",
    "repository developer-friendly/echo-server",
  ]);
});

test("An environment's policy touches that environment, though its repository is that of others.", () => {
  const names = touched(fleet, "ImagePolicy flux-system/web-dev on staging");
  assert.deepEqual(of("environment", names), ["environment web dev"]);
  assert.deepEqual(of("ImagePolicy", names), ["ImagePolicy flux-system/web-dev on staging"]);
  assert.deepEqual(of("Kustomization", names), ["Kustomization flux-system/web-dev on staging"]);
  assert.deepEqual(of("GitRepository", names), ["GitRepository flux-system/shop on staging"]);
});

test("An environment touches what leads to it, also on the cluster that writes its tag, and no other's way.", () => {
  const names = touched(fleet, "environment web prod");
  assert.deepEqual(of("environment", names), ["environment web prod"]);
  assert.deepEqual(of("ImageUpdateAutomation", names), ["ImageUpdateAutomation flux-system/shop on staging"]);
  assert.deepEqual(of("Kustomization", names), ["Kustomization flux/web-prod on production"]);
  assert.deepEqual(of("HTTPRoute", names), ["HTTPRoute shop/web-prod on production"]);
  assert.deepEqual(of("CI", names), ["CI web"]);
  assert.deepEqual(of("repository", names), ["repository acme/shop"]);
});

test("What environments share touches all of them: a token, the bot's key, a repository, a cluster.", () => {
  const environments = (name: string): string[] => of("environment", touched(byGit, name));
  assert.deepEqual(environments("parameter /acme/github/ghcr/ghcr-token"), [
    "environment api production",
    "environment web dev",
    "environment web production",
  ]);
  assert.deepEqual(environments("parameter /acme/shop/database-url"), ["environment web production"]);
  assert.deepEqual(environments("parameter /acme/github/shop/deploy-key/cluster-staging"), ["environment web dev"]);
  assert.deepEqual(environments("repository acme/fleet"), [
    "environment api production",
    // Its tag is written from production.
    "environment web dev",
    "environment web production",
  ]);
  assert.deepEqual(environments("cluster staging"), ["environment web dev"]);
  const names = touched(byGit, "cluster staging");
  assert.ok(names.includes("parameter /acme/github/shop/deploy-key/cluster-staging"));
  assert.ok(!names.includes("parameter /acme/slack/releases"));
  assert.ok(names.includes("stack app-staging") && !names.includes("stack app-production"));
});

test("What leads to no environment touches what it is for: a chat's address its provider.", () => {
  const names = touched(byGit, "parameter /acme/slack/releases");
  assert.deepEqual(of("Provider", names), ["Provider flux-system/team on production"]);
  assert.deepEqual(of("environment", names), []);
  assert.deepEqual(of("ExternalSecret", names), ["ExternalSecret flux-system/team-provider on production"]);
});

test("A promotion leads on: from what is first to what comes after, and from there back.", () => {
  const environments = (name: string): string[] => of("environment", touched(promotion, name));
  const all = ["environment shop dev", "environment shop production", "environment shop staging"];
  assert.deepEqual(environments("ImagePolicy flux-system/shop-dev on production"), all);
  assert.deepEqual(environments("ImagePolicy flux-system/shop-production on production"), all);
  assert.deepEqual(of("Kustomization", touched(promotion, "environment shop staging")), [
    "Kustomization flux-system/shop-dev on test",
    "Kustomization flux-system/shop-production on production",
    "Kustomization flux-system/shop-staging on test",
  ]);
});

test("More than 32 environments are told apart.", () => {
  const environments = Array.from({ length: 70 }, (_, index) => `environment:web/e${index}`);
  const map: DeliveryMap = {
    nodes: [
      { id: "repository:acme/shop", kind: "repository", label: "acme/shop", facts: [] },
      ...environments.flatMap((id) => [
        { id, kind: "environment", label: id, facts: [], own: [id] },
        { id: `policy:${id}`, kind: "ImagePolicy", label: id, facts: [], own: [id] },
      ]),
    ],
    edges: environments.flatMap((id) => [
      { from: `policy:${id}`, to: "repository:acme/shop", layer: "flow" as const, label: "" },
      { from: "repository:acme/shop", to: id, layer: "flow" as const, label: "" },
    ]),
  };
  const touch = new Touch(map);
  for (const id of environments) {
    assert.deepEqual([...touch.of([`policy:${id}`])].sort(), [id, `policy:${id}`, "repository:acme/shop"].sort());
  }
  assert.equal(touch.of(["repository:acme/shop"]).size, map.nodes.length);
});
