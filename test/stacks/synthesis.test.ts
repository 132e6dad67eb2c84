import assert from "node:assert/strict";
import { test } from "node:test";
import { at, isObject, shippedWith, synthesize, text, type Json, type JsonObject } from "../support/synth";
import { ed25519 } from "../support/host-keys";

const shipped = synthesize();
const everyText = (value: Json): string[] => {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(everyText);
  return isObject(value) ? Object.entries(value).flatMap(([key, child]) => [key, ...everyText(child)]) : [];
};

test("one cluster's stacks are named exactly secrets, flux-bootstrap and app", () => {
  assert.deepEqual([...shipped.texts.keys()].sort(), ["app", "flux-bootstrap", "secrets"]);
});

test("the same file gives the same bytes", () => {
  const again = synthesize();
  assert.equal(again.manifest, shipped.manifest);
  assert.deepEqual([...again.texts], [...shipped.texts]);
});

test("no path in the output is absolute but SSM's", () => {
  for (const [name, content] of shipped.texts) {
    assert.ok(!content.includes(process.cwd()), name);
    const absolute = everyText(JSON.parse(content) as JsonObject).filter((value) =>
      /^\/(?!github\/|\/$|$)/.test(value),
    );
    // The only other strings that begin with a slash are cdktf's "//" and the paths of HTTP routes.
    assert.deepEqual(
      absolute.filter((value) => value !== "/hook/"),
      [],
      name,
    );
  }
});

test("each stack keeps its own state under state/, relative to wherever the project is", () => {
  for (const [name, content] of shipped.texts) {
    assert.deepEqual(at(JSON.parse(content) as JsonObject, "terraform", "backend"), {
      local: { path: `../../../state/${name}.tfstate` },
    });
  }
});

test("the engine must know ephemeral variables and write-only arguments", () => {
  for (const name of shipped.texts.keys()) {
    assert.equal(at(shipped.stack(name), "terraform", "required_version"), name === "secrets" ? ">= 1.12" : ">= 1.11");
  }
  const inState = synthesize(
    shippedWith(
      "  - name: echo-server\n\nregistry",
      "  - name: echo-server\n    deployKey: { keptInState: [1] }\n\nregistry",
    ),
  );
  assert.equal(at(inState.stack("secrets"), "terraform", "required_version"), ">= 1.11");
  assert.equal(at(inState.stack("secrets"), "ephemeral"), undefined);
});

test("every GitHub resource names its provider where there are two", () => {
  const providers = ["github_repository_deploy_key", "github_user_gpg_key"].flatMap((type) =>
    Object.entries(shipped.resources("secrets", type)).map(([id, { provider }]) => [`${type}.${id}`, provider]),
  );
  assert.deepEqual(providers, [
    ["github_repository_deploy_key.deploy-key-echo-server_registered-1", "github"],
    ["github_user_gpg_key.signing-key_registered-1", "github.individual"],
  ]);
});

test("credentials are ephemeral variables; those of the providers may be left out", () => {
  const variables = at(shipped.stack("secrets"), "variable");
  for (const name of ["github_token", "github_bot_token"]) {
    assert.equal(at(variables, name, "ephemeral"), true, name);
    assert.equal(at(variables, name, "default"), null, name);
  }
  assert.equal(at(variables, "github_pat", "ephemeral"), true);
  assert.equal(at(variables, "github_pat", "default"), undefined);
});

test("the GPG key is registered only where the credential is the bot's", () => {
  const key = shipped.resources("secrets", "github_user_gpg_key")["signing-key_registered-1"];
  const precondition = at(key, "lifecycle", "precondition", 0);
  assert.equal(
    at(precondition, "condition"),
    '${(lower(data.github_user.signing-key_account.login) == "developer-friendly-bot")}',
  );
  const account = at(shipped.stack("secrets"), "data", "github_user", "signing-key_account");
  assert.equal(at(account, "provider"), "github.individual");
  assert.equal(at(account, "username"), "");
});

test("the pull token goes to SSM by a write-only argument with a version, and by no other way", () => {
  const parameter = shipped.resources("secrets", "aws_ssm_parameter")["pull-token-echo-server_ssm_parameter"];
  assert.equal(parameter?.["value_wo"], "${var.github_pat}");
  assert.equal(parameter["value_wo_version"], 1);
  assert.equal(parameter["value"], undefined);
  const uses = [...shipped.texts.values()].join("").match(/var\.github_pat\b/g);
  assert.equal(uses?.length, 1);
});

