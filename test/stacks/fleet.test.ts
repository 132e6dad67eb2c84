import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { at, shippedWith, synthesize, text, type Json, type JsonObject } from "../support/synth";

const fleetText = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");
const fleet = synthesize(fleetText);
const names = (stack: string, kind: string): string[] =>
  Object.keys(fleet.objects(stack))
    .filter((name) => name.startsWith(`${kind} `))
    .map((name) => name.slice(kind.length + 1))
    .sort();
const object = (stack: string, name: string): JsonObject => {
  const found = fleet.objects(stack)[name];
  assert.ok(found, `${stack} has no ${name}`);
  return found;
};

test("secrets stays one stack, and each cluster has its own flux-bootstrap and app", () => {
  assert.deepEqual([...fleet.texts.keys()].sort(), [
    "app-production",
    "app-staging",
    "flux-bootstrap-production",
    "flux-bootstrap-staging",
    "secrets",
  ]);
});

test("the stacks of a cluster depend on each other and on secrets, and on no other cluster's", () => {
  const { stacks } = JSON.parse(fleet.manifest) as { stacks: Record<string, { dependencies: string[] }> };
  assert.deepEqual(
    Object.fromEntries(Object.entries(stacks).map(([name, { dependencies }]) => [name, [...dependencies].sort()])),
    {
      secrets: [],
      "flux-bootstrap-staging": ["secrets"],
      "flux-bootstrap-production": ["secrets"],
      "app-staging": ["flux-bootstrap-staging", "secrets"],
      "app-production": ["flux-bootstrap-production", "secrets"],
    },
  );
});

test("one automation writes one branch of one repository, on one cluster", () => {
  const automations = ["app-staging", "app-production"].flatMap((stack) =>
    Object.entries(fleet.objects(stack)).filter(([name]) => name.startsWith("ImageUpdateAutomation ")),
  );
  const targets = automations.map(
    ([, { spec }]) => `${text(at(spec, "sourceRef", "name"))} ${text(at(spec, "git", "push", "branch"))}`,
  );
  assert.deepEqual(targets.sort(), ["shop main", "tools flux/admin-prod", "tools main"]);
});

test("an automation selects exactly the policies of its environments, wherever those run", () => {
  const selected = (stack: string, automation: string): string[] => {
    const label = at(object(stack, automation), "spec", "policySelector", "matchLabels");
    return names(stack, "ImagePolicy").filter((name) => {
      const labels = at(object(stack, `ImagePolicy ${name}`), "metadata", "labels");
      return JSON.stringify(labels) === JSON.stringify(label);
    });
  };
  assert.deepEqual(selected("app-staging", "ImageUpdateAutomation flux-system/shop"), [
    "flux-system/web-dev",
    "flux-system/web-prod",
  ]);
  assert.deepEqual(selected("app-staging", "ImageUpdateAutomation flux-system/tools"), ["flux-system/admin-dev"]);
  assert.deepEqual(selected("app-production", "ImageUpdateAutomation flux/tools-flux-admin-prod"), ["flux/admin-prod"]);
});

test("an automation's path is the folder that holds all its overlays", () => {
  const path = (stack: string, automation: string): Json | undefined =>
    at(object(stack, automation), "spec", "update", "path");
  assert.equal(path("app-staging", "ImageUpdateAutomation flux-system/shop"), "./web/overlays");
  assert.equal(path("app-staging", "ImageUpdateAutomation flux-system/tools"), "./kustomize/overlays/dev");
});

test("a commit is of the bot, says for which environments, and knows whom each policy is for", () => {
  const commit = (stack: string, automation: string, ...path: string[]): Json | undefined =>
    at(object(stack, automation), "spec", "git", "commit", ...path);
  const review = "ImageUpdateAutomation flux/tools-flux-admin-prod";
  assert.equal(commit("app-production", review, "author", "name"), "Acme Bot (prod)");
  assert.deepEqual(commit("app-production", review, "messageTemplateValues"), { "admin-prod": "admin prod" });
  assert.deepEqual(commit("app-staging", "ImageUpdateAutomation flux-system/shop", "messageTemplateValues"), {
    "web-dev": "web dev",
    "web-prod": "web prod",
  });
});

