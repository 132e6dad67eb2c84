import assert from "node:assert/strict";
import { test } from "node:test";
import { uniq } from "es-toolkit/array";
import { parseDelivery } from "../../config/load";
import type { Cluster, Delivery } from "../../model/delivery";
import { keptSecrets } from "../../model/kept-secrets";

const environment = (name: string, cluster: string, namespace: string, more: object = {}): object => ({
  name,
  cluster,
  namespace,
  imagePolicy: { policy: { alphabetical: {} } },
  initialTag: "a",
  ...more,
});

const application = (name: string, repository: string, environments: object[], credential?: string): object => ({
  name,
  repository,
  image: { name: `ghcr.io/acme/${name}`, ...(credential !== undefined && { credential }) },
  port: 80,
  environments,
});

interface Parts {
  readonly clusters?: object[];
  readonly repositories?: object[];
  readonly applications: object[];
}

const staging = { name: "staging", connection: { type: "variables" } };
const production = { name: "production", connection: { type: "variables" }, fluxNamespace: "flux" };
const shop = { name: "shop", imageUpdate: { cluster: "staging" } };

const deliveryOf = ({ clusters = [staging, production], repositories = [shop], applications }: Parts): Delivery =>
  parseDelivery(
    JSON.stringify({
      github: { organization: "acme", bot: { username: "acme-bot", name: "Acme Bot", email: "bot@acme.example" } },
      aws: { region: "eu-central-1" },
      state: { backend: "local" },
      clusters,
      repositories,
      registryCredentials: [{ name: "ghcr" }, { name: "mirror" }],
      applications,
    }),
    "delivery.yaml",
  );

function clusterOf(delivery: Delivery, name: string): Cluster {
  const cluster = delivery.clusters.find((each) => each.name === name);
  assert.ok(cluster);
  return cluster;
}

/** Two applications of one repository, each on two clusters, of which one writes. */
const shared = deliveryOf({
  applications: [
    application(
      "web",
      "shop",
      [
        environment("dev", "staging", "web-dev", { path: "web/dev", createNamespace: true }),
        environment("prod", "production", "shop", { path: "web/prod", createNamespace: true }),
      ],
      "ghcr",
    ),
    application(
      "api",
      "shop",
      [
        environment("dev", "staging", "api-dev", { path: "api/dev" }),
        environment("prod", "production", "shop", { path: "api/prod", createNamespace: true }),
      ],
      "ghcr",
    ),
  ],
});

const summary = (delivery: Delivery) =>
  delivery.automations.map(({ name, repository, pushBranch, candidates, environments }) => ({
    name,
    repository: repository.name,
    pushBranch,
    clusters: candidates.map((each) => each.name),
    environments: environments.map(({ objectName }) => objectName),
  }));

const clusterSummary = (cluster: Cluster) => ({
  environments: cluster.environments.map(({ objectName }) => objectName),
  automations: cluster.automations.map(({ name }) => name),
  repositories: cluster.repositories.map(({ name }) => name),
  scanned: cluster.scannedApplications.map(({ name }) => name),
  scan: cluster.scanCredentials.map(({ name }) => name),
  pull: cluster.pullCredentials.map(({ namespace, credential }) => `${namespace}/${credential.name}`),
  namespaces: cluster.createdNamespaces.map(({ name }) => name),
});

test("a delivery's environments are those of all applications, in the file's order, with their neighbours", () => {
  assert.deepEqual(
    shared.environments.map(({ application, name, repository, cluster, automation }) => [
      application.name,
      name,
      repository.name,
      cluster.name,
      automation.name,
    ]),
    [
      ["web", "dev", "shop", "staging", "shop"],
      ["web", "prod", "shop", "production", "shop"],
      ["api", "dev", "shop", "staging", "shop"],
      ["api", "prod", "shop", "production", "shop"],
    ],
  );
});

