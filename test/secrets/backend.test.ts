import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import { at, shippedText, synthesize, text, type Json } from "../support/synth";
import { secretsManager } from "./secrets-manager";

const yaml = shippedText().replace("      readerPolicy:", "      create: {}\n      readerPolicy:");
const stacks = synthesize(yaml, secretsManager);

test("another backend keeps every secret, and SSM none", () => {
  const everything = [...stacks.texts.values()].join("");
  assert.doesNotMatch(everything, /aws_ssm_parameter/);
  assert.deepEqual(
    Object.values(stacks.resources("secrets", "aws_secretsmanager_secret"))
      .map(({ name }) => text(name))
      .sort(),
    [
      "/github/developer-friendly/blog/flux-system/receiver/token",
      "/github/echo-server/deploy-key",
      "/github/echo-server/deploy-key/generation-1",
      "/github/echo-server/deploy-key/generation-1.pub",
      "/github/echo-server/ghcr-token",
      "/github/gpg-keys/developer-friendly-bot",
    ],
  );
});

test("another backend gets the token that passes through by a write-only argument", () => {
  const versions = stacks.resources("secrets", "aws_secretsmanager_secret_version");
  const version = versions["pull-token-echo-server_ssm_version"];
  assert.equal(version?.["secret_string_wo"], "${var.github_pat}");
  assert.equal(version["secret_string"], undefined);
});

test("External Secrets Operator is told of another backend, and its paths come from the secrets stack", () => {
  const objects = stacks.objects("flux-bootstrap");
  const store = objects["ClusterSecretStore aws-parameter-store"];
  assert.equal(at(store, "spec", "provider", "aws", "service"), "SecretsManager");
  const keys = ["flux-bootstrap", "app"].flatMap((stack) =>
    Object.values(stacks.objects(stack))
      .filter(({ kind }) => kind === "ExternalSecret")
      .flatMap((manifest) => at(manifest, "spec", "data") as Json[])
      .map((data) => text(at(data, "remoteRef", "key"))),
  );
  assert.equal(keys.length, 5);
  for (const key of keys) assert.match(key, /outputs\.cross-stack-output-aws_secretsmanager_secret_version/);
});

test("another backend's webhook token is read from it, and its policy is about it", () => {
  const data = at(stacks.stack("flux-bootstrap"), "data", "aws_secretsmanager_secret_version", "receiver-token");
  assert.match(text(at(data, "secret_id")), /terraform_remote_state/);
  const [policy] = Object.values(stacks.resources("secrets", "aws_iam_policy"));
  assert.match(text(policy?.["policy"]), /secretsmanager:GetSecretValue/);
});

const root = join(__dirname, "..", "..");
const sources = ["commands", "config", "constructs", "git-side", "manifests", "model", "rules", "secrets", "stacks"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  )
  .map((file) => ({ file, imports: readFileSync(join(root, file), "utf8").match(/from "[^"]+"/g) ?? [] }));

const importers = (pattern: RegExp): string[] =>
  sources.filter(({ imports }) => imports.some((each) => pattern.test(each))).map(({ file }) => file);

test("only the backend of SSM uses AWS, beside the clusters of EKS", () => {
  const files = importers(/@cdktf\/provider-aws/);
  assert.deepEqual(
    files.filter((file) => !file.startsWith("secrets/ssm/")),
    ["constructs/kubernetes/eks-cluster.ts"],
  );
  assert.ok(files.length > 1);
  assert.deepEqual(importers(/\/ssm"|\/ssm\//).sort(), ["secrets/backends.ts", "secrets/path.ts", "secrets/store.ts"]);
});

test("manifests and the model know nothing of OpenTofu: others write the same objects", () => {
  const files = importers(/"(cdktf|constructs|@cdktf\/)|\/constructs\/|\/stacks/);
  assert.deepEqual(
    files.filter((file) => /^(config|git-side|manifests|model|rules)\//.test(file)),
    [],
  );
});
