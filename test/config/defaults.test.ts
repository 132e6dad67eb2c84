import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { parseDelivery } from "../../config/load";
import { isMapping } from "../../config/mapping";
import { valueAt, type Path } from "../../config/problems";
import { delivery as schema } from "../../config/schema";
import { botKey } from "../support/armored-key";
import { ed25519 } from "../support/host-keys";

/** What a file must hold, and each optional mapping with no more than that. */
const least = (): Record<string, unknown> => ({
  github: {
    organization: "Acme",
    bot: { username: "Acme-Bot", name: "Acme Bot", email: "bot@acme.example", gpg: {}, ssh: {} },
  },
  aws: { region: "eu-central-1" },
  state: { backend: "local" },
  clusters: [
    {
      name: "one",
      gateway: { name: "public", namespace: "gateways" },
      receiver: { host: "hooks.acme.example" },
      monitoring: {},
    },
  ],
  repositories: [{ name: "shop", deployKey: {}, imageUpdate: {} }],
  registryCredentials: [{ name: "ghcr" }],
  applications: [
    {
      name: "web",
      repository: "shop",
      image: { name: "ghcr.io/acme/web", credential: "ghcr" },
      port: 8080,
      environments: [
        {
          name: "dev",
          cluster: "one",
          namespace: "web",
          imagePolicy: { policy: { numerical: {} } },
          initialTag: "1",
          route: { host: "web.acme.example" },
        },
      ],
    },
  ],
});

type Setting = readonly [field: string, value: unknown];

/** A cluster whose ESO gets its role by Pod Identity. */
const eks: Setting = ["clusters[0].connection", { type: "eks", name: "a" }];
const reader: Setting = ["clusters[0].secretStore", { readerPolicy: "eso", readerRole: "eso" }];
const podIdentity: Setting = ["clusters[0].serviceAccountRoles", { type: "pod-identity" }];

/** `a.b[0].c` as a path. */
const pathOf = (field: string): Path =>
  field
    .replaceAll(/\[(\d+)\]/g, ".$1")
    .split(".")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** Sets a field of a file, and makes the mappings on the way to it. */
function set(file: Record<string, unknown>, [field, value]: Setting): void {
  const path = pathOf(field);
  path.slice(0, -1).forEach((part, index) => {
    const parent = valueAt(file, path.slice(0, index));
    if (valueAt(parent, [part]) === undefined) Object.assign(parent as object, { [part]: {} });
  });
  Object.assign(valueAt(file, path.slice(0, -1)) as object, { [String(path.at(-1))]: structuredClone(value) });
}

function read(field: string, settings: readonly Setting[]): unknown {
  const file = least();
  for (const setting of settings) set(file, setting);
  return asInFile(valueAt(parseDelivery(JSON.stringify(file), "delivery.yaml"), pathOf(field)));
}

/** A value of the model as the file has it: without the place of each element, and with names for the elements it names. */
function asInFile(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asInFile);
  if (!isMapping(value)) return value;
  const { at, ...fields } = value;
  // A parameter that is taken over is its path.
  if (at !== undefined && Object.keys(fields).join() === "path") return fields["path"];
  return Object.fromEntries(
    Object.entries(fields).map(([key, child]) => [
      key,
      isMapping(child) && "at" in child ? child["name"] : asInFile(child),
    ]),
  );
}

interface Row {
  readonly field: string;
  readonly byDefault: unknown;
  readonly override: unknown;
  /** What the file must hold for the field to be there. */
  readonly beside?: readonly Setting[];
  /** What goes with the override. */
  readonly needs?: readonly Setting[];
}

const row = (field: string, byDefault: unknown, override: unknown, ...beside: Setting[]): Row => ({
  field,
  byDefault,
  override,
  beside,
});