test("only names cross from secrets to the other stacks", () => {
  const outputs = Object.entries(at(shipped.stack("secrets"), "output") as JsonObject).filter(([name]) =>
    name.startsWith("cross-stack-output-"),
  );
  assert.ok(outputs.length > 0);
  for (const [name, output] of outputs)
    assert.match(text(at(output, "value")), /^\$\{aws_ssm_parameter\.[\w-]+\.name\}$/, name);
});

test("every ExternalSecret's SSM path comes from the secrets stack", () => {
  const keys = ["flux-bootstrap", "app"].flatMap((stack) =>
    Object.values(shipped.objects(stack))
      .filter((manifest) => manifest["kind"] === "ExternalSecret")
      .flatMap((manifest) => at(manifest, "spec", "data") as Json[])
      .map((data) => text(at(data, "remoteRef", "key"))),
  );
  assert.equal(keys.length, 5);
  for (const key of keys) {
    assert.match(
      key,
      /^\$\{data\.terraform_remote_state\.cross-stack-reference-input-secrets\.outputs\.cross-stack-output-[\w-]+\}$/,
    );
  }
});

test("an ExternalSecret writes out what older releases of ESO default", () => {
  const manifest = shipped.objects("flux-bootstrap")["ExternalSecret flux-system/webhook-token"];
  const { key: _key, ...rest } = at(manifest, "spec", "data", 0, "remoteRef") as JsonObject;
  assert.deepEqual(rest, { conversionStrategy: "Default", decodingStrategy: "None", metadataPolicy: "None" });
});

test("the webhook's Secret is watched by Flux, so that a new token is taken at once", () => {
  const manifest = shipped.objects("flux-bootstrap")["ExternalSecret flux-system/webhook-token"];
  assert.deepEqual(at(manifest, "spec", "target", "template", "metadata", "labels"), {
    "reconcile.fluxcd.io/watch": "Enabled",
  });
});

test("what reads a Secret is applied after its ExternalSecret is Ready", () => {
  const ready = { condition: [{ status: "True", type: "Ready" }] };
  const bootstrap = shipped.resources("flux-bootstrap", "kubernetes_manifest");
  const app = shipped.resources("app", "kubernetes_manifest");
  for (const [id, manifest] of Object.entries({ ...bootstrap, ...app })) {
    const waits = ["ExternalSecret", "GitRepository", "Receiver"].includes(text(at(manifest, "manifest", "kind")));
    assert.deepEqual(manifest["wait"], waits ? ready : undefined, id);
    assert.deepEqual(manifest["timeouts"], waits ? { create: "4m", update: "4m" } : undefined, id);
  }
  const dependencies = (manifest: JsonObject | undefined): Json | undefined => manifest?.["depends_on"];
  assert.deepEqual(dependencies(bootstrap["git-repository-echo-server"]), [
    "kubernetes_manifest.git-secret-echo-server",
  ]);
  assert.deepEqual(dependencies(bootstrap["receiver"]), [
    "kubernetes_manifest.receiver-secret",
    "kubernetes_manifest.git-repository-echo-server",
  ]);
  assert.deepEqual(dependencies(app["image-repository-echo-server"]), [
    "kubernetes_manifest.scan-secret-flux-system_echo-server",
  ]);
  assert.deepEqual(dependencies(app["image-update-echo-server"]), [
    "kubernetes_manifest.signing-secret",
    "kubernetes_manifest.image-policy-echo-server",
  ]);
  assert.deepEqual(dependencies(app["kustomization-echo-server"]), [
    "kubernetes_manifest.pull-secret-default_echo-server",
    "kubernetes_manifest.deployer-default",
    "kubernetes_manifest.deployer-default_binding",
  ]);
});

test("GitHub's webhook is made once something answers it", () => {
  const webhook = shipped.resources("flux-bootstrap", "github_repository_webhook")["webhook-echo-server_webhook"];
  assert.deepEqual(webhook?.["depends_on"], ["kubernetes_manifest.receiver", "kubernetes_manifest.receiver-route"]);
});

test("a user's text with ${ or %{ reaches the cluster as it was written", () => {
  const edited = synthesize(
    shippedWith(
      "  - name: echo-server\n\nregistryCredentials",
      "  - name: echo-server\n    imageUpdate: { authorName: 'A ${b} %{c}', messageTemplate: '${d} %{e} $${f} {{ .Changed }}' }\n\nregistryCredentials",
    ),
  );
  const commit = at(edited.objects("app")["ImageUpdateAutomation flux-system/echo-server"], "spec", "git", "commit");
  assert.equal(at(commit, "author", "name"), "A $${b} %%{c}");
  assert.equal(at(commit, "messageTemplate"), "$${d} %%{e} $$${f} {{ .Changed }}");
});