test("each environment is deployed on its own cluster, in that cluster's Flux namespace", () => {
  assert.deepEqual(names("app-staging", "Kustomization"), ["flux-system/admin-dev", "flux-system/web-dev"]);
  assert.deepEqual(names("app-production", "Kustomization"), ["flux/admin-prod", "flux/web-prod"]);
});

test("a repository has its source on every cluster that deploys or writes it", () => {
  for (const stack of ["flux-bootstrap-staging", "flux-bootstrap-production"]) {
    assert.equal(names(stack, "GitRepository").length, 2);
  }
  assert.equal(
    at(object("flux-bootstrap-production", "GitRepository flux/tools"), "spec", "url"),
    "ssh://git@github.com/acme/Internal_Tools",
  );
});

test("what can be shared is made once: one login a namespace, one signing secret a cluster, one scan an image", () => {
  assert.deepEqual(names("app-staging", "ExternalSecret"), [
    "flux-system/acme-bot-gpgkey",
    "flux-system/ghcr-docker",
    "shop-dev/ghcr-docker",
  ]);
  assert.deepEqual(names("app-production", "ExternalSecret"), ["flux/acme-bot-gpgkey", "shop/ghcr-docker"]);
  assert.deepEqual(names("app-staging", "ImageRepository"), ["flux-system/admin", "flux-system/web"]);
});

test("an image of a registry without TLS is scanned as such, and a public one without a login", () => {
  assert.deepEqual(at(object("app-staging", "ImageRepository flux-system/admin"), "spec"), {
    image: "registry.acme.example:5000/admin",
    insecure: true,
    interval: "1m",
    timeout: "60s",
  });
});

test("a policy has its filter, its order and its digest reflection as configured", () => {
  assert.deepEqual(at(object("app-staging", "ImagePolicy flux-system/web-dev"), "spec", "filterTags"), {
    pattern: "^main-[0-9a-f]+-(?P<ts>[0-9]+)$",
    extract: "$ts",
  });
  assert.deepEqual(at(object("app-staging", "ImagePolicy flux-system/web-prod"), "spec", "policy"), {
    semver: { range: ">=1.0.0" },
  });
  assert.equal(
    at(object("app-staging", "ImagePolicy flux-system/web-prod"), "spec", "digestReflectionPolicy"),
    "IfNotPresent",
  );
  assert.deepEqual(at(object("app-production", "ImagePolicy flux/admin-prod"), "spec", "policy"), {
    alphabetical: { order: "desc" },
  });
});

test("two generations of a key are registered side by side, and SSM serves the newest", () => {
  assert.deepEqual(Object.keys(fleet.resources("secrets", "github_repository_deploy_key")), [
    "deploy-key-shop_registered-1",
    "deploy-key-shop_registered-2",
    "deploy-key-tools_registered-1",
    "reader-key-shop_production_registered-1",
    "reader-key-shop_production_registered-2",
    "reader-key-shop_staging_registered-1",
    "reader-key-shop_staging_registered-2",
    "reader-key-tools_production_registered-1",
    "reader-key-tools_staging_registered-1",
  ]);
  assert.deepEqual(Object.keys(fleet.resources("secrets", "github_user_gpg_key")), [
    "signing-key_registered-1",
    "signing-key_registered-2",
  ]);
  const parameters = fleet.resources("secrets", "aws_ssm_parameter");
  assert.equal(
    parameters["deploy-key-shop_ssm_parameter"]?.["value_wo"],
    "${ephemeral.aws_ssm_parameter.deploy-key-shop_kept-2_read-back.value}",
  );
  assert.equal(
    parameters["signing-key_ssm_parameter"]?.["value"],
    "${gpg_private_key.signing-key_generation-2.private_key}",
  );
  assert.equal(
    parameters["signing-key_ssm-passphrase_parameter"]?.["value"],
    "${gpg_private_key.signing-key_generation-2.passphrase}",
  );
});

test("of each repository's keys only its own may write; a cluster's name is in the title of the others", () => {
  const keys = Object.entries(fleet.resources("secrets", "github_repository_deploy_key"));
  for (const [id, key] of keys) {
    const [, cluster] = /^reader-key-[a-z]+_([a-z]+)_/.exec(id) ?? [];
    assert.equal(key["read_only"], cluster !== undefined, id);
    assert.equal(key["title"], cluster === undefined ? "Acme Bot" : `Acme Bot (${cluster})`, id);
  }
});

