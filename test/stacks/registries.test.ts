import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { carriedBy } from "../../commands/carried";
import { at, synthesize, text } from "../support/synth";
import { wholeText } from "../support/whole";

const receiver = "receiver: { host: flux.acme.example }";
const local = 'registry: "localhost:5000"';
const told = (registries: string): string =>
  wholeText
    .replace(receiver, `receiver: { host: flux.acme.example, registries: [${registries}] }`)
    .replace("name: parameters, create", "name: parameters, readerPolicy: eso, create");

const harbor = synthesize(told(`{ type: harbor, ${local} }`));
const oidc = synthesize(told(`{ type: generic-oidc, ${local} }`));

test("a registry's Receiver has a token of its own, which the cluster may read", () => {
  const id = "registry-receiver-token-main_harbor-receiver";
  const token = harbor.resources("secrets", "random_password")[`${id}_token`];
  assert.deepEqual(token?.["keepers"], { version: "1" });
  assert.equal(token["length"], 32);
  const parameter = harbor.resources("secrets", "aws_ssm_parameter")[`${id}_ssm_parameter`];
  assert.equal(parameter?.["name"], "/acme/github/acme/main/flux-system/receiver/harbor-receiver/token");
  assert.equal(parameter["description"], "Webhook token of harbor-receiver on cluster main");
  const [policy] = Object.values(harbor.resources("secrets", "aws_iam_policy"));
  assert.ok(text(policy?.["policy"]).includes(`aws_ssm_parameter.${id}_ssm_parameter.arn`));
  const names = at(harbor.stack("secrets"), "output", "ssm_name", "value", "registry_receiver_token");
  assert.deepEqual(names, { main: { "harbor-receiver": `\${aws_ssm_parameter.${id}_ssm_parameter.name}` } });
});

test("its Secret and it itself are there, each after what it needs", () => {
  const objects = harbor.objects("flux-bootstrap");
  assert.equal(
    at(objects["Receiver flux-system/harbor-receiver"], "spec", "secretRef", "name"),
    "harbor-receiver-token",
  );
  const secret = objects["ExternalSecret flux-system/harbor-receiver-token"];
  assert.match(text(at(secret, "spec", "data", 0, "remoteRef", "key")), /registry-receiver-token-main_harbor-receiver/);
  const manifests = harbor.resources("flux-bootstrap", "kubernetes_manifest");
  const [id, secretId] = ["registry-receiver-harbor-receiver", "registry-receiver-harbor-receiver_secret"];
  assert.deepEqual(manifests[id]?.["depends_on"], [`kubernetes_manifest.${secretId}`]);
  assert.deepEqual(manifests[secretId]?.["depends_on"], ["kubernetes_manifest.secret-store"]);
});

test("the address to enter at the registry is an output that is not shown", () => {
  const output = at(harbor.stack("flux-bootstrap"), "output", "registry_webhook");
  assert.equal(at(output, "sensitive"), true);
  const { url, ...rest } = at(output, "value", "harbor-receiver") as Record<string, string>;
  assert.deepEqual(rest, { type: "harbor", registry: "localhost:5000" });
  assert.equal(
    url,
    'https://flux.acme.example/hook/${sha256(join("", [data.aws_ssm_parameter.registry-receiver-token-harbor-receiver.value, "harbor-receiver", "flux-system"]))}',
  );
});

test("what CI calls has no token anywhere, and an address that is known beforehand", () => {
  assert.doesNotMatch([...oidc.texts.values()].join(), /registry-receiver-token/);
  assert.equal(oidc.objects("flux-bootstrap")["ExternalSecret flux-system/generic-oidc-receiver-token"], undefined);
  const digest = createHash("sha256").update("generic-oidc-receiverflux-system").digest("hex");
  assert.deepEqual(at(oidc.stack("flux-bootstrap"), "output", "registry_webhook", "value"), {
    "generic-oidc-receiver": {
      type: "generic-oidc",
      registry: "localhost:5000",
      url: `https://flux.acme.example/hook/${digest}`,
    },
  });
});

test("a webhook sends packages where an image of its repository is on GitHub's registry, and only there", () => {
  const events = (file: string): unknown =>
    synthesize(file).resources("flux-bootstrap", "github_repository_webhook")["webhook-shop_webhook"]?.["events"];
  assert.deepEqual(events(wholeText), ["push", "ping", "package"]);
  const elsewhere = wholeText.replace("ghcr.io/acme/web, credential: ghcr", "registry.acme.example/acme/web");
  assert.deepEqual(events(elsewhere), ["push", "ping"]);
});

test("a plan that would destroy any of it names what that is to the delivery", () => {
  const addresses = ["secrets", "flux-bootstrap"].flatMap((stack) =>
    ["random_password", "aws_ssm_parameter", "kubernetes_manifest"].flatMap((type) =>
      Object.keys(harbor.resources(stack, type)).map((id) => `${type}.${id}`),
    ),
  );
  const words = addresses.filter((each) => each.includes("registry-receiver")).map((each) => carriedBy(each)?.words);
  assert.deepEqual([...new Set(words)].sort(), [
    'on cluster "main", the token of "harbor-receiver", which tells of pushed images',
    'what "harbor-receiver" tells of pushed images',
  ]);
});
