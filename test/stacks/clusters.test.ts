import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { at, shippedWith, synthesize, text, type Json, type Synthesized } from "../support/synth";

const yaml = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");
const shipped = synthesize();
const fleet = synthesize(yaml);
const observed = synthesize(
  yaml.replace(
    "    gateway: { name: public, namespace: gateways }\n    receiver: { host: hooks.staging",
    `    monitoring: { slack: { parameter: /slack/alerts } }
    notifications:
      providers:
        - { name: metrics, type: alertmanager }
        - { name: chat, type: slack, addressParameter: /slack/flux }
      alerts:
        - { name: info, provider: metrics, severity: info }
        - { name: error, provider: chat, severity: error }
    gateway: { name: public, namespace: gateways }
    receiver: { host: hooks.staging`,
  ),
);

/** What each object of a stack is applied after, by their ids. */
const order = (delivery: Synthesized, stack: string): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(delivery.resources(stack, "kubernetes_manifest")).map(([id, { depends_on = [] }]) => [
      id,
      Array.isArray(depends_on) ? depends_on.map((each) => text(each).replace("kubernetes_manifest.", "")) : depends_on,
    ]),
  );

/** Objects whose Ready is waited for. */
const awaited = (delivery: Synthesized, stack: string): string[] =>
  Object.entries(delivery.resources(stack, "kubernetes_manifest"))
    .filter(([, { wait }]) => wait !== undefined)
    .map(([id]) => id)
    .sort();

test("an object that is there already is taken over, whoever owns its fields", () => {
  for (const stack of fleet.texts.keys()) {
    for (const [id, manifest] of Object.entries(fleet.resources(stack, "kubernetes_manifest"))) {
      assert.deepEqual(manifest["field_manager"], { force_conflicts: true }, `${stack} ${id}`);
    }
  }
});

test("what a cluster's applications share is applied in its order", () => {
  assert.deepEqual(order(observed, "flux-bootstrap-staging"), {
    "alert-error": ["notification-provider-chat"],
    "alert-error_images": ["notification-provider-chat"],
    "alert-info": ["notification-provider-metrics"],
    "alert-info_images": ["notification-provider-metrics"],
    "git-repository-shop": ["git-secret-shop"],
    "git-repository-tools": ["git-secret-tools"],
    "git-secret-shop": ["secret-store"],
    "git-secret-tools": ["secret-store"],
    "monitoring-charts": [],
    "monitoring-namespace": [],
    "monitoring-release": ["monitoring-namespace", "monitoring-secret", "monitoring-charts", "monitoring-values"],
    "monitoring-secret": ["secret-store", "monitoring-namespace"],
    "monitoring-values": [],
    "notification-provider-chat": ["notification-secret-chat"],
    "notification-provider-metrics": [],
    "notification-secret-chat": ["secret-store"],
    receiver: ["receiver-secret", "git-repository-shop", "git-repository-tools"],
    "receiver-route": [],
    "receiver-secret": ["secret-store"],
    "secret-store": [],
  });
});

test("what others read is waited for, and nothing else", () => {
  assert.deepEqual(awaited(observed, "flux-bootstrap-staging"), [
    "git-repository-shop",
    "git-repository-tools",
    "git-secret-shop",
    "git-secret-tools",
    "monitoring-secret",
    "notification-secret-chat",
    "receiver",
    "receiver-secret",
    "secret-store",
  ]);
  assert.deepEqual(awaited(fleet, "app-staging"), [
    "pull-secret-shop-dev_ghcr",
    "scan-secret-flux-system_ghcr",
    "signing-secret",
  ]);
});

test("a cluster that deploys and writes nothing has no objects of applications", () => {
  const idle = synthesize(
    yaml.replace("repositories:\n", "  - name: idle\n    connection: { type: variables }\nrepositories:\n"),
  );
  assert.deepEqual(idle.objects("app-idle"), {});
  assert.deepEqual(idle.objects("flux-bootstrap-idle"), {});
  assert.equal(at(idle.stack("flux-bootstrap-idle"), "data"), undefined);
});

