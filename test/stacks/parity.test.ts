import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { at, shippedWith, synthesize, text, type Json } from "../support/synth";

/**
 * The published system, value by value: what the shipped delivery.yaml must synthesize. The rows that live in the
 * application's repository are checked with the Git side.
 */
const delivery = synthesize();
const secrets = delivery.stack("secrets");
const fluxObjects = delivery.objects("flux-bootstrap");
const appObjects = delivery.objects("app");

const resource = (type: string, name: string, ...path: (string | number)[]): Json | undefined =>
  at(secrets, "resource", type, name, ...path);
const flux = (object: string, ...path: (string | number)[]): Json | undefined => at(fluxObjects[object], ...path);
const app = (object: string, ...path: (string | number)[]): Json | undefined => at(appObjects[object], ...path);

type Row = readonly [what: string, actual: Json | undefined, expected: Json];

const table = (title: string, rows: readonly Row[]): void => {
  describe(title, () => {
    for (const [what, actual, expected] of rows) {
      test(`${what} is ${JSON.stringify(expected)}`, () => assert.deepEqual(actual, expected));
    }
  });
};

const ssm = (id: string, attribute: string): Json | undefined => resource("aws_ssm_parameter", id, attribute);

// prettier-ignore
table("secrets as published", [
  ["algorithm of the deploy key", at(secrets, "ephemeral", "tls_private_key", "deploy-key-echo-server_kept-1_fresh", "algorithm") ?? null, "ED25519"],
  ["repository of the deploy key", resource("github_repository_deploy_key", "deploy-key-echo-server_registered-1", "repository"), "echo-server"],
  ["title of the deploy key", resource("github_repository_deploy_key", "deploy-key-echo-server_registered-1", "title"), "Developer Friendly Bot"],
  ["read_only of the deploy key", resource("github_repository_deploy_key", "deploy-key-echo-server_registered-1", "read_only"), false],
  ["provider of the deploy key", resource("github_repository_deploy_key", "deploy-key-echo-server_registered-1", "provider"), "github"],
  ["path of the deploy key", ssm("deploy-key-echo-server_ssm_parameter", "name"), "/github/echo-server/deploy-key"],
  ["type of the deploy key's parameter", ssm("deploy-key-echo-server_ssm_parameter", "type"), "SecureString"],
  ["value of the deploy key's parameter", ssm("deploy-key-echo-server_ssm_parameter", "value_wo"), "${ephemeral.aws_ssm_parameter.deploy-key-echo-server_kept-1_read-back.value}"],
  ["path of the pull token", ssm("pull-token-echo-server_ssm_parameter", "name"), "/github/echo-server/ghcr-token"],
  ["type of the pull token's parameter", ssm("pull-token-echo-server_ssm_parameter", "type"), "SecureString"],
  ["source of the pull token", ssm("pull-token-echo-server_ssm_parameter", "value_wo"), "${var.github_pat}"],
  ["nullable of github_pat", at(secrets, "variable", "github_pat", "nullable"), false],
  ["sensitive of github_pat", at(secrets, "variable", "github_pat", "sensitive"), true],
  ["name of the GPG key", resource("gpg_private_key", "signing-key_generation-1", "name"), "Developer Friendly Bot"],
  ["e-mail of the GPG key", resource("gpg_private_key", "signing-key_generation-1", "email"), "github@developer-friendly.blog"],
  ["bits of the GPG key", resource("gpg_private_key", "signing-key_generation-1", "rsa_bits"), 2048],
  ["provider of the bot's GPG key", resource("github_user_gpg_key", "signing-key_registered-1", "provider"), "github.individual"],
  ["path of the GPG key", ssm("signing-key_ssm_parameter", "name"), "/github/gpg-keys/developer-friendly-bot"],
  ["type of the GPG key's parameter", ssm("signing-key_ssm_parameter", "type"), "SecureString"],
  ["length of the webhook token", resource("random_password", "receiver-token-blog_token", "length"), 32],
  ["special characters of the webhook token", resource("random_password", "receiver-token-blog_token", "special"), false],
  ["path of the webhook token", ssm("receiver-token-blog_ssm_parameter", "name"), "/github/developer-friendly/blog/flux-system/receiver/token"],
  ["type of the webhook token's parameter", ssm("receiver-token-blog_ssm_parameter", "type"), "SecureString"],
  ["default GitHub owner", at(secrets, "provider", "github", 0, "owner"), "developer-friendly"],
  ["alias of the bot's GitHub provider", at(secrets, "provider", "github", 1, "alias"), "individual"],
  ["owner of the bot's GitHub provider", at(secrets, "provider", "github", 1, "owner"), "developer-friendly-bot"],
  ["output github_deploy_key", Object.keys((at(secrets, "output", "github_deploy_key", "value", "echo-server") ?? {}) as object).sort(), ["id", "repository", "title"]],
  ["output ssm_name.deploy_key", at(secrets, "output", "ssm_name", "value", "deploy_key", "echo-server") ?? null, "${aws_ssm_parameter.deploy-key-echo-server_ssm_parameter.name}"],
  ["output ssm_name.ghcr_token", at(secrets, "output", "ssm_name", "value", "ghcr_token", "echo-server") ?? null, "${aws_ssm_parameter.pull-token-echo-server_ssm_parameter.name}"],
  ["output ssm_name.gpg_key", at(secrets, "output", "ssm_name", "value", "gpg_key") ?? null, "${aws_ssm_parameter.signing-key_ssm_parameter.name}"],
  ["output ssm_name.receiver_token", at(secrets, "output", "ssm_name", "value", "receiver_token", "blog") ?? null, "${aws_ssm_parameter.receiver-token-blog_ssm_parameter.name}"],
]);