const ownKey = { generation: 2, publicKey: botKey };
const twoGenerations: Setting = ["github.bot.gpg.generations", [1, 2]];
const environment = "applications[0].environments[0]";
const mostPods: Setting = ["applications[0].workload.autoscaling.maxReplicas", 3];
const ownAccount: Setting = ["applications[0].workload.serviceAccount", {}];
const s3: readonly Setting[] = [
  ["state.backend", "s3"],
  ["state.bucket", "acme-state"],
];
const other: readonly Setting[] = [
  ["state.backend", "other"],
  ["state.type", "gcs"],
  ["state.settings", { prefix: "<stack>" }],
];
const passphrase: Setting = ["state.encryption", { keyProvider: "pbkdf2" }];
const kms: Setting = ["state.encryption", { keyProvider: "aws_kms", kmsKeyId: "alias/state" }];
const app: Setting = ["github.app", { id: 7, installationId: 8 }];
const harbor: Setting = ["clusters[0].receiver.registries", [{ type: "harbor", registry: "ghcr.io" }]];
const oidc: Setting = ["clusters[0].receiver.registries", [{ type: "generic-oidc", registry: "ghcr.io" }]];
const byGit: readonly Setting[] = [
  ["repositories", [{ name: "shop", deployKey: {}, imageUpdate: {} }, { name: "fleet" }]],
  ["fleet", { repository: "fleet" }],
];
const slack = { name: "slack", type: "slack", addressParameter: "/slack" };
const secondApplication: Setting = [
  "applications[1]",
  {
    name: "api",
    repository: "shop",
    image: { name: "ghcr.io/acme/api" },
    port: 80,
    environments: [
      {
        name: "dev",
        cluster: "one",
        namespace: "api",
        path: "api/dev",
        imagePolicy: { policy: { alphabetical: {} } },
        initialTag: "a",
      },
    ],
  },
];
const secondCluster: Setting = ["clusters[1]", { name: "two", connection: { type: "variables" } }];