test("an object that nobody waits for, and anybody may delete, has nothing to say of either", () => {
  for (const stack of ["flux-bootstrap", "app"]) {
    for (const [id, object] of Object.entries(shipped.resources(stack, "kubernetes_manifest"))) {
      if (object["wait"] === undefined) assert.ok(!("timeouts" in object), id);
      // What a workload is deployed and deleted as goes last.
      const last = id.startsWith("deployer") ? { create_before_destroy: true } : undefined;
      assert.deepEqual(object["lifecycle"], last, id);
    }
    assert.ok(!("removed" in shipped.stack(stack)), stack);
  }
});

test("a kubeconfig is found from the stack's folder, or in the home of whoever applies", () => {
  const pathOf = (path: string): unknown => {
    const connection = `    connection: { type: kubeconfig, path: ${path} }\n`;
    const stacks = synthesize(shippedWith("  - name: blog\n", `  - name: blog\n${connection}`));
    return at(stacks.stack("app"), "provider", "kubernetes", 0, "config_path");
  };
  assert.equal(pathOf("~/.kube/blog"), "~/.kube/blog");
  assert.equal(pathOf("kube/~/blog"), "../../../kube/~/blog");
});

test("a wait ends when its cluster says so", () => {
  const patient = synthesize(yaml.replace("  - name: staging\n", "  - name: staging\n    readyTimeout: 15m\n"));
  const timeouts = (stack: string): Json[] =>
    Object.values(patient.resources(stack, "kubernetes_manifest"))
      .filter(({ wait }) => wait !== undefined)
      .map((manifest) => at(manifest, "timeouts") ?? null);
  assert.deepEqual(
    new Set(timeouts("app-staging").map((each) => JSON.stringify(each))),
    new Set(['{"create":"15m","update":"15m"}']),
  );
  assert.deepEqual(
    new Set(timeouts("app-production").map((each) => JSON.stringify(each))),
    new Set(['{"create":"4m","update":"4m"}']),
  );
});

test("the variables of a cluster must be given, and say what they are", () => {
  const required = { nullable: false, type: "string" };
  const { variable } = fleet.stack("app-production");
  assert.deepEqual(variable, {
    kubernetes_cluster_ca_certificate_production: { ...required, description: "CA of cluster production, PEM" },
    kubernetes_host_production: { ...required, description: "URL of the API of cluster production" },
    kubernetes_token_production: {
      ...required,
      description: "Token for the API of cluster production",
      ephemeral: true,
      sensitive: true,
    },
  });
});

test("a cluster whose UID is given is asked for it, before anything of it is looked at", () => {
  const uid = "6a1b2c3d-0000-4000-8000-0123456789ab";
  const confirmed = synthesize(
    yaml.replace("    connection: { type: variables }\n", `    connection: { type: variables }\n    uid: ${uid}\n`),
  );
  for (const stack of ["flux-bootstrap-production", "app-production"]) {
    const { data, provider } = confirmed.stack(stack);
    const asked = at(data, "kubernetes_namespace_v1", "kube-system");
    assert.deepEqual(
      ["provider", "metadata"].map((name) => at(asked, name)),
      ["kubernetes.unconfirmed", { name: "kube-system" }],
    );
    const [condition] = [at(asked, "lifecycle", "postcondition", 0)];
    assert.equal(at(condition, "condition"), `\${(self.metadata.0.uid == "${uid}")}`);
    assert.match(
      text(at(condition, "error_message")),
      new RegExp(`another cluster than production: .*, that of production has ${uid}`),
    );
    const known = {
      cluster_ca_certificate: "${var.kubernetes_cluster_ca_certificate_production}",
      token: "${var.kubernetes_token_production}",
    };
    assert.deepEqual(at(provider, "kubernetes"), [
      { ...known, alias: "unconfirmed", host: "${var.kubernetes_host_production}" },
      {
        ...known,
        host: `\${var.kubernetes_host_production}\${{"${uid}" = ""}[data.kubernetes_namespace_v1.kube-system.metadata[0].uid]}`,
      },
    ]);
    for (const object of Object.values(confirmed.resources(stack, "kubernetes_manifest"))) {
      assert.equal(object["provider"], undefined);
    }
  }
});