const webhook = delivery.resources("flux-bootstrap", "github_repository_webhook")["webhook-echo-server_webhook"];
const gitSecret = "ExternalSecret flux-system/echo-server-git";
const receiver = "Receiver flux-system/github-receiver";
const kinds = ["GitRepository", "Kustomization", "HelmRelease"];

// prettier-ignore
table("flux-bootstrap as published", [
  ["store of the Git secret", flux(gitSecret, "spec", "secretStoreRef"), { kind: "ClusterSecretStore", name: "aws-parameter-store" }],
  ["refresh of the Git secret", flux(gitSecret, "spec", "refreshInterval"), "5m"],
  ["keys of the Git secret", Object.keys((flux(gitSecret, "spec", "target", "template", "data") ?? {}) as object), ["identity", "known_hosts"]],
  ["URL of the GitRepository", flux("GitRepository flux-system/echo-server", "spec", "url"), "ssh://git@github.com/developer-friendly/echo-server"],
  ["branch of the GitRepository", flux("GitRepository flux-system/echo-server", "spec", "ref"), { branch: "main" }],
  ["timeout of the GitRepository", flux("GitRepository flux-system/echo-server", "spec", "timeout"), "60s"],
  ["secret of the GitRepository", flux("GitRepository flux-system/echo-server", "spec", "secretRef"), { name: "echo-server-git" }],
  ["type of the notification Provider", flux("Provider flux-system/alertmanager", "spec", "type"), "alertmanager"],
  ...(["info", "error"] as const).flatMap((severity): Row[] => [
    [`severity of Alert ${severity}`, flux(`Alert flux-system/${severity}`, "spec", "eventSeverity"), severity],
    [`metadata of Alert ${severity}`, flux(`Alert flux-system/${severity}`, "spec", "eventMetadata"), { severity }],
    [`sources of Alert ${severity}`, flux(`Alert flux-system/${severity}`, "spec", "eventSources"), kinds.map((kind) => ({ kind, name: "*" }))],
    [`provider of Alert ${severity}`, flux(`Alert flux-system/${severity}`, "spec", "providerRef"), { name: "alertmanager" }],
  ]),
  ["key of Secret webhook-token", flux("ExternalSecret flux-system/webhook-token", "spec", "target", "template", "data"), { token: "{{ .token }}" }],
  ["type of the Receiver", flux(receiver, "spec", "type"), "github"],
  ["interval of the Receiver", flux(receiver, "spec", "interval"), "10m"],
  ["repository of the webhook", webhook?.["repository"], "echo-server"],
  ["content type of the webhook", at(webhook, "configuration", "content_type"), "json"],
  ["insecure_ssl of the webhook", at(webhook, "configuration", "insecure_ssl"), false],
  ["output of the webhook", Object.keys((at(delivery.stack("flux-bootstrap"), "output", "github_webhook", "value", "echo-server") ?? {}) as object), ["repository", "url"]],
]);

const automation = "ImageUpdateAutomation flux-system/echo-server";
const route = "HTTPRoute default/echo-server";

