import assert from "node:assert/strict";
import { test } from "node:test";
import { at, shippedWith, synthesize, text, type Json, type JsonObject } from "../support/synth";

const alertmanagerLines =
  "          type: alertmanager\n          address: http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts\n";

const delivery = synthesize(
  shippedWith(
    alertmanagerLines,
    `          type: alertmanager
        - { name: chat, type: slack, addressParameter: /slack/developer-friendly/webhooks/flux, channel: "#flux" }
        - { name: commits, type: github, repository: echo-server, tokenParameter: /github/commit-status }
`,
  ).replace(
    "    notifications:\n",
    `    monitoring:
      slack: { parameter: /slack/developer-friendly/webhooks/alerts, channel: "#alerts" }
      discord: { parameter: /discord/developer-friendly/webhooks/info }
      values:
        grafana: { enabled: false }
        alertmanager: { alertmanagerSpec: { replicas: 2 } }
        extraManifests: [{ kind: Mine }]
    notifications:
`,
  ),
);
const objects = delivery.objects("flux-bootstrap");
const manifests = delivery.resources("flux-bootstrap", "kubernetes_manifest");
const object = (name: string, ...path: (string | number)[]): Json | undefined => at(objects[name], ...path);
const values = JSON.parse(
  text(object("ConfigMap flux-system/kube-prometheus-stack-values", "data", "values.yaml")),
) as JsonObject;

test("monitoring is off unless configured", () => {
  const kinds = Object.keys(synthesize().objects("flux-bootstrap")).map((name) => name.split(" ")[0]);
  for (const kind of ["HelmRelease", "HelmRepository", "Namespace", "ConfigMap"])
    assert.ok(!kinds.includes(kind), kind);
});

test("the chart is installed with its CRDs, replaced on upgrade, and retried three times", () => {
  const release = "HelmRelease flux-system/kube-prometheus-stack";
  assert.deepEqual(object(release, "spec", "install"), { crds: "Create", remediation: { retries: 3 } });
  assert.deepEqual(object(release, "spec", "upgrade"), { crds: "CreateReplace", remediation: { retries: 3 } });
  assert.equal(object(release, "spec", "targetNamespace"), "monitoring");
  assert.equal(object(release, "spec", "releaseName"), "kube-prometheus-stack");
  assert.deepEqual(object(release, "spec", "chart", "spec", "sourceRef"), {
    kind: "HelmRepository",
    name: "prometheus-community",
  });
  assert.ok(objects["HelmRepository flux-system/prometheus-community"]);
});

test("alerts from every namespace are routed, and the user's own values are kept", () => {
  assert.deepEqual(at(values, "alertmanager", "alertmanagerSpec"), {
    alertmanagerConfigMatcherStrategy: { type: "None" },
    replicas: 2,
  });
  assert.deepEqual(at(values, "grafana"), { enabled: false });
  assert.deepEqual(at(values, "extraManifests", 0), { kind: "Mine" });
});

test("info goes to Discord and error to Slack", () => {
  const config = at(values, "extraManifests", 1);
  assert.equal(at(config, "kind"), "AlertmanagerConfig");
  assert.equal(at(config, "metadata", "namespace"), "monitoring");
  assert.deepEqual(at(config, "spec", "route", "routes"), [
    { matchers: [{ matchType: "=", name: "severity", value: "info" }], receiver: "discord" },
    { matchers: [{ matchType: "=", name: "severity", value: "error" }], receiver: "slack" },
  ]);
  assert.deepEqual(at(config, "spec", "receivers", 1, "discordConfigs", 0, "apiURL"), {
    key: "discord",
    name: "alertmanager-webhooks",
  });
  assert.deepEqual(at(config, "spec", "receivers", 2, "slackConfigs", 0), {
    apiURL: { key: "slack", name: "alertmanager-webhooks" },
    channel: "#alerts",
  });
});

test("the webhooks come from SSM into Alertmanager's namespace, which exists first", () => {
  const data = object("ExternalSecret monitoring/alertmanager-webhooks", "spec", "data") as Json[];
  assert.deepEqual(
    data.map((each) => [at(each, "secretKey"), at(each, "remoteRef", "key")]),
    [
      ["slack", "/slack/developer-friendly/webhooks/alerts"],
      ["discord", "/discord/developer-friendly/webhooks/info"],
    ],
  );
  assert.deepEqual(manifests["monitoring-secret"]?.["depends_on"], ["kubernetes_manifest.monitoring-namespace"]);
});

test("a store that the stacks make serves Alertmanager's namespace too", () => {
  const made = synthesize(
    shippedWith("      name: aws-parameter-store\n", "      name: aws-parameter-store\n      create: {}\n").replace(
      "    notifications:\n",
      "    monitoring: { slack: { parameter: /slack } }\n    notifications:\n",
    ),
  );
  const store = made.objects("flux-bootstrap")["ClusterSecretStore aws-parameter-store"];
  assert.deepEqual(at(store, "spec", "conditions"), [{ namespaces: ["flux-system", "default", "monitoring"] }]);
});

test("a Provider of type alertmanager takes its address from the cluster's monitoring", () => {
  assert.equal(
    object("Provider flux-system/alertmanager", "spec", "address"),
    "http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts",
  );
});

test("a chat's address is a secret, and so comes from SSM", () => {
  assert.deepEqual(object("Provider flux-system/chat", "spec"), {
    channel: "#flux",
    secretRef: { name: "chat-provider" },
    type: "slack",
  });
  const [data] = object("ExternalSecret flux-system/chat-provider", "spec", "data") as Json[];
  assert.equal(at(data, "secretKey"), "address");
  assert.equal(at(data, "remoteRef", "key"), "/slack/developer-friendly/webhooks/flux");
});

test("a commit status goes to the repository, with a token from SSM", () => {
  assert.deepEqual(object("Provider flux-system/commits", "spec"), {
    address: "https://github.com/developer-friendly/echo-server",
    secretRef: { name: "commits-provider" },
    type: "github",
  });
  const [data] = object("ExternalSecret flux-system/commits-provider", "spec", "data") as Json[];
  assert.equal(at(data, "secretKey"), "token");
  assert.deepEqual(manifests["notification-provider-commits"]?.["depends_on"], [
    "kubernetes_manifest.notification-secret-commits",
  ]);
});

test("the reader policy covers the parameters that the user keeps", () => {
  const policy = text(delivery.resources("secrets", "aws_iam_policy")["reader-policy-blog_policy"]?.["policy"]);
  for (const path of [
    "/slack/developer-friendly/webhooks/alerts",
    "/discord/developer-friendly/webhooks/info",
    "/github/commit-status",
  ]) {
    assert.ok(policy.includes(`:parameter${path}"`), path);
  }
});