test("a cluster whose UID is not given is taken for what the connection leads to", () => {
  for (const stack of ["flux-bootstrap-production", "app-production"]) {
    assert.equal(at(fleet.stack(stack), "data", "kubernetes_namespace_v1"), undefined);
  }
});

test("an EKS cluster is where AWS says, and each run gets a token by the AWS CLI", () => {
  const ofEks = (more: string): Synthesized =>
    synthesize(
      yaml.replace("    connection: { type: variables }\n", `    connection: { type: eks, name: shop${more} }\n`),
    );
  const here = ofEks("");
  const role = "arn:aws:iam::210987654321:role/deploy";
  const there = ofEks(`, region: eu-west-1, role: ${role}`);
  for (const stack of ["flux-bootstrap-production", "app-production"]) {
    assert.equal(at(here.stack(stack), "variable", "kubernetes_token_production"), undefined);
    const asked = at(here.stack(stack), "data", "aws_eks_cluster", "cluster");
    assert.deepEqual([at(asked, "name"), at(asked, "provider")], ["shop", "aws.eks"]);
    const get = ["eks", "get-token", "--output", "json", "--region"];
    const provider = (args: string[]): Json => [
      {
        cluster_ca_certificate: "${base64decode(data.aws_eks_cluster.cluster.certificate_authority[0].data)}",
        exec: [{ api_version: "client.authentication.k8s.io/v1beta1", args: [...get, ...args], command: "aws" }],
        host: "${data.aws_eks_cluster.cluster.endpoint}",
      },
    ];
    const found = (delivery: Synthesized, name: string): Json | undefined =>
      at(delivery.stack(stack), "provider", name);
    assert.deepEqual(found(here, "kubernetes"), provider(["us-east-1", "--cluster-name", "shop"]));
    assert.deepEqual(found(there, "kubernetes"), provider(["eu-west-1", "--cluster-name", "shop", "--role-arn", role]));
    const last = (value: Json | undefined): Json | undefined => (Array.isArray(value) ? value.at(-1) : value);
    const eks = (delivery: Synthesized): Json | undefined => {
      const providers = found(delivery, "aws");
      return last(Array.isArray(providers) ? providers.filter((each) => at(each, "alias") === "eks") : providers);
    };
    assert.deepEqual(eks(here), { alias: "eks", region: "us-east-1" });
    assert.deepEqual(eks(there), {
      alias: "eks",
      allowed_account_ids: ["210987654321"],
      assume_role: [{ role_arn: role }],
      region: "eu-west-1",
    });
  }
});

test("a Secret is made of what the store keeps, by templates that External Secrets Operator fills in", () => {
  const bootstrap = fleet.objects("flux-bootstrap-staging");
  const data = (delivery: typeof bootstrap, name: string): Json | undefined =>
    at(delivery[`ExternalSecret ${name}`], "spec", "target", "template", "data");
  assert.equal(at(data(bootstrap, "flux-system/shop-git"), "identity"), "{{ .identity }}");
  assert.deepEqual(data(bootstrap, "flux-system/webhook-token"), { token: "{{ .token }}" });
  const login = '(dict "username" "acme-bot" "password" .token "auth" (printf "%s:%s" "acme-bot" .token | b64enc))';
  assert.deepEqual(data(fleet.objects("app-staging"), "flux-system/ghcr-docker"), {
    ".dockerconfigjson": `{{ dict "auths" (dict "ghcr.io" ${login}) | toJson }}`,
  });
});

test("the other stacks' states are read in the workspace of one's own", () => {
  const state = at(fleet.stack("app-staging"), "data", "terraform_remote_state", "cross-stack-reference-input-secrets");
  assert.equal(at(state, "workspace"), "${terraform.workspace}");
});

test("the webhooks' URLs, which are hard to guess on purpose, are put out as sensitive", () => {
  const output = at(synthesize().stack("flux-bootstrap"), "output", "github_webhook");
  assert.equal(at(output, "sensitive"), true);
  assert.match(text(at(output, "description")), /hard to guess on purpose/);
});
