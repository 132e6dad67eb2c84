/** What OpenTofu keeps of a cluster whose objects are delivered by Git. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { at, synthesize, type Json, type JsonObject } from "../support/synth";

const byGitText = readFileSync(join(__dirname, "..", "..", "examples", "git.yaml"), "utf8");
const byOpenTofuText = byGitText.replace("    delivery: git\n", "");
const byGit = synthesize(byGitText);
const byOpenTofu = synthesize(byOpenTofuText);
const bootstrap = "flux-bootstrap-production";

const manifests = (stack: string, of = byGit): Record<string, JsonObject> => of.resources(stack, "kubernetes_manifest");
const removed = (stack: string): Json[] => (at(byGit.stack(stack), "removed") as Json[] | undefined) ?? [];

test("it applies the store, the way to the fleet's repository, and what Flux begins with", () => {
  assert.deepEqual(Object.keys(manifests(bootstrap)), [
    "fleet",
    "fleet-parameters",
    "git-repository-fleet",
    "git-secret-fleet",
    "secret-store",
  ]);
  assert.deepEqual(manifests("app-production"), {});
});

test("stores are OpenTofu's, also one that the fleet's Secret is not read from", () => {
  const two = synthesize(
    byGitText.replace(
      "    secretStore: { create: {} }\n",
      "    secretStore: { create: {} }\n    pullSecretStore: { create: { role: arn:aws:iam::123456789012:role/pulls } }\n",
    ),
  );
  const stores = Object.keys(two.objects(bootstrap)).filter((name) => name.startsWith("ClusterSecretStore "));
  assert.deepEqual(stores.sort(), ["ClusterSecretStore aws-parameter-store", "ClusterSecretStore registry-logins"]);
});

test("the fleet's source goes before the paths: a Kustomization without it waits, one without a path fails", () => {
  const after = at(manifests(bootstrap)["git-repository-fleet"], "depends_on") as Json[];
  assert.ok(after.includes("kubernetes_manifest.fleet-parameters"));
});

test("the state lets go of all the rest, and nothing of it is deleted", () => {
  const before = [bootstrap, "app-production"].flatMap((stack) => Object.keys(manifests(stack, byOpenTofu)));
  const kept = Object.keys(manifests(bootstrap));
  assert.deepEqual(
    [...removed(bootstrap), ...removed("app-production")].map((each) => JSON.stringify(each)).sort(),
    before
      .filter((name) => !kept.includes(name))
      .map((name) => JSON.stringify({ from: `kubernetes_manifest.${name}`, lifecycle: { destroy: false } }))
      .sort(),
  );
});

test("a cluster beside it is as it was", () => {
  for (const stack of ["flux-bootstrap-staging", "app-staging"]) {
    assert.deepEqual(byGit.stack(stack), byOpenTofu.stack(stack));
  }
});

test("paths reach Flux from the outputs of secrets, and no value does", () => {
  const data = at(manifests(bootstrap)["fleet-parameters"], "manifest", "data") as Record<string, string>;
  assert.deepEqual(Object.keys(data), [
    "deploy_key_fleet",
    "deploy_key_shop",
    "known_hosts",
    "receiver_token",
    "registry_token_ghcr",
    "signing_key",
  ]);
  for (const [name, value] of Object.entries(data)) {
    if (name === "known_hosts") assert.match(value, /^\$\{base64encode\(.*github_ssh_keys.*\)\}$/);
    else assert.match(value, /^\$\{data\.terraform_remote_state\.[\w-]+\.outputs\.[\w-]+_parameter_name\}$/);
  }
});

test("the webhooks wait until the fleet is Ready, which it is with its infrastructure and the Receiver", () => {
  for (const repository of ["fleet", "shop"]) {
    const webhook = byGit.resources(bootstrap, "github_repository_webhook")[`webhook-${repository}_webhook`];
    assert.deepEqual(webhook?.["depends_on"], ["kubernetes_manifest.fleet"], repository);
  }
  const { wait, manifest } = manifests(bootstrap)["fleet"] ?? {};
  assert.deepEqual(wait, { condition: [{ type: "Ready", status: "True" }] });
  const checks = at(manifest, "spec", "healthChecks") as Json[];
  assert.deepEqual(
    checks.map((each) => [at(each, "kind"), at(each, "name")]),
    [
      ["Kustomization", "fleet.infrastructure"],
      ["Receiver", "github-receiver"],
    ],
  );
});

test("a cluster that is destroyed or taken back keeps what Flux has applied", () => {
  assert.equal(at(manifests(bootstrap)["fleet"], "manifest", "spec", "deletionPolicy"), "Orphan");
});

test("nobody may write to the fleet's repository with a deploy key", () => {
  const keys = Object.entries(byGit.resources("secrets", "github_repository_deploy_key"));
  const readOnly = new Map(keys.map(([name, key]) => [name, key["read_only"]]));
  assert.equal(readOnly.get("deploy-key-fleet_registered-1"), true);
  assert.equal(readOnly.get("deploy-key-shop_registered-1"), false);
});

test("as many objects are OpenTofu's, whatever the size of the fleet", () => {
  const more = byGitText.replace(
    "\n  - name: api\n",
    `\n${Array.from(
      { length: 20 },
      (_, index) =>
        `  - name: app-${index}\n    repository: shop\n    image: { name: ghcr.io/acme/app-${index}, credential: ghcr }\n    port: 80\n    environments:\n      - name: production\n        cluster: production\n        path: kustomize/app-${index}\n        namespace: app-${index}\n        createNamespace: true\n        imagePolicy: { policy: { alphabetical: {} } }\n        initialTag: a\n`,
    ).join("")}  - name: api\n`,
  );
  assert.deepEqual(Object.keys(manifests(bootstrap, synthesize(more))), Object.keys(manifests(bootstrap)));
});