// prettier-ignore
table("app as published", [
  ["type of the docker secret", app("ExternalSecret default/echo-server-docker", "spec", "target", "template", "type"), "kubernetes.io/dockerconfigjson"],
  ["key of the signing secret", app("ExternalSecret flux-system/echo-server-gpgkey", "spec", "data", 0, "secretKey"), "git.asc"],
  ["image of the ImageRepository", app("ImageRepository flux-system/echo-server", "spec", "image"), "ghcr.io/developer-friendly/echo-server"],
  ["pattern of the ImagePolicy", app("ImagePolicy flux-system/echo-server", "spec", "filterTags"), { pattern: "^[0-9]+$" }],
  ["policy of the ImagePolicy", app("ImagePolicy flux-system/echo-server", "spec", "policy"), { numerical: { order: "asc" } }],
  ["checkout of the automation", app(automation, "spec", "git", "checkout"), { ref: { branch: "main" } }],
  ["push of the automation", app(automation, "spec", "git", "push"), { branch: "main" }],
  ["author of the commits", app(automation, "spec", "git", "commit", "author"), { name: "Developer Friendly Bot (dev)", email: "github@developer-friendly.blog" }],
  ["signing key of the commits", app(automation, "spec", "git", "commit", "signingKey"), { secretRef: { name: "echo-server-gpgkey" } }],
  ["update of the automation", app(automation, "spec", "update"), { strategy: "Setters", path: "./kustomize/overlays/dev" }],
  ["host of the route", app(route, "spec", "hostnames"), ["echo.dev.developer-friendly.blog"]],
  ["Gateway of the route", app(route, "spec", "parentRefs"), [{ name: "developer-friendly-blog", namespace: "cert-manager", sectionName: "https" }]],
  ["path of the Kustomization", app("Kustomization flux-system/echo-server", "spec", "path"), "./kustomize/overlays/dev"],
  ["namespace of the Kustomization", app("Kustomization flux-system/echo-server", "spec", "targetNamespace"), "default"],
]);

