import assert from "node:assert/strict";
import { test } from "node:test";
import { formatPath } from "../../config/problems";
import { appObjects } from "../../manifests/app";
import type { ClusterObject } from "../../manifests/cluster-object";
import { fluxBootstrapObjects } from "../../manifests/flux-bootstrap";
import { givenPaths } from "../../model/secret-paths";
import { whole } from "../support/whole";

const { cluster, delivery } = whole();
const paths = givenPaths(delivery);

/** Each object with the place in the file where its mistakes are mended, and with what it comes after. */
const listed = (objects: readonly ClusterObject[]): [string, string, string][] =>
  objects.map(({ id, at, after = [] }) => [id, at ? formatPath(at) : "", after.map((each) => each.id).join(" ")]);

test("the app stack's objects know their place in the file and what they come after", () => {
  const [web, api] = ["applications[0]", "applications[1]"];
  assert.deepEqual(listed(appObjects(cluster, delivery, paths)), [
    ["namespace-web-dev", `${web}.environments[0]`, ""],
    ["scan-secret-flux-system_ghcr", "registryCredentials[0]", ""],
    ["pull-secret-web-dev_ghcr", "registryCredentials[0]", "namespace-web-dev"],
    ["pull-secret-web-prod_ghcr", "registryCredentials[0]", ""],
    ["deployer-web-dev", `${web}.environments[0]`, ""],
    ["deployer-web-dev_binding", `${web}.environments[0]`, "namespace-web-dev"],
    ["deployer-web-prod", `${web}.environments[1]`, ""],
    ["deployer-web-prod_binding", `${web}.environments[1]`, ""],
    ["deployer-api-dev", `${api}.environments[0]`, ""],
    ["deployer-api-dev_binding", `${api}.environments[0]`, ""],
    ["image-repository-web", web, "scan-secret-flux-system_ghcr"],
    ["image-repository-api", api, ""],
    ["signing-secret", "", ""],
    ["image-policy-web-dev", `${web}.environments[0].imagePolicy`, "image-repository-web"],
    ["image-policy-web-prod", `${web}.environments[1].imagePolicy`, "image-repository-web"],
    ["image-policy-api-dev", `${api}.environments[0].imagePolicy`, "image-repository-api"],
    [
      "image-update-shop",
      "repositories[0].imageUpdate",
      "signing-secret image-policy-web-dev image-policy-web-prod image-policy-api-dev",
    ],
    [
      "kustomization-web-dev",
      `${web}.environments[0]`,
      "namespace-web-dev pull-secret-web-dev_ghcr deployer-web-dev deployer-web-dev_binding",
    ],
    ["route-web-dev", `${web}.environments[0].route`, "namespace-web-dev"],
    [
      "kustomization-web-prod",
      `${web}.environments[1]`,
      "pull-secret-web-prod_ghcr deployer-web-prod deployer-web-prod_binding",
    ],
    ["kustomization-api-dev", `${api}.environments[0]`, "deployer-api-dev deployer-api-dev_binding"],
  ]);
});

test("the flux-bootstrap stack's objects know their place in the file and what they come after", () => {
  const provider = (index: number): string => `clusters[0].notifications.providers[${index}]`;
  const references = {
    github: delivery.github,
    paths,
    storeProvider: () => ({ aws: { service: "ParameterStore" as const, region: "eu-central-1" } }),
    identityAnnotations: () => ({}),
    roles: {},
    knownHosts: { lines: "" },
  };
  assert.deepEqual(listed(fluxBootstrapObjects(cluster, references)), [
    ["secret-store", "", ""],
    ["git-secret-shop", "repositories[0]", "secret-store"],
    ["git-repository-shop", "repositories[0]", "git-secret-shop"],
    ["monitoring-namespace", "", ""],
    ["monitoring-secret", "", "secret-store monitoring-namespace"],
    ["monitoring-charts", "", ""],
    ["monitoring-values", "", ""],
    ["monitoring-release", "", "monitoring-namespace monitoring-secret monitoring-charts monitoring-values"],
    ["notification-provider-alertmanager", provider(0), ""],
    ["notification-secret-chat", provider(1), "secret-store"],
    ["notification-provider-chat", provider(1), "notification-secret-chat"],
    ["notification-secret-guild", provider(2), "secret-store"],
    ["notification-provider-guild", provider(2), "notification-secret-guild"],
    ["notification-secret-teams", provider(3), "secret-store"],
    ["notification-provider-teams", provider(3), "notification-secret-teams"],
    ["notification-secret-commits", provider(4), "secret-store"],
    ["notification-provider-commits", provider(4), "notification-secret-commits"],
    ["notification-secret-runs", provider(5), "secret-store"],
    ["notification-provider-runs", provider(5), "notification-secret-runs"],
    ["alert-failures", "clusters[0].notifications.alerts[0]", "notification-provider-chat"],
    ["alert-failures_images", "clusters[0].notifications.alerts[0]", "notification-provider-chat"],
    ["receiver-secret", "", "secret-store"],
    ["receiver", "", "receiver-secret git-repository-shop"],
    ["receiver-route", "", ""],
  ]);
});

test("the App's Secret is waited for, and a mistake in it is mended at the App", () => {
  const acting = whole(
    "  bot: {",
    "  app: { id: 7, installationOwner: acme }\n  bot: {",
    "  - name: shop\n",
    "  - name: shop\n    access: app\n",
  );
  const objects = fluxBootstrapObjects(acting.cluster, {
    github: acting.delivery.github,
    paths: givenPaths(acting.delivery),
    storeProvider: () => ({ aws: { service: "ParameterStore" as const, region: "eu-central-1" } }),
    identityAnnotations: () => ({}),
    roles: {},
    knownHosts: { lines: "" },
  });
  const app = objects.find(({ id }) => id === "github-app");
  assert.deepEqual([app?.at, app?.waitForReady], [["github", "app"], true]);
});

test("two logins of one namespace are two Secrets, each before what is pulled with it", () => {
  const { cluster: both, delivery: given } = whole(
    "  - { name: ghcr, registry: ghcr.io }\n",
    "  - { name: ghcr, registry: ghcr.io }\n  - { name: own, registry: registry.acme.example, variable: own_pat }\n",
    'image: { name: "localhost:5000/acme/api", insecure: true }',
    "image: { name: registry.acme.example/acme/api, credential: own }",
    "namespace: api-dev",
    "namespace: web-prod",
  );
  const objects = listed(appObjects(both, given, givenPaths(given)));
  const after = (id: string): string | undefined => objects.find(([each]) => each === id)?.[2];
  assert.match(after("kustomization-web-prod") ?? "", /^pull-secret-web-prod_ghcr /);
  assert.match(after("kustomization-api-dev") ?? "", /^pull-secret-web-prod_own /);
});

test("a cluster that nothing writes from signs nothing", () => {
  const [other] = whole(
    "repositories:\n",
    "  - name: idle\n    connection: { type: kubeconfig, path: x, context: idle }\n    secretStore: { name: s }\nrepositories:\n",
  ).delivery.clusters.slice(1);
  assert.ok(other);
  assert.deepEqual(appObjects(other, delivery, paths), []);
});