test("an s3 backend has a key a stack, locks and encrypts, and is read by the later stacks", () => {
  const edited = synthesize(
    shippedWith(
      "state: { backend: local }\n",
      "state: { backend: s3, bucket: acme-state, settings: { profile: delivery } }\n",
    ),
  );
  const expected = (stack: string): JsonObject => ({
    bucket: "acme-state",
    encrypt: true,
    key: `${stack}.tfstate`,
    profile: "delivery",
    region: "eu-central-1",
    use_lockfile: true,
  });
  for (const stack of ["secrets", "flux-bootstrap", "app"]) {
    assert.deepEqual(at(edited.stack(stack), "terraform", "backend"), { s3: expected(stack) });
  }
  const remote = at(edited.stack("app"), "data", "terraform_remote_state", "cross-stack-reference-input-secrets");
  assert.equal(at(remote, "backend"), "s3");
  assert.deepEqual(at(remote, "config"), expected("secrets"));
});

test("any other backend is passed through, with the stack's name in place", () => {
  const edited = synthesize(
    shippedWith(
      "state: { backend: local }\n",
      "state: { backend: other, type: gcs, settings: { bucket: acme, prefix: delivery/<stack> } }\n",
    ),
  );
  assert.deepEqual(at(edited.stack("app"), "terraform", "backend"), {
    gcs: { bucket: "acme", prefix: "delivery/app" },
  });
  const remote = at(edited.stack("app"), "data", "terraform_remote_state", "cross-stack-reference-input-secrets");
  assert.deepEqual(at(remote, "config"), { bucket: "acme", prefix: "delivery/secrets" });
});

test("HTTP headers reach the later stacks as they are written", () => {
  const settings = {
    address: "https://state.acme.example/<stack>",
    headers: { "X-Team": "Platform", "x-Env_2": "<stack>-1" },
  };
  const edited = synthesize(
    shippedWith(
      "state: { backend: local }\n",
      `state: ${JSON.stringify({ backend: "other", type: "http", settings })}\n`,
    ),
  );
  const remote = at(edited.stack("app"), "data", "terraform_remote_state", "cross-stack-reference-input-secrets");
  assert.deepEqual(remote, {
    backend: "http",
    config: {
      address: "https://state.acme.example/secrets",
      headers: { "X-Team": "Platform", "x-Env_2": "secrets-1" },
    },
    workspace: "${terraform.workspace}",
  });
});

for (const apiUrl of ["https://ghe.example.com", "https://ghe.example.com/api/v3/"]) {
  test(`every provider of a GitHub Enterprise Server gets its address without api/v3 from ${apiUrl}`, () => {
    const edited = synthesize(
      shippedWith(
        "  organization: developer-friendly\n",
        `  organization: developer-friendly\n  apiUrl: ${apiUrl}\n  sshHost: ghe.example.com\n  knownHosts: ["ghe.example.com ${ed25519}"]\n`,
      ),
    );
    const baseUrls = ["secrets", "flux-bootstrap", "app"].flatMap((stack) => {
      const providers = at(edited.stack(stack), "provider", "github");
      return (Array.isArray(providers) ? providers : []).map((provider) => at(provider, "base_url"));
    });
    assert.deepEqual(baseUrls, Array<string>(3).fill("https://ghe.example.com/"));
  });
}

test("a GitHub Enterprise Server's SSH host, with the port, is everywhere", () => {
  const edited = synthesize(
    shippedWith(
      "  organization: developer-friendly\n",
      `  organization: developer-friendly\n  apiUrl: https://ghe.example.com/\n  sshHost: ghe.example.com:2222\n  knownHosts: ["[ghe.example.com]:2222 ${ed25519}"]\n`,
    ),
  );
  const objects = edited.objects("flux-bootstrap");
  assert.equal(
    at(objects["GitRepository flux-system/echo-server"], "spec", "url"),
    "ssh://git@ghe.example.com:2222/developer-friendly/echo-server",
  );
  assert.equal(
    at(objects["ExternalSecret flux-system/echo-server-git"], "spec", "target", "template", "data", "known_hosts"),
    `[ghe.example.com]:2222 ${ed25519}`,
  );
});
