import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { at, shippedText, synthesize, type Json, type Synthesized } from "../support/synth";

const adopting = (yaml: string): Synthesized => synthesize(`${shippedText()}\nadopt:\n${yaml}`);
const imports = (delivery: Synthesized, stack: string): Json | undefined => at(delivery.stack(stack), "import");

test("nothing is imported unless it is listed", () => {
  const shipped = synthesize();
  for (const stack of ["secrets", "flux-bootstrap", "app"]) assert.equal(imports(shipped, stack), undefined);
});

test("a parameter is imported by its path", () => {
  const delivery = adopting("  parameters: [/github/gpg-keys/developer-friendly-bot]\n");
  assert.deepEqual(imports(delivery, "secrets"), [
    { id: "/github/gpg-keys/developer-friendly-bot", to: "aws_ssm_parameter.signing-key_ssm_parameter" },
  ]);
});

for (const [path, id] of [
  ["/github/echo-server/ghcr-token", "pull-token-echo-server_ssm_parameter"],
  ["/github/echo-server/deploy-key", "deploy-key-echo-server_ssm_parameter"],
  ["/github/echo-server/deploy-key/generation-1", "deploy-key-echo-server_kept-1_private_parameter"],
  ["/github/echo-server/deploy-key/generation-1.pub", "deploy-key-echo-server_kept-1_public_parameter"],
] as const) {
  test(`${path} is overwritten, since an import would put it into the state`, () => {
    const delivery = adopting(`  parameters: [${path}]\n`);
    assert.equal(imports(delivery, "secrets"), undefined);
    const overwritten = Object.entries(delivery.resources("secrets", "aws_ssm_parameter")).filter(
      ([, parameter]) => parameter["overwrite"] === true,
    );
    assert.deepEqual(
      overwritten.map(([name]) => name),
      [id],
    );
  });
}

test("a webhook is imported by repository and number", () => {
  const delivery = adopting("  webhooks: [{ repository: echo-server, cluster: blog, id: 42 }]\n");
  assert.deepEqual(imports(delivery, "flux-bootstrap"), [
    { id: "echo-server/42", to: "github_repository_webhook.webhook-echo-server_webhook" },
  ]);
});

test("an object is imported by its kind, namespace and name, into the stack that makes it", () => {
  const delivery = adopting(
    "  objects:\n" +
      "    - { cluster: blog, object: GitRepository flux-system/echo-server }\n" +
      "    - { cluster: blog, object: HTTPRoute default/echo-server }\n",
  );
  assert.deepEqual(imports(delivery, "flux-bootstrap"), [
    {
      id: "apiVersion=source.toolkit.fluxcd.io/v1,kind=GitRepository,namespace=flux-system,name=echo-server",
      to: "kubernetes_manifest.git-repository-echo-server",
    },
  ]);
  assert.deepEqual(imports(delivery, "app"), [
    {
      id: "apiVersion=gateway.networking.k8s.io/v1,kind=HTTPRoute,namespace=default,name=echo-server",
      to: "kubernetes_manifest.route-echo-server",
    },
  ]);
});

test("every entry that no stack makes is named with its line", () => {
  const yaml = "  parameters: [/typo]\n" + "  objects: [{ cluster: blog, object: GitRepository flux-system/typo }]\n";
  assert.throws(() => adopting(yaml), {
    message:
      'delivery.yaml:72:16: adopt.parameters[0]: got "/typo", expected an SSM path that the stacks make (npm run synth without the entry, and look in cdktf.out)\n' +
      'delivery.yaml:73:13: adopt.objects[0]: got "blog GitRepository flux-system/typo", expected an object that the stacks make (npm run synth without the entry, and look in cdktf.out)\n' +
      "2 problems in delivery.yaml; nothing was written.",
  });
});

test("what is taken over on one cluster is imported there alone", () => {
  const fleet = readFileSync(join(__dirname, "..", "..", "examples", "fleet.yaml"), "utf8").replace(
    "    fluxNamespace: flux\n",
    "",
  );
  const delivery = synthesize(
    `${fleet}\nadopt:\n  objects: [{ cluster: production, object: GitRepository flux-system/shop }]\n` +
      "  webhooks: [{ repository: shop, cluster: production, id: 7 }]\n",
  );
  assert.deepEqual(imports(delivery, "flux-bootstrap-production"), [
    {
      id: "apiVersion=source.toolkit.fluxcd.io/v1,kind=GitRepository,namespace=flux-system,name=shop",
      to: "kubernetes_manifest.git-repository-shop",
    },
    { id: "shop/7", to: "github_repository_webhook.webhook-shop_webhook" },
  ]);
  assert.equal(imports(delivery, "flux-bootstrap-staging"), undefined);
});

test("everything of a cluster is every object of its stacks, and nothing of another cluster's", () => {
  const fleet = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");
  const delivery = synthesize(`${fleet}\nadopt: { everything: [{ cluster: production }] }\n`);
  for (const stack of ["flux-bootstrap", "app"]) {
    const list = imports(delivery, `${stack}-production`);
    assert.deepEqual(
      (Array.isArray(list) ? list : []).map((each) => at(each, "to")).sort(),
      Object.keys(delivery.resources(`${stack}-production`, "kubernetes_manifest"))
        .map((id) => `kubernetes_manifest.${id}`)
        .sort(),
    );
    assert.equal(imports(delivery, `${stack}-staging`), undefined);
  }
  assert.equal(imports(delivery, "secrets"), undefined);
});

test("an object without a namespace is imported by its kind and name", () => {
  const text = shippedText().replace("      readerPolicy:", "      create: {}\n      readerPolicy:");
  const delivery = synthesize(
    `${text}\nadopt:\n  objects: [{ cluster: blog, object: ClusterSecretStore aws-parameter-store }]\n`,
  );
  assert.deepEqual(imports(delivery, "flux-bootstrap"), [
    {
      id: "apiVersion=external-secrets.io/v1,kind=ClusterSecretStore,name=aws-parameter-store",
      to: "kubernetes_manifest.secret-store",
    },
  ]);
});

test("the signing key's passphrase is taken over as its key is", () => {
  const text = shippedText().replace("    gpg:\n", "    gpg:\n      passphrase: true\n");
  const delivery = synthesize(`${text}\nadopt:\n  parameters: [/github/gpg-keys/developer-friendly-bot/passphrase]\n`);
  assert.deepEqual(imports(delivery, "secrets"), [
    {
      id: "/github/gpg-keys/developer-friendly-bot/passphrase",
      to: "aws_ssm_parameter.signing-key_ssm-passphrase_parameter",
    },
  ]);
});