/** Every default: what a field is where it is left out, and another value that it may have. */
const rows: readonly Row[] = [
  {
    ...row("github.sshHost", "github.com", "ghe.acme.example"),
    needs: [
      ["github.apiUrl", "https://ghe.acme.example/"],
      ["github.knownHosts", [`ghe.acme.example ${ed25519}`]],
    ],
  },
  row("github.bot.signing", "gpg", "ssh"),
  {
    ...row("github.bot.gpg.source", "generated", "provided"),
    needs: [twoGenerations, ["github.bot.gpg.publicKeys", [ownKey]]],
  },
  row("github.app.parameter", "/Acme/github/apps/7/private-key", "/keys/app", app),
  row("github.app.keyVersion", 1, 2, app),
  row("github.app.administers", false, true, app),
  row("github.bot.gpg.generations", [1], [1, 2]),
  { ...row("github.bot.gpg.publicKeys", [], [ownKey]), needs: [twoGenerations, ["github.bot.gpg.source", "provided"]] },
  row("github.bot.gpg.rsaBits", 2048, 4096),
  row("github.bot.gpg.passphrase", false, true),
  row("github.bot.gpg.parameter", "/Acme/github/gpg-keys/Acme-Bot", "/keys/bot"),
  row("github.bot.gpg.passphraseParameter", "/Acme/github/gpg-keys/Acme-Bot/passphrase", "/keys/passphrase"),
  row("github.bot.gpg.passphraseParameter", "/keys/bot/passphrase", "/keys/passphrase", [
    "github.bot.gpg.parameter",
    "/keys/bot",
  ]),
  row("github.bot.gpg.secretName", "acme-bot-gpgkey", "signing"),
  row("github.bot.gpg.secretName", "bot-acme-gpgkey", "signing", ["github.bot.username", "Bot_acme"]),
  row("github.bot.ssh.generations", [1], [1, 2]),
  row("github.bot.ssh.parameter", "/Acme/github/ssh-signing-keys/Acme-Bot", "/keys/ssh"),
  row("github.bot.ssh.secretName", "acme-bot-ssh-signing-key", "ssh-signing"),
  row("github.bot.ssh.secretName", "bot-acme-ssh-signing-key", "ssh-signing", ["github.bot.username", "Bot_acme"]),
  row("repositories[0].deployKey.parameter", "/github/shop/deploy-key", "/keys/shop", ["aws.parameterPrefix", "/"]),
  row("repositories[0].deployKey.parameter", "/a/github/shop/deploy-key", "/keys/shop", ["aws.parameterPrefix", "/a"]),
  row("aws.tags", {}, { team: "platform" }),
  row("state.backend", "local", "local"),
  row("state.directory", "state", "states/acme", ["state.backend", "local"]),
  row("state.key", "<stack>.tfstate", "acme/<stack>", ...s3),
  row("state.settings", {}, { profile: "acme" }, ...s3),
  ...[[], s3, other].flatMap((backend) => [
    row("state.encryption.migrate", false, true, ["state.backend", "local"], ...backend, passphrase),
    row("state.encryption.migrate", false, true, ["state.backend", "local"], ...backend, kms),
  ]),
  row("providers.aws", "6.25.0", "6.24.0"),
  row("providers.github", "6.11.1", "6.9.0"),
  row("providers.gpg", "0.2.1", "0.3.0"),
  row("providers.helm", "3.1.2", "3.1.1"),
  row("providers.kubernetes", "3.2.1", "2.38.0"),
  row("providers.random", "3.9.0", "3.7.2"),
  row("providers.tls", "4.2.1", "5.0.0-alpha.1"),
  row("clusters[0].objectName", "one", "first"),
  row("clusters[0].objectName", "first", "one", ["clusters[0].renamedFrom", "first"]),
  row("clusters[0].stackSuffix", "", "-prod"),
  row("clusters[0].stackSuffix", "-first", "", ["clusters[0].connection", { type: "variables" }], secondCluster, [
    "clusters[0].objectName",
    "first",
  ]),
  row("clusters[0].stackSuffix", "-one", "", ["clusters[0].connection", { type: "variables" }], secondCluster),
  row("clusters[0].stackSuffix", "-first", "", ["clusters[0].connection", { type: "variables" }], secondCluster, [
    "clusters[0].renamedFrom",
    "first",
  ]),
  row("clusters[0].connection.type", "kubeconfig", "variables"),
  row("clusters[0].connection.path", "~/.kube/config", "kubeconfigs/one", [
    "clusters[0].connection.type",
    "kubeconfig",
  ]),
  row("clusters[0].connection.region", "eu-central-1", "us-east-1", [
    "clusters[0].connection",
    { type: "eks", name: "a" },
  ]),
  row("delivery", "opentofu", "git", ...byGit),
  row("clusters[0].delivery", "opentofu", "git", ...byGit),
  row("clusters[0].delivery", "git", "opentofu", ...byGit, ["delivery", "git"]),
  row("fleet.interval", "10m", "1h", ...byGit),
  row("fleet.retryInterval", "1m", "2m", ...byGit),
  row("fleet.timeout", "5m", "10m", ...byGit),
  ...["flux", "externalSecrets"].map((each) =>
    row(`clusters[0].prerequisites.${each}.install`, true, false, ["clusters[0].prerequisites", {}]),
  ),
  row("clusters[0].prerequisites.flux.version", "2.9.x", "2.9.4", ["clusters[0].prerequisites", {}]),
  row("clusters[0].prerequisites.flux.operatorVersion", "0.58.1", "0.60.0", ["clusters[0].prerequisites", {}]),
  row("clusters[0].prerequisites.externalSecrets.version", "2.9.0", "0.19.2", ["clusters[0].prerequisites", {}]),
  row("clusters[0].fluxNamespace", "flux-system", "flux"),
  row("clusters[0].namespaces", [], [{ name: "tools", create: true, labels: {}, protected: false }]),
  row("clusters[0].namespaces[0].create", true, false, ["clusters[0].namespaces", [{ name: "tools" }]]),
  row("clusters[0].namespaces[0].labels", {}, { team: "a" }, ["clusters[0].namespaces", [{ name: "tools" }]]),
  row("clusters[0].namespaces[0].protected", false, true, ["clusters[0].namespaces", [{ name: "tools" }]]),
  row("clusters[0].secretStore.name", "aws-parameter-store", "ssm"),
  row("clusters[0].secretStore.kind", "ClusterSecretStore", "SecretStore"),
  row("clusters[0].serviceAccountRoles.serviceAccount.name", "external-secrets", "eso", podIdentity, eks, reader),
  row("clusters[0].serviceAccountRoles.serviceAccount.namespace", "external-secrets", "eso", podIdentity, eks, reader),
  row("clusters[0].pullSecretStore.name", "registry-logins", "logins", ["clusters[0].pullSecretStore", {}]),
  row("clusters[0].pullSecretStore.kind", "ClusterSecretStore", "SecretStore", ["clusters[0].pullSecretStore", {}]),
  row("clusters[0].pullSecretStore.refreshInterval", "5m", "1h", ["clusters[0].pullSecretStore", {}]),
  row("clusters[0].readyTimeout", "4m", "1h30m"),
  row("clusters[0].secretStore.refreshInterval", "5m", "1h"),
  row("clusters[0].receiver.name", "github-receiver", "hooks"),
  row("clusters[0].receiver.interval", "10m", "1m"),
  row("clusters[0].receiver.tokenVersion", 1, 2),
  row("clusters[0].receiver.parameter", "/Acme/github/Acme/one/flux-system/receiver/token", "/keys/token"),
  row("clusters[0].receiver.parameter", "/Acme/github/Acme/first/flux-system/receiver/token", "/keys/token", [
    "clusters[0].renamedFrom",
    "first",
  ]),
  row("clusters[0].receiver.parameter", "/Acme/github/Acme/first/flux-system/receiver/token", "/keys/token", [
    "clusters[0].objectName",
    "first",
  ]),
  row("clusters[0].receiver.parameter", "/Acme/github/Acme/one/flux/receiver/token", "/keys/token", [
    "clusters[0].fluxNamespace",
    "flux",
  ]),
  {
    ...row("clusters[0].receiver.registries", [], [{ type: "github", registry: "quay.io" }]),
    needs: [
      ["applications[0].image.name", "quay.io/acme/web"],
      ["registryCredentials[0].registry", "quay.io"],
    ],
  },
  row("clusters[0].receiver.registries[0].name", "harbor-receiver", "hooks", harbor),
  row("clusters[0].receiver.registries[0].name", "generic-oidc-receiver", "hooks", oidc),
  row("clusters[0].receiver.registries[0].tokenVersion", 1, 2, harbor),
  row(
    "clusters[0].receiver.registries[0].parameter",
    "/Acme/github/Acme/one/flux-system/receiver/harbor-receiver/token",
    "/keys/harbor",
    harbor,
  ),
  row(
    "clusters[0].receiver.registries[0].issuer",
    "https://token.actions.githubusercontent.com",
    "https://token.actions.githubusercontent.com/acme",
    oidc,
  ),
  row("clusters[0].notifications.providers", [], [slack]),
  row(
    "clusters[0].notifications.alerts",
    [],
    [{ name: "all", provider: "slack", severity: "info" }],
    ["clusters[0].notifications.providers", [slack]],
  ),
  row("clusters[0].monitoring.namespace", "monitoring", "metrics"),
  row("clusters[0].monitoring.createNamespace", true, false),
  row("clusters[0].monitoring.chartVersion", "87.x", "86.1.0"),
  row("clusters[0].monitoring.interval", "1h", "12h"),
  row("clusters[0].monitoring.values", {}, { grafana: { enabled: false } }),
  row("repositories[0].objectName", "shop", "store"),
  row("repositories[0].objectName", "store", "shop", ["repositories[0].renamedFrom", "store"]),
  row("repositories[0].gitHubName", "store", "shop", ["repositories[0].objectName", "store"]),
  row("repositories[0].gitHubName", "store", "shop", ["repositories[0].renamedFrom", "store"]),
  row("repositories[0].gitHubName", "shop", "Shop.v2"),
  row("repositories[0].branch", "main", "release"),
  row("repositories[0].timeout", "60s", "2m"),
  row("repositories[0].access", "deployKey", "app", app),
  row("repositories[0].deployKey.generations", [1], [2]),
  row("repositories[0].deployKey.parameter", "/Acme/github/shop/deploy-key", "/keys/shop"),
  row("repositories[0].deployKey.parameter", "/Acme/github/store/deploy-key", "/keys/shop", [
    "repositories[0].renamedFrom",
    "store",
  ]),
  row("repositories[0].verify.keys", [], ["test/support/keys/alice.pub"], ["repositories[0].verify", {}]),
  row("repositories[0].imageUpdate.writesProtected", false, true),
  row("repositories[0].ruleset.name", "flux-delivery", "deliveries", ["repositories[0].ruleset", {}]),
  row("repositories[0].ruleset.requiredReviews", 1, 0, ["repositories[0].ruleset", {}]),
  row("repositories[0].ruleset.requiredChecks", [], ["build"], ["repositories[0].ruleset", {}]),
  row("repositories[0].ruleset.requireSignatures", false, true, ["repositories[0].ruleset", {}]),
  row("repositories[0].runner", "ubuntu-24.04", ["self-hosted", "linux"]),
  {
    ...row("registryCredentials[0].registry", "ghcr.io", "quay.io"),
    needs: [["applications[0].image.name", "quay.io/acme/web"]],
  },
  row("registryCredentials[0].username", "Acme-Bot", "robot"),
  row("registryCredentials[0].parameter", "/Acme/github/ghcr/ghcr-token", "/keys/ghcr"),
  row("registryCredentials[0].variable", "github_pat", "quay_token"),
  row("registryCredentials[0].tokenVersion", 1, 7),
  row(
    "applications[0].image.provider",
    "generic",
    "azure",
    ["applications[0].image.name", "acme.azurecr.io/web"],
    ["applications[0].image.credential", undefined],
  ),
  row("applications[0].image.insecure", false, true),
  row("applications[0].image.timeout", "60s", "5m"),
  row("applications[0].objectName", "web", "site"),
  row("applications[0].objectName", "site", "web", ["applications[0].renamedFrom", "site"]),
  row("applications[0].probePath", "/", "/healthz"),
  row("applications[0].build.context", ".", "web"),
  row("applications[0].build.context", "web", ".", secondApplication),
  row("applications[0].build.context", "site", ".", secondApplication, ["applications[0].renamedFrom", "site"]),
  row("applications[0].build.dockerfile", "Dockerfile", "docker/web.Dockerfile"),
  row("applications[0].build.gitTagPrefix", "v", "release-"),
  row("applications[0].build.gitTagPrefix", "web/v", "", secondApplication),
  row("applications[0].build.gitTagPrefix", "site/v", "v", secondApplication, ["applications[0].renamedFrom", "site"]),
  row("applications[0].build.platforms", [], ["linux/arm64"]),
  row("applications[0].build.args", {}, { NODE_ENV: "production" }),
  row("applications[0].build.secrets", [], ["NPM_TOKEN"]),
  row("applications[0].build.attestations", false, true),
  row("applications[0].build.cosign", undefined, "keyless"),
  row("applications[0].build.dockerfile", "web/Dockerfile", "Dockerfile", ["applications[0].build.context", "web"]),
  row(
    "applications[0].environments",
    [],
    [],
    ["applications[0].environments", undefined],
    ["clusters[0].receiver", undefined],
  ),
  row("applications[0].workload.autoscaling.minReplicas", 2, 1, mostPods),
  row("applications[0].workload.autoscaling.averageUtilization", 80, 50, mostPods),
  row("applications[0].workload.resources.requests.cpu", "50m", "2"),
  row("applications[0].workload.resources.requests.memory", "128Mi", "256Mi"),
  row("applications[0].workload.resources.limits.memory", "256Mi", "1Gi"),
  row("applications[0].workload.securityContext.runAsUser", 65532, 1000),
  row("applications[0].workload.securityContext.runAsGroup", 65532, 0),
  row("applications[0].workload.securityContext.readOnlyRootFilesystem", true, false),
  row("applications[0].workload.serviceAccount.name", "web", "site", ownAccount),
  row("applications[0].workload.serviceAccount.annotations", {}, { "acme.example/owner": "us" }, ownAccount),
  row("applications[0].workload.probes.startup", "/", "/up"),
  row("applications[0].workload.probes.readiness", "/health", "/ready", ["applications[0].probePath", "/health"]),
  row("applications[0].workload.probes.liveness", "/", "/alive"),
  row("applications[0].workload.env", {}, { LOG_LEVEL: "debug" }),
  row("applications[0].workload.drain.sleepSeconds", 10, 5, ["applications[0].workload.drain", {}]),
  row("applications[0].workload.drain.terminationGracePeriodSeconds", 45, 60, ["applications[0].workload.drain", {}]),
  row(
    "applications[0].workload.networkPolicy.namespaces",
    [],
    ["monitoring"],
    ["applications[0].workload.networkPolicy", {}],
  ),
  row(`${environment}.workload.autoscaling.minReplicas`, 2, 1, [`${environment}.workload.autoscaling.maxReplicas`, 3]),
  row(`${environment}.workload.autoscaling.averageUtilization`, 80, 50, [
    `${environment}.workload.autoscaling.maxReplicas`,
    3,
  ]),
  row(`${environment}.workload.env`, {}, { LOG_LEVEL: "debug" }),
  row(`${environment}.workload.serviceAccount.annotations`, {}, { "acme.example/owner": "us" }, ownAccount),
  row(`${environment}.secrets`, {}, { DATABASE_URL: "/acme/web/database-url" }),
  row(`${environment}.createNamespace`, false, true),
  row(`${environment}.protected`, false, true),
  row(`${environment}.clusterWide`, false, true),
  row(`${environment}.path`, "kustomize/overlays/dev", "overlays/web"),
  row(`${environment}.path`, "kustomize/overlays/test", "overlays/web", [`${environment}.renamedFrom`, "test"]),
  row(`${environment}.objectName`, "web-dev", "web"),
  row(`${environment}.objectName`, "web-test", "web", [`${environment}.renamedFrom`, "test"]),
  row(`${environment}.objectName`, "site-dev", "web", ["applications[0].objectName", "site"]),
  row(
    `${environment}.objectName`,
    "site-test",
    "web",
    ["applications[0].renamedFrom", "site"],
    [`${environment}.renamedFrom`, "test"],
  ),
  row(`${environment}.imagePolicy.policy.numerical.order`, "asc", "desc"),
  row(`${environment}.imagePolicy.policy.alphabetical.order`, "asc", "desc", [
    `${environment}.imagePolicy.policy`,
    { alphabetical: {} },
  ]),
  row(`${environment}.imagePolicy.digestReflectionPolicy`, "IfNotPresent", "Never"),
  row(`${environment}.suspend`, false, true),
  row(`${environment}.components`, [], ["components/debug"]),
  row(`${environment}.route.aliases`, [], ["*.acme.example"]),
  row(`${environment}.route.strictTransportSecurity`, "max-age=31536000", "max-age=31536000; includeSubDomains"),
  row(`${environment}.kustomization.interval`, "10m", "1h"),
  row(`${environment}.kustomization.retryInterval`, "2m", "30s"),
  row(`${environment}.kustomization.timeout`, "5m", "1h"),
  row(`${environment}.kustomization.wait`, true, false),
  row(`${environment}.kustomization.prune`, true, false),
  row(`${environment}.kustomization.deletionPolicy`, "MirrorPrune", "Orphan"),
  row("adopt.parameters", [], ["/Acme/github/shop/deploy-key"]),
  row("adopt.webhooks", [], [{ repository: "shop", cluster: "one", id: 1 }]),
  row("adopt.everything", [], [{ cluster: "one" }]),
  row("adopt.objects", [], [{ cluster: "one", object: "GitRepository flux-system/shop" }]),
];

