import assert from "node:assert/strict";
import { test } from "node:test";
import { at, shippedWith, synthesize, type Json, type Synthesized } from "../support/synth";

interface Settings {
  /** Fields of the App. @default - there is none */
  readonly app?: string;
  /** Fields of the repository. @default - none */
  readonly repository?: string;
  readonly apiUrl?: string;
}

/** The shipped file with an App and a repository that may be reached as it. */
function fileWith({ app, repository, apiUrl }: Settings): string {
  const fields = [
    ...(app === undefined ? [] : [`  app: ${app}\n`]),
    ...(apiUrl === undefined ? [] : [`  apiUrl: ${apiUrl}\n`]),
  ];
  const text = shippedWith("  bot:\n", `${fields.join("")}  bot:\n`);
  const own = repository === undefined ? "" : `    ${repository}\n`;
  return text.replace("  - name: echo-server\n\nregistry", `  - name: echo-server\n${own}\nregistry`);
}

const byOwner = "{ id: 7, installationOwner: acme }";
const byId = "{ id: 7, installationId: 8 }";
const reached = synthesize(fileWith({ app: byOwner, repository: "access: app" }));
const source = "GitRepository flux-system/echo-server";
const secret = "ExternalSecret flux-system/github-app";

/** The data of the App's Secret. */
const dataOf = (stacks: Synthesized): Json | undefined =>
  at(stacks.objects("flux-bootstrap")[secret], "spec", "target", "template", "data");

test("a repository that is reached as the App is cloned over HTTPS with the App's Secret, which is there before", () => {
  const spec = at(reached.objects("flux-bootstrap")[source], "spec");
  assert.equal(at(spec, "url"), "https://github.com/developer-friendly/echo-server");
  assert.equal(at(spec, "provider"), "github");
  assert.deepEqual(at(spec, "secretRef"), { name: "github-app" });
  const { depends_on } = reached.resources("flux-bootstrap", "kubernetes_manifest")["git-repository-echo-server"] ?? {};
  assert.deepEqual(depends_on, ["kubernetes_manifest.github-app"]);
});

test("no deploy key is made for it, and GitHub's host keys are asked for by nobody", () => {
  assert.deepEqual(reached.resources("secrets", "github_repository_deploy_key"), {});
  assert.doesNotMatch(reached.texts.get("secrets") ?? "", /deploy-key-|tls_private_key/);
  assert.equal(reached.objects("flux-bootstrap")["ExternalSecret flux-system/echo-server-git"], undefined);
  assert.equal(at(reached.stack("flux-bootstrap"), "data", "github_ssh_keys"), undefined);
});

test("the App's Secret has what Flux wants of one, and the installation in one way", () => {
  const { spec } = reached.objects("flux-bootstrap")[secret] ?? {};
  assert.deepEqual(
    (at(spec, "data") as Json[]).map((each) => at(each, "secretKey")),
    ["privateKey"],
  );
  assert.equal(at(spec, "target", "template", "mergePolicy"), "Replace");
  const own = { githubAppID: "7", githubAppPrivateKey: "{{ .privateKey }}" };
  assert.deepEqual(dataOf(reached), { ...own, githubAppInstallationOwner: "acme" });
  assert.deepEqual(dataOf(synthesize(fileWith({ app: byId, repository: "access: app" }))), {
    ...own,
    githubAppInstallationID: "8",
  });
});

for (const [apiUrl, base, url] of [
  ["https://git.acme.example/api/v3/", "https://git.acme.example/api/v3/", "https://git.acme.example"],
  ["https://acme.ghe.com", "https://api.acme.ghe.com/", "https://acme.ghe.com"],
] as const) {
  test(`the App of ${apiUrl} gets its tokens there, and clones from ${url}`, () => {
    const stacks = synthesize(fileWith({ app: byOwner, repository: "access: app", apiUrl }));
    assert.equal(at(dataOf(stacks), "githubAppBaseURL"), base);
    assert.equal(at(stacks.objects("flux-bootstrap")[source], "spec", "url"), `${url}/developer-friendly/echo-server`);
  });
}

