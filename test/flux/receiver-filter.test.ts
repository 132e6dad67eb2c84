/** What Receivers let through, asked of the library that notification-controller asks, with what is really sent. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { receiver } from "../../manifests/flux/receiver";
import { registryReceiver } from "../../manifests/flux/registry-receiver";
import { registryReceivers } from "../../model/called";
import type { Receiver } from "../../.gen/crds";
import { packagePayload, pushPayload } from "../support/github/payloads";
import { whole } from "../support/whole";
import { judge, needsGo } from "./support/judge";

const source = (name: string): object => ({ kind: "GitRepository", metadata: { name } });
/** A scan with the name of a source, as many have. */
const scan = (image: string): object => ({
  kind: "ImageRepository",
  metadata: { name: "shop", annotations: { "flux-delivery/image": image } },
});

type Question = readonly [body: object, resource: object];

/** What a Receiver's filter says of each call and object. */
const letsThrough = ({ spec: { resourceFilter = "" } }: Receiver, ...questions: readonly Question[]): unknown[] =>
  judge(questions.map(([req, res]) => ({ kind: "filter", text: resourceFilter, data: { req, res } })));

const shop = { name: "shop", fullName: "Acme/shop" };

function gitHubs(...edits: readonly string[]): Receiver {
  const { delivery, cluster } = whole(...edits);
  if (!cluster.receiver) throw new Error("no receiver");
  return receiver(cluster.receiver, cluster, delivery.github);
}

/** The Receiver of the registry of the application api. */
function ofRegistry(type: string, registry: string): Receiver {
  const { delivery, cluster } = whole(
    "receiver: { host: flux.acme.example }",
    `receiver: { host: flux.acme.example, registries: [{ type: ${type}, registry: "${registry}" }] }`,
    '"localhost:5000/acme/api", insecure: true',
    `"${registry}/acme/api"`,
  );
  const [element] = registryReceivers(cluster);
  if (!element) throw new Error("no Receiver");
  return registryReceiver(element, "10m", cluster, delivery.github);
}

describe("what notification-controller makes of a Receiver's filter", { skip: needsGo }, () => {
  test("a push reconciles its source alone, and a package its scan alone", () => {
    const pushed = pushPayload(shop);
    const web = packagePayload(shop, { owner: "Acme", name: "web", tag: "1" });
    const nested = packagePayload(shop, { owner: "acme", name: "shop/web", tag: "1" });
    assert.deepEqual(
      letsThrough(
        gitHubs(),
        [pushed, source("shop")],
        [pushed, source("other")],
        [pushed, scan("ghcr.io/acme/web")],
        [web, source("shop")],
        [web, scan("ghcr.io/acme/web")],
        [web, scan("ghcr.io/acme/api")],
        [web, scan("ghcr.io/acme/shop/web")],
        [nested, scan("ghcr.io/acme/shop/web")],
        [nested, scan("ghcr.io/acme/web")],
      ),
      [true, false, false, false, true, false, false, true, false],
    );
  });

  test("a package of another owner, or of no tag yet, is no reason to scan ours, or one", () => {
    assert.deepEqual(
      letsThrough(
        gitHubs(),
        [packagePayload(shop, { owner: "another", name: "web", tag: "1" }), scan("ghcr.io/acme/web")],
        [packagePayload(shop, { owner: "acme", name: "web", tag: "" }), scan("ghcr.io/acme/web")],
      ),
      [false, true],
    );
  });

  test("a call that says nothing of a repository or a package fails, which GitHub shows", () => {
    assert.deepEqual(letsThrough(gitHubs(), [{}, source("shop")], [{ package: {} }, scan("ghcr.io/acme/web")]), [
      "fails",
      "fails",
    ]);
  });

  test("a source of another name than its repository is told by that beside packages too", () => {
    const renamed = gitHubs("  - name: shop\n", "  - name: shop\n    objectName: store\n    gitHubName: Shop\n");
    assert.deepEqual(letsThrough(renamed, [pushPayload(shop), source("store")], [pushPayload(shop), source("other")]), [
      true,
      false,
    ]);
  });

  test("each registry's call starts the scan of its image and of no other", () => {
    const calls: Readonly<Record<string, readonly [registry: string, body: (image: string) => object]>> = {
      dockerhub: [
        "docker.io",
        (image) => ({
          push_data: { tag: "1" },
          repository: { repo_name: image, repo_url: "https://hub.docker.com/r/x" },
        }),
      ],
      quay: ["quay.io", (image) => ({ docker_url: `quay.io/${image}`, repository: image, updated_tags: ["1"] })],
      harbor: [
        "harbor.acme.example",
        (image) => ({
          type: "PUSH_ARTIFACT",
          event_data: {
            resources: [{ tag: "1", resource_url: `harbor.acme.example/${image}:1` }],
            repository: { name: "api", namespace: "acme", repo_full_name: image, repo_type: "private" },
          },
        }),
      ],
      acr: [
        "acme.azurecr.io",
        (image) => ({ action: "push", target: { repository: image, tag: "1" }, request: { host: "acme.azurecr.io" } }),
      ],
      "generic-hmac": ["registry.acme.example:5000", (image) => ({ image: `registry.acme.example:5000/${image}` })],
    };
    for (const [type, [registry, body]] of Object.entries(calls)) {
      assert.deepEqual(
        letsThrough(
          ofRegistry(type, registry),
          [body("acme/api"), scan(`${registry}/acme/api`)],
          [body("acme/api"), scan(`${registry}/acme/other`)],
          [body("acme/other"), scan(`${registry}/acme/api`)],
        ),
        [true, false, false],
        type,
      );
    }
  });

  test("Azure's ping is of no image, and no failure", () => {
    const ping = { id: "1", action: "ping" };
    assert.deepEqual(letsThrough(ofRegistry("acr", "acme.azurecr.io"), [ping, scan("acme.azurecr.io/acme/api")]), [
      false,
    ]);
  });

  test("CI is let in from the repository's branch and from Git tags, from nowhere else", () => {
    const [provider] = ofRegistry("generic-oidc", "registry.acme.example").spec.oidcProviders ?? [];
    if (!provider) throw new Error("nobody is let in");
    const { validations, variables = [] } = provider;
    const isLetIn = (repository: string, ref: string): boolean =>
      judge(
        validations.map(({ expression }) => ({
          kind: "filter",
          text: expression,
          vars: variables,
          data: { claims: { repository, ref } },
        })),
      ).every((each) => {
        assert.equal(typeof each, "boolean");
        return each;
      });
    assert.deepEqual(
      Object.fromEntries(
        [
          "acme/shop refs/heads/main",
          "ACME/Shop refs/heads/main",
          "acme/shop refs/tags/v1.2.3",
          "acme/shop refs/heads/feature",
          "acme/shop refs/pull/7/merge",
          "acme/other refs/heads/main",
          "mallory/shop refs/heads/main",
          "mallory/x refs/heads/",
        ].map((each) => {
          const [repository = "", ref = ""] = each.split(" ");
          return [each, isLetIn(repository, ref)];
        }),
      ),
      {
        "acme/shop refs/heads/main": true,
        "ACME/Shop refs/heads/main": true,
        "acme/shop refs/tags/v1.2.3": true,
        "acme/shop refs/heads/feature": false,
        "acme/shop refs/pull/7/merge": false,
        "acme/other refs/heads/main": false,
        "mallory/shop refs/heads/main": false,
        "mallory/x refs/heads/": false,
      },
    );
  });
});