test("a cluster that writes a repository is given its deploy key, any other one that only reads", () => {
  /** Where the source's Secret gets its key from: by the name of the parameter in another stack's output. */
  const keyOf = (stack: string, name: string): string => {
    const path = text(at(object(stack, `ExternalSecret ${name}`), "spec", "data", 0, "remoteRef", "key"));
    return /aws_ssm_parameter_([\w-]+)_ssm_parameter_name/.exec(path)?.[1] ?? path;
  };
  assert.equal(keyOf("flux-bootstrap-staging", "flux-system/shop-git"), "deploy-key-shop");
  assert.equal(keyOf("flux-bootstrap-production", "flux/shop-git"), "reader-key-shop_production");
  // Both write it, to a branch each.
  assert.equal(keyOf("flux-bootstrap-staging", "flux-system/tools-git"), "deploy-key-tools");
  assert.equal(keyOf("flux-bootstrap-production", "flux/tools-git"), "deploy-key-tools");
});

test("a reader policy grants the key that its cluster uses, and no other of the repository", () => {
  const policy = text(fleet.resources("secrets", "aws_iam_policy")["reader-policy-production_policy"]?.["policy"]);
  const granted = [...policy.matchAll(/aws_ssm_parameter\.((?:deploy|reader)-key-[\w-]+)\.arn/g)].map(([, id]) => id);
  assert.deepEqual(
    [...new Set(granted)],
    ["reader-key-shop_production_ssm_parameter", "deploy-key-tools_ssm_parameter"],
  );
});

test("which cluster writes, and in which order they are listed, changes who is given which key, and no key", () => {
  const keys = (yaml: string): string[] =>
    ["github_repository_deploy_key", "aws_ssm_parameter"]
      .flatMap((type) => Object.entries(synthesize(yaml).resources("secrets", type)))
      .filter(([id]) => /^(deploy|reader)-key-/.test(id))
      .map(([id, { lifecycle: _, ...key }]) => `${id} ${JSON.stringify(key)}`)
      .sort();
  const moved = fleetText.replace("imageUpdate: { cluster: staging }", "imageUpdate: { cluster: production }");
  assert.notEqual(moved, fleetText);
  assert.deepEqual(keys(moved), keys(fleetText));
  const [head = "", staging = "", production = "", tail = ""] = fleetText.split(
    /(?=^  - name: (?:staging|production)$|^repositories:)/m,
  );
  const reordered = head + production + staging + tail;
  assert.notEqual(reordered, fleetText);
  assert.deepEqual(keys(reordered), keys(fleetText));
});

test("each cluster has a webhook token of its own", () => {
  const parameters = Object.values(fleet.resources("secrets", "aws_ssm_parameter")).map(({ name }) => text(name));
  assert.deepEqual(parameters.filter((name) => name.endsWith("/receiver/token")).sort(), [
    "/github/acme/production/flux/receiver/token",
    "/github/acme/staging/flux-system/receiver/token",
  ]);
});

/** A deploy key's public half. */
const isPublic = (id: string): boolean => id.endsWith("_public_parameter");

test("every parameter is encrypted with the configured key, and the reader policy may decrypt with it", () => {
  for (const [id, parameter] of Object.entries(fleet.resources("secrets", "aws_ssm_parameter"))) {
    assert.equal(parameter["key_id"], isPublic(id) ? undefined : "alias/delivery", id);
  }
  const policy = text(fleet.resources("secrets", "aws_iam_policy")["reader-policy-production_policy"]?.["policy"]);
  assert.match(policy, /"kms:Decrypt"\], "Resource" = \[data\.aws_kms_key\.reader-policy-production_key\.arn\]/);
});

test("a reader policy reads what its cluster needs and not what only another needs", () => {
  const policy = text(fleet.resources("secrets", "aws_iam_policy")["reader-policy-production_policy"]?.["policy"]);
  assert.match(policy, /aws_ssm_parameter\.receiver-token-production_ssm_parameter\.arn/);
  assert.doesNotMatch(policy, /receiver-token-staging/);
});