test("one automation writes a repository's branch for all its applications, clusters and environments", () => {
  assert.deepEqual(summary(shared), [
    {
      name: "shop",
      repository: "shop",
      pushBranch: undefined,
      clusters: ["staging"],
      environments: ["web-dev", "web-prod", "api-dev", "api-prod"],
    },
  ]);
});

test("the cluster that writes scans every image, and needs the login for that in its Flux namespace once", () => {
  assert.deepEqual(clusterSummary(clusterOf(shared, "staging")), {
    environments: ["web-dev", "api-dev"],
    automations: ["shop"],
    repositories: ["shop"],
    scanned: ["web", "api"],
    scan: ["ghcr"],
    pull: ["web-dev/ghcr", "api-dev/ghcr"],
    namespaces: ["web-dev"],
  });
});

test("a cluster that only runs has the source and the pull logins, each namespace's once, and scans nothing", () => {
  assert.deepEqual(clusterSummary(clusterOf(shared, "production")), {
    environments: ["web-prod", "api-prod"],
    automations: [],
    repositories: ["shop"],
    scanned: [],
    scan: [],
    pull: ["shop/ghcr"],
    namespaces: ["shop"],
  });
});

test("environments with push branches have automations of their own, each on its environments' cluster", () => {
  const delivery = deliveryOf({
    repositories: [{ name: "shop" }],
    applications: [
      application("web", "shop", [
        environment("dev", "staging", "web", { path: "web/dev" }),
        environment("prod", "production", "web", { path: "web/prod", pushBranch: "flux/prod" }),
      ]),
      application("api", "shop", [
        environment("dev", "staging", "api", { path: "api/dev" }),
        environment("prod", "production", "api", { path: "api/prod", pushBranch: "flux/prod" }),
      ]),
    ],
  });
  assert.deepEqual(summary(delivery), [
    {
      name: "shop",
      repository: "shop",
      pushBranch: undefined,
      clusters: ["staging"],
      environments: ["web-dev", "api-dev"],
    },
    {
      name: "shop-flux-prod",
      repository: "shop",
      pushBranch: "flux/prod",
      clusters: ["production"],
      environments: ["web-prod", "api-prod"],
    },
  ]);
  assert.deepEqual(
    clusterOf(delivery, "production").automations.map(({ name }) => name),
    ["shop-flux-prod"],
  );
});

test("a push branch of the same name is another automation in another repository", () => {
  const delivery = deliveryOf({
    repositories: [{ name: "shop" }, { name: "tools" }],
    applications: [
      application("web", "shop", [environment("dev", "staging", "web", { pushBranch: "flux" })]),
      application("api", "tools", [environment("dev", "staging", "api", { pushBranch: "flux" })]),
    ],
  });
  assert.deepEqual(
    summary(delivery).map(({ name, environments }) => [name, ...environments]),
    [
      ["shop-flux", "web-dev"],
      ["tools-flux", "api-dev"],
    ],
  );
});

test("a cluster may write for environments that are all elsewhere: it scans, and deploys nothing", () => {
  const delivery = deliveryOf({
    applications: [application("web", "shop", [environment("prod", "production", "web")], "ghcr")],
  });
  assert.deepEqual(clusterSummary(clusterOf(delivery, "staging")), {
    environments: [],
    automations: ["shop"],
    repositories: ["shop"],
    scanned: ["web"],
    scan: ["ghcr"],
    pull: [],
    namespaces: [],
  });
  assert.deepEqual(clusterSummary(clusterOf(delivery, "production")), {
    environments: ["web-prod"],
    automations: [],
    repositories: ["shop"],
    scanned: [],
    scan: [],
    pull: ["web/ghcr"],
    namespaces: [],
  });
});

test("a cluster without environments has nothing but itself", () => {
  const delivery = deliveryOf({
    repositories: [{ name: "shop" }],
    applications: [application("web", "shop", [environment("dev", "staging", "web")])],
  });
  const lists = clusterSummary(clusterOf(delivery, "production"));
  for (const [name, list] of Object.entries(lists)) assert.deepEqual(list, [], name);
});