test("the App's private key passes through: an ephemeral variable, and a write-only argument with a version", () => {
  const stacks = synthesize(
    fileWith({ app: "{ id: 7, installationId: 8, keyVersion: 3 }", repository: "access: app" }),
  );
  const parameter = stacks.resources("secrets", "aws_ssm_parameter")["github-app_ssm_parameter"];
  assert.equal(parameter?.["name"], "/github/apps/7/private-key");
  assert.equal(parameter["description"], "Private key of the GitHub App 7, read by Flux");
  assert.equal(parameter["value_wo"], "${var.github_app_private_key}");
  assert.equal(parameter["value_wo_version"], 3);
  assert.equal(parameter["value"], undefined);
  assert.deepEqual(at(stacks.stack("secrets"), "variable", "github_app_private_key"), {
    description: "Private key of the GitHub App 7, as GitHub gives it: PEM, BEGIN RSA PRIVATE KEY",
    ephemeral: true,
    nullable: false,
    sensitive: true,
    type: "string",
  });
  assert.equal(at(stacks.stack("flux-bootstrap"), "variable", "github_app_private_key"), undefined);
  assert.equal(
    at(stacks.stack("secrets"), "output", "ssm_name", "value", "github_app"),
    "${aws_ssm_parameter.github-app_ssm_parameter.name}",
  );
});

test("OpenTofu is the App where it is told to be, in each stack that asks GitHub, and the bot stays itself", () => {
  const stacks = synthesize(
    fileWith({ app: "{ id: 7, installationId: 8, administers: true }", repository: "access: app" }),
  );
  const appAuth = { id: "7", installation_id: "8", pem_file: "${var.github_app_private_key}" };
  for (const stack of ["secrets", "flux-bootstrap"]) {
    const [organization, individual] = at(stacks.stack(stack), "provider", "github") as Json[];
    assert.deepEqual(organization, { owner: "developer-friendly", app_auth: appAuth }, stack);
    assert.equal(at(stacks.stack(stack), "variable", "github_token"), undefined, stack);
    if (stack === "secrets") assert.equal(at(individual, "token"), "${var.github_bot_token}");
  }
  assert.equal(at(reached.stack("secrets"), "provider", "github", 0, "app_auth"), undefined);
});

const provider = (type: string, token = ""): string =>
  fileWith({ app: byOwner }).replace(
    "        - name: alertmanager\n",
    `        - { name: commits, type: ${type}, repository: echo-server${token} }\n        - name: alertmanager\n`,
  );

for (const type of ["github", "githubdispatch"]) {
  test(`notifications of type ${type} without a token act as the App, also where no repository is reached as it`, () => {
    const stacks = synthesize(provider(type));
    const objects = stacks.objects("flux-bootstrap");
    assert.deepEqual(at(objects["Provider flux-system/commits"], "spec", "secretRef"), { name: "github-app" });
    assert.ok(objects[secret]);
    assert.equal(objects["ExternalSecret flux-system/commits-provider"], undefined);
    const manifest = stacks.resources("flux-bootstrap", "kubernetes_manifest")["notification-provider-commits"];
    assert.deepEqual(manifest?.["depends_on"], ["kubernetes_manifest.github-app"]);
    assert.ok(objects["ExternalSecret flux-system/echo-server-git"], "the repository keeps its deploy key");
  });

  test(`notifications of type ${type} with a token stay with it`, () => {
    const objects = synthesize(provider(type, ", tokenParameter: /status")).objects("flux-bootstrap");
    assert.deepEqual(at(objects["Provider flux-system/commits"], "spec", "secretRef"), { name: "commits-provider" });
    assert.equal(objects[secret], undefined, "nobody on the cluster needs the App's key");
  });
}