for (const { field, byDefault, override, beside = [], needs = [] } of rows) {
  const where = beside.length === 0 ? "" : ` beside ${beside.map(([name]) => name).join(", ")}`;
  test(`${field} is ${JSON.stringify(byDefault)} where it is left out${where}, and otherwise what is given`, () => {
    assert.deepEqual(read(field, beside), byDefault);
    assert.deepEqual(read(field, [...beside, ...needs, [field, override]]), override);
  });
}

test("no credential and no cluster's mapping is there that the file does not have", () => {
  const file = least();
  const [cluster] = file["clusters"] as Record<string, unknown>[];
  assert.ok(cluster);
  file["clusters"] = [{ name: cluster["name"] }];
  delete file["registryCredentials"];
  set(file, ["applications[0].image", { name: "ghcr.io/acme/web" }]);
  set(file, [`${environment}.route`, undefined]);
  const { clusters, registryCredentials } = parseDelivery(JSON.stringify(file), "delivery.yaml");
  assert.deepEqual(registryCredentials, []);
  const [{ gateway, receiver, monitoring } = {}] = clusters;
  assert.deepEqual([clusters.length, gateway, receiver, monitoring], [1, undefined, undefined, undefined]);
});

interface Node {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
}

/** Fields that the schema gives a default, less mappings, whose fields have their own. */
function defaultsOf(node: Node, path = ""): string[] {
  const { properties = {}, items, oneOf = [], anyOf = [] } = node;
  const isMapping = node.properties !== undefined || oneOf.length > 0;
  return [
    ...(node.default !== undefined && !isMapping ? [path] : []),
    ...Object.entries(properties).flatMap(([name, child]) => defaultsOf(child, path === "" ? name : `${path}.${name}`)),
    ...(items ? defaultsOf(items, `${path}[0]`) : []),
    ...[...oneOf, ...anyOf].flatMap((each) => defaultsOf(each, path)),
  ];
}