test("AWS resources carry the tags", () => {
  assert.deepEqual(at(fleet.stack("secrets"), "provider", "aws", 0, "default_tags"), [{ tags: { team: "platform" } }]);
});

test("a cluster is reached by its kubeconfig, relative to the project, or by ephemeral variables", () => {
  assert.deepEqual(at(fleet.stack("app-staging"), "provider", "kubernetes"), [
    { config_context: "staging", config_path: "../../../kubeconfigs/staging" },
  ]);
  assert.deepEqual(at(fleet.stack("app-production"), "provider", "kubernetes"), [
    {
      cluster_ca_certificate: "${var.kubernetes_cluster_ca_certificate_production}",
      host: "${var.kubernetes_host_production}",
      token: "${var.kubernetes_token_production}",
    },
  ]);
  assert.equal(at(fleet.stack("app-production"), "variable", "kubernetes_token_production", "ephemeral"), true);
});

test("a store that the stacks make is open to the namespaces in use and no others", () => {
  const store = object("flux-bootstrap-staging", "ClusterSecretStore aws-parameter-store");
  assert.deepEqual(at(store, "spec"), {
    conditions: [{ namespaces: ["flux-system", "shop-dev"] }],
    provider: {
      aws: {
        auth: { jwt: { serviceAccountRef: { name: "eso", namespace: "external-secrets" } } },
        region: "us-east-1",
        service: "ParameterStore",
      },
    },
  });
  const secret = fleet.resources("flux-bootstrap-staging", "kubernetes_manifest")["git-secret-shop"];
  assert.deepEqual(secret?.["depends_on"], ["kubernetes_manifest.secret-store"]);
});

test("a namespace is made before what goes into it", () => {
  const manifests = fleet.resources("app-staging", "kubernetes_manifest");
  assert.deepEqual(manifests["pull-secret-shop-dev_ghcr"]?.["depends_on"], ["kubernetes_manifest.namespace-shop-dev"]);
  assert.deepEqual(manifests["kustomization-web-dev"]?.["depends_on"], [
    "kubernetes_manifest.namespace-shop-dev",
    "kubernetes_manifest.pull-secret-shop-dev_ghcr",
    "kubernetes_manifest.deployer-shop-dev",
    "kubernetes_manifest.deployer-shop-dev_binding",
  ]);
});

test("a login that fails holds up only the applications that need it", () => {
  const manifests = fleet.resources("app-staging", "kubernetes_manifest");
  assert.equal(manifests["image-repository-admin"]?.["depends_on"], undefined);
  assert.deepEqual(manifests["kustomization-admin-dev"]?.["depends_on"], [
    "kubernetes_manifest.namespace-shop-dev",
    "kubernetes_manifest.deployer-shop-dev",
    "kubernetes_manifest.deployer-shop-dev_binding",
  ]);
  assert.deepEqual(manifests["route-web-dev"]?.["depends_on"], ["kubernetes_manifest.namespace-shop-dev"]);
});

test("parameters that are too many for one IAM policy are read by several", () => {
  const many = Array.from({ length: 90 }, (_, index) => `  - { name: a-service-with-a-longer-name-${index} }\n`).join(
    "",
  );
  const edited = synthesize(
    shippedWith("  - name: echo-server\n\nregistry", `  - name: echo-server\n${many}\nregistry`).replace(
      "applications:\n",
      `applications:\n${Array.from(
        { length: 90 },
        (_, index) => `  - name: app-${index}
    repository: a-service-with-a-longer-name-${index}
    image: { name: ghcr.io/acme/app-${index} }
    port: 80
    environments:
      - name: dev
        cluster: blog
        namespace: default
        imagePolicy: { policy: { numerical: {} } }
        initialTag: "1"
`,
      ).join("")}`,
    ),
  );
  const policies = Object.values(edited.resources("secrets", "aws_iam_policy"));
  assert.deepEqual(
    policies.map(({ name }) => name),
    ["external-secrets-blog", "external-secrets-blog-2"],
  );
  const arns = policies.flatMap(({ policy }) => text(policy).match(/aws_ssm_parameter\.[\w-]+\.arn/g) ?? []);
  assert.equal(new Set(arns).size, 94);
  assert.equal(arns.length, 94);
});