test("a cluster may read the App's key only where something on it acts as the App", () => {
  const policy = (stacks: Synthesized): string =>
    JSON.stringify(stacks.resources("secrets", "aws_iam_policy")["reader-policy-blog_policy"]);
  assert.match(policy(reached), /github-app_ssm_parameter\.arn/);
  assert.match(policy(synthesize(provider("github"))), /github-app_ssm_parameter\.arn/);
  assert.doesNotMatch(policy(synthesize(fileWith({ app: byOwner }))), /github-app/);
});

test("the App's key is overwritten where it is taken over, since an import would put it into the state", () => {
  const file = `${fileWith({ app: byOwner })}\nadopt: { parameters: [/github/apps/7/private-key] }\n`;
  const stacks = synthesize(file);
  assert.equal(stacks.resources("secrets", "aws_ssm_parameter")["github-app_ssm_parameter"]?.["overwrite"], true);
  assert.equal(at(stacks.stack("secrets"), "import"), undefined);
});

/** Addresses of everything that a stack manages. */
const addresses = (stacks: Synthesized, stack: string): ReadonlySet<string> =>
  new Set(
    Object.entries(at(stacks.stack(stack), "resource") as Record<string, Record<string, Json>>).flatMap(([type, all]) =>
      Object.keys(all).map((name) => `${type}.${name}`),
    ),
  );
const less = (some: ReadonlySet<string>, others: ReadonlySet<string>): string[] =>
  [...some].filter((each) => !others.has(each)).sort();

interface Step {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

const stepOf = (before: Synthesized, now: Synthesized, stack: string): Step => {
  const [old, fresh] = [addresses(before, stack), addresses(now, stack)];
  return { added: less(fresh, old), removed: less(old, fresh) };
};

const steps = {
  key: synthesize(fileWith({ app: byOwner })),
  both: synthesize(fileWith({ app: byOwner, repository: "access: app\n    deployKey: {}" })),
  app: reached,
};
const keys = [
  "aws_ssm_parameter.deploy-key-echo-server_kept-1_private_parameter",
  "aws_ssm_parameter.deploy-key-echo-server_kept-1_public_parameter",
  "aws_ssm_parameter.deploy-key-echo-server_ssm_parameter",
  "github_repository_deploy_key.deploy-key-echo-server_registered-1",
];

test("on the way to the App, the deploy key stays until the clusters use the App", () => {
  assert.deepEqual(stepOf(steps.key, steps.both, "secrets"), { added: [], removed: [] });
  assert.deepEqual(stepOf(steps.key, steps.both, "flux-bootstrap"), {
    added: ["kubernetes_manifest.github-app"],
    removed: [],
  });
  assert.equal(at(steps.both.objects("flux-bootstrap")[source], "spec", "provider"), "github");
  assert.deepEqual(stepOf(steps.both, steps.app, "secrets"), { added: [], removed: keys });
  assert.deepEqual(stepOf(steps.both, steps.app, "flux-bootstrap"), {
    added: [],
    removed: ["kubernetes_manifest.git-secret-echo-server"],
  });
  assert.deepEqual(
    steps.both.objects("flux-bootstrap")[source],
    steps.app.objects("flux-bootstrap")[source],
    "the second step touches no source",
  );
});

test("on the way back, the deploy key is there before a cluster asks for it, and the App's Secret goes last", () => {
  assert.deepEqual(stepOf(steps.app, steps.key, "secrets"), { added: keys, removed: [] });
  assert.deepEqual(stepOf(steps.app, steps.key, "flux-bootstrap"), {
    added: ["kubernetes_manifest.git-secret-echo-server"],
    removed: ["kubernetes_manifest.github-app"],
  });
  const manifests = steps.app.resources("flux-bootstrap", "kubernetes_manifest");
  assert.deepEqual(manifests["github-app"]?.["lifecycle"], { create_before_destroy: true });
});

test("only the source and its Secrets differ between the ways: image updates are pushed as the source is cloned", () => {
  assert.equal(steps.key.texts.get("app"), steps.app.texts.get("app"));
});