test("every default of the schema has its row", () => {
  const told = new Set(rows.map(({ field }) => field));
  const known = new Set(defaultsOf(z.toJSONSchema(schema, { io: "input", target: "draft-7" }) as Node));
  // That there is none is a default too, which the test above tells.
  known.delete("registryCredentials");
  assert.deepEqual(
    [...known].filter((field) => !told.has(field)),
    [],
  );
});

/** Every mapping and list of a value, with its path. */
function containers(
  value: unknown,
  path = "the delivery",
  found = new Map<object, string>(),
): ReadonlyMap<object, string> {
  // An element's neighbours lead back to it.
  if (typeof value !== "object" || value === null || found.has(value)) return found;
  found.set(value, path);
  for (const [key, child] of Object.entries(value)) containers(child, `${path}.${key}`, found);
  return found;
}

test("a delivery is frozen through and through, so that nothing below config/ can change it for others", () => {
  const file = least();
  for (const { field, override, beside = [], needs = [] } of rows) {
    // What is taken over must be made.
    // A SecretStore is in no namespace that is about to be made.
    if (beside.length === 0 && !field.startsWith("adopt.") && !field.endsWith("ecretStore.kind"))
      [...needs, [field, override] as const].forEach((setting) => set(file, setting));
  }
  const delivery = parseDelivery(JSON.stringify(file), "delivery.yaml");
  const open = [...containers(delivery)].filter(([value]) => !Object.isFrozen(value));
  assert.deepEqual(
    open.map(([, path]) => path),
    [],
  );
});

test("two deliveries of one file share nothing that a default could leak through", () => {
  const text = JSON.stringify(least());
  const [first, second] = [parseDelivery(text, "a"), parseDelivery(text, "b")];
  const known = containers(first);
  const shared = [...containers(second)].filter(([value]) => known.has(value));
  assert.deepEqual(
    shared.map(([, path]) => path),
    [],
  );
});