test("a public image needs no login, and two logins of one namespace are two Secrets", () => {
  const delivery = deliveryOf({
    repositories: [{ name: "shop" }],
    applications: [
      application("web", "shop", [environment("dev", "staging", "shop", { path: "web" })], "ghcr"),
      application("api", "shop", [environment("dev", "staging", "shop", { path: "api" })], "mirror"),
      application("docs", "shop", [environment("dev", "staging", "shop", { path: "docs" })]),
    ],
  });
  const { scan, pull, scanned } = clusterSummary(clusterOf(delivery, "staging"));
  assert.deepEqual(scan, ["ghcr", "mirror"]);
  assert.deepEqual(pull, ["shop/ghcr", "shop/mirror"]);
  assert.deepEqual(scanned, ["web", "api", "docs"]);
});

test("a repository that no application uses is on no cluster", () => {
  const delivery = deliveryOf({
    repositories: [{ name: "shop" }, { name: "old", imageUpdate: { cluster: "production" } }],
    applications: [application("web", "shop", [environment("dev", "staging", "web")])],
  });
  for (const name of ["staging", "production"]) {
    assert.ok(clusterOf(delivery, name).repositories.every((repository) => repository.name !== "old"));
  }
});

test("every parameter that the user keeps is named once, whoever reads it", () => {
  const delivery = deliveryOf({
    clusters: [
      {
        ...staging,
        notifications: {
          providers: [
            { name: "chat", type: "slack", addressParameter: "/chat" },
            { name: "ops", type: "discord", addressParameter: "/chat" },
            { name: "status", type: "github", repository: "shop", tokenParameter: "/token" },
            { name: "metrics", type: "alertmanager" },
          ],
        },
        monitoring: { slack: { parameter: "/chat" }, discord: { parameter: "/discord" } },
      },
    ],
    repositories: [{ name: "shop" }],
    applications: [application("web", "shop", [environment("dev", "staging", "web")])],
  });
  assert.deepEqual(
    delivery.clusters.map((cluster) => uniq(keptSecrets(cluster).secretStore.map(({ path }) => path))),
    [["/chat", "/token", "/discord"]],
  );
});

test("what a cluster notifies has its place in the file", () => {
  const alert = { name: "all", provider: "metrics", severity: "info" };
  const provider = { name: "metrics", type: "alertmanager", address: "http://alertmanager/api/v2/alerts" };
  const delivery = deliveryOf({
    clusters: [staging, { ...production, notifications: { providers: [provider], alerts: [alert] } }],
    repositories: [{ name: "shop" }],
    applications: [application("web", "shop", [environment("dev", "staging", "web")])],
  });
  const { providers, alerts } = clusterOf(delivery, "production").notifications;
  assert.deepEqual(
    [...providers, ...alerts].map(({ at }) => at),
    [
      ["clusters", 1, "notifications", "providers", 0],
      ["clusters", 1, "notifications", "alerts", 0],
    ],
  );
  assert.equal(alerts[0]?.provider, providers[0]);
});

test("the only cluster's stacks have plain names, and more have their cluster's", () => {
  const names = (clusters: object[]): string[] =>
    deliveryOf({
      clusters,
      repositories: [{ name: "shop" }],
      applications: [application("web", "shop", [environment("dev", "staging", "web")])],
    }).clusters.flatMap(({ stacks }) => Object.values(stacks));
  assert.deepEqual(names([staging]), ["flux-bootstrap", "app"]);
  assert.deepEqual(names([staging, production]), [
    "flux-bootstrap-staging",
    "app-staging",
    "flux-bootstrap-production",
    "app-production",
  ]);
  assert.deepEqual(names([{ ...staging, stackSuffix: "" }, production]), [
    "flux-bootstrap",
    "app",
    "flux-bootstrap-production",
    "app-production",
  ]);
});