const events = ["push", "ping", "package"];
const called: Json = [
  { apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository", name: "echo-server" },
  {
    apiVersion: "image.toolkit.fluxcd.io/v1",
    kind: "ImageRepository",
    name: "*",
    matchLabels: { "flux-delivery/receiver": "github-receiver" },
  },
];

// prettier-ignore
table("what was polled every minute and is called for instead, with ten minutes for what got lost", [
  ["events of the Receiver", flux(receiver, "spec", "events"), events],
  ["resources of the Receiver", flux(receiver, "spec", "resources"), called],
  ["events of the webhook", webhook?.["events"], events],
  ["interval of the GitRepository", flux("GitRepository flux-system/echo-server", "spec", "interval"), "10m"],
  ["interval of the ImageRepository", app("ImageRepository flux-system/echo-server", "spec", "interval"), "10m"],
  ["interval of the automation", app(automation, "spec", "interval"), "10m"],
]);

test("the route adds the HSTS header", () => {
  const filter = app(route, "spec", "rules", 0, "filters", 0);
  assert.equal(at(filter, "type"), "ResponseHeaderModifier");
  assert.equal(at(filter, "responseHeaderModifier", "set", 0, "name"), "Strict-Transport-Security");
});

test("the docker secret is a login of the bot to ghcr.io", () => {
  const login = text(
    app("ExternalSecret default/echo-server-docker", "spec", "target", "template", "data", ".dockerconfigjson"),
  );
  assert.match(login, /\(dict "ghcr\.io" \(dict "username" "developer-friendly-bot" "password" \.token /);
});

describe("the published faults", () => {
  test("1: the Kustomization's source is the application's own repository, where its path lies", () => {
    assert.deepEqual(app("Kustomization flux-system/echo-server", "spec", "sourceRef"), {
      kind: "GitRepository",
      name: "echo-server",
    });
  });

  test("2: a passphrase reaches the cluster as the key that Flux reads", () => {
    const withPassphrase = synthesize(shippedWith("gpg:\n", "gpg:\n      passphrase: true\n"));
    const keys = at(withPassphrase.objects("app")["ExternalSecret flux-system/echo-server-gpgkey"], "spec", "data");
    assert.deepEqual(
      (keys as Json[]).map((key) => at(key, "secretKey")),
      ["git.asc", "passphrase"],
    );
    const key = withPassphrase.resources("secrets", "gpg_private_key")["signing-key_generation-1"];
    assert.equal(key?.["passphrase"], "${random_password.signing-key_passphrase-1.result}");
    const parameter = withPassphrase.resources("secrets", "aws_ssm_parameter")["signing-key_ssm-passphrase_parameter"];
    assert.equal(parameter?.["name"], "/github/gpg-keys/developer-friendly-bot/passphrase");
    assert.equal(parameter["type"], "SecureString");
  });

  test("3: the webhook's URL ends in /hook/ and the digest of token, Receiver and namespace", () => {
    const url = text(at(webhook, "configuration", "url"));
    const expression = /^https:\/\/flux\.developer-friendly\.blog\/hook\/\$\{sha256\(join\("", \[(.*)\]\)\)\}$/.exec(
      url,
    )?.[1];
    assert.equal(expression, 'data.aws_ssm_parameter.receiver-token.value, "github-receiver", "flux-system"');
    assert.equal(at(webhook, "configuration", "secret"), "${data.aws_ssm_parameter.receiver-token.value}");
  });

  test("4: the Receiver's route leads to Service webhook-receiver, port 80, and to /hook/ only", () => {
    const rule = flux("HTTPRoute flux-system/github-receiver", "spec", "rules", 0);
    assert.deepEqual(at(rule, "backendRefs"), [{ name: "webhook-receiver", port: 80 }]);
    assert.deepEqual(at(rule, "matches"), [{ path: { type: "PathPrefix", value: "/hook/" } }]);
  });

  test("5: the message template uses .Changed and not .Updated", () => {
    const template = text(app(automation, "spec", "git", "commit", "messageTemplate"));
    assert.match(template, /\.Changed\.Changes/);
    assert.doesNotMatch(template, /\.Updated/);
  });

  test("6: every Flux object is in the Flux namespace and refers to no other", () => {
    for (const [name, object] of Object.entries({ ...fluxObjects, ...appObjects })) {
      if (!text(at(object, "apiVersion")).includes(".toolkit.fluxcd.io/")) continue;
      assert.equal(at(object, "metadata", "namespace"), "flux-system", name);
      assert.doesNotMatch(JSON.stringify(at(object, "spec")), /"namespace"/, name);
    }
  });

  test("9: the pull secret is in the workload's namespace, the scan secret in Flux's", () => {
    assert.ok(appObjects["ExternalSecret default/echo-server-docker"]);
    assert.ok(appObjects["ExternalSecret flux-system/echo-server-docker"]);
    assert.deepEqual(app("ImageRepository flux-system/echo-server", "spec", "secretRef"), {
      name: "echo-server-docker",
    });
  });

  test("10: known_hosts is GitHub's live list", () => {
    assert.equal(
      flux(gitSecret, "spec", "target", "template", "data", "known_hosts"),
      '${join("\\n", formatlist("github.com %s", data.github_ssh_keys.known-hosts_keys.keys))}',
    );
  });

  test("11: each GitHub provider has a credential of its own", () => {
    assert.equal(at(secrets, "provider", "github", 0, "token"), "${var.github_token}");
    assert.equal(at(secrets, "provider", "github", 1, "token"), "${var.github_bot_token}");
  });

  test("12: API versions are current", () => {
    const versions = Object.values({ ...fluxObjects, ...appObjects }).map((object) => text(at(object, "apiVersion")));
    assert.deepEqual([...new Set(versions)].sort(), [
      "external-secrets.io/v1",
      "gateway.networking.k8s.io/v1",
      "image.toolkit.fluxcd.io/v1",
      "kustomize.toolkit.fluxcd.io/v1",
      "notification.toolkit.fluxcd.io/v1",
      "notification.toolkit.fluxcd.io/v1beta3",
      "rbac.authorization.k8s.io/v1",
      "source.toolkit.fluxcd.io/v1",
      "v1",
    ]);
  });

  test("13: an IAM policy reads the cluster's parameters and no others", () => {
    const policy = text(delivery.resources("secrets", "aws_iam_policy")["reader-policy-blog_policy"]?.["policy"]);
    const parameters = Object.keys(delivery.resources("secrets", "aws_ssm_parameter")).filter(
      (id) => !id.includes("_kept-"),
    );
    assert.equal(parameters.length, 4);
    for (const id of parameters) assert.ok(policy.includes(`aws_ssm_parameter.${id}.arn`), id);
    assert.doesNotMatch(policy, /\*/);
  });

  test("14: the overlay is applied by an account of its namespace, not by the cluster's administrator", () => {
    const name = "default.deployer";
    assert.equal(app("Kustomization flux-system/echo-server", "spec", "serviceAccountName"), name);
    assert.ok(app(`ServiceAccount flux-system/${name}`));
    assert.deepEqual(app("RoleBinding default/flux-system.deployer", "subjects"), [
      { kind: "ServiceAccount", name, namespace: "flux-system" },
    ]);
  });

  test("15: no commit of the bot's skips CI, or a Git tag on it would start no workflow", () => {
    assert.doesNotMatch(text(app(automation, "spec", "git", "commit", "messageTemplate")), /skip|no ci/i);
  });

  test("16: a tag is pinned by its digest, so that it can't become another image", () => {
    assert.equal(app("ImagePolicy flux-system/echo-server", "spec", "digestReflectionPolicy"), "IfNotPresent");
  });
});
