import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { registryReceiver } from "../../../manifests/flux/registry-receiver";
import { registryReceivers } from "../../../model/called";
import { oidcWebhook } from "../../../model/webhooks";
import { whole } from "../../support/whole";

const told = (registry: string, ...edits: readonly string[]) => {
  const { delivery, cluster } = whole(
    "receiver: { host: flux.acme.example }",
    `receiver: { host: flux.acme.example, registries: [${registry}] }`,
    ...edits,
  );
  const [element] = registryReceivers(cluster);
  if (!element) throw new Error("no Receiver");
  return { element, cluster, manifest: registryReceiver(element, "10m", cluster, delivery.github) };
};

const resources = (label: string): object[] => [
  {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImageRepository",
    name: "*",
    matchLabels: { "flux-delivery/receiver": label },
  },
];

test("a registry's Receiver has a token of its own and finds the scans that it is for", () => {
  assert.deepEqual(told('{ type: harbor, name: hooks, registry: "localhost:5000" }').manifest.spec, {
    type: "harbor",
    interval: "10m",
    secretRef: { name: "hooks-token" },
    resourceFilter:
      'res.metadata.annotations["flux-delivery/image"] == "localhost:5000/" + req.event_data.repository.repo_full_name',
    resources: resources("hooks"),
  });
});

test("CI is known by GitHub's token for this cluster, the repositories of the images and their branches", () => {
  const ci = told(
    '{ type: generic-oidc, registry: "localhost:5000" }',
    "  - name: shop\n",
    "  - name: shop\n    gitHubName: Shop.v2\n    branch: release/1\n",
  );
  assert.deepEqual(ci.manifest.spec, {
    type: "generic-oidc",
    interval: "10m",
    oidcProviders: [
      {
        issuerURL: "https://token.actions.githubusercontent.com",
        audience: "https://flux.acme.example",
        variables: [
          {
            name: "branch",
            expression: '{"acme/shop.v2":"release/1"}[?claims.repository.lowerAscii()].orValue("")',
          },
        ],
        validations: [
          { expression: 'vars.branch != ""', message: "no image of this repository is announced here" },
          {
            expression: 'claims.ref == "refs/heads/" + vars.branch || claims.ref.startsWith("refs/tags/")',
            message: "an image is announced from the repository's branch, or from a Git tag",
          },
        ],
      },
    ],
    resourceFilter: 'res.metadata.annotations["flux-delivery/image"] == req.image',
    resources: resources("generic-oidc-receiver"),
  });
});

test("CI's address is made of the Receiver's name and namespace alone", () => {
  const { element, cluster } = told('{ type: generic-oidc, registry: "localhost:5000" }');
  assert.equal(element.type, "generic-oidc");
  const digest = createHash("sha256").update("generic-oidc-receiverflux-system").digest("hex");
  assert.equal(oidcWebhook(element, cluster), `https://flux.acme.example/hook/${digest}`);
});
