import assert from "node:assert/strict";
import { test } from "node:test";
import { at, shippedWith, synthesize, text, type Json, type Synthesized } from "../support/synth";
import { wholeText } from "../support/whole";

const logins = "arn:aws:iam::123456789012:role/logins";
const two = synthesize(
  wholeText.replace(
    "    secretStore: { name: parameters, create: {} }\n",
    "    secretStore: { name: parameters, refreshInterval: 1h, readerPolicy: eso, create: {} }\n" +
      `    pullSecretStore: { readerPolicy: eso-logins, create: { role: ${logins} } }\n`,
  ),
);

/** The store and refresh interval of each ExternalSecret, by its namespace. */
const storesOf = (made: Synthesized): Set<string> =>
  new Set(
    ["flux-bootstrap", "app"].flatMap((stack) =>
      Object.values(made.objects(stack))
        .filter(({ kind }) => kind === "ExternalSecret")
        .map((object) => {
          const read = (...path: string[]): string => text(at(object, ...path));
          return `${read("metadata", "namespace")}: ${read("spec", "secretStoreRef", "name")}, ${read("spec", "refreshInterval")}`;
        }),
    ),
  );

const store = (name: string): Json | undefined =>
  at(two.objects("flux-bootstrap")[`ClusterSecretStore ${name}`], "spec");

/** Addresses of the parameters that a policy is about. */
function reads(made: Synthesized, id: string): string[] {
  const policy = text(made.resources("secrets", "aws_iam_policy")[id]?.["policy"]);
  return [...policy.matchAll(/aws_ssm_parameter\.([\w-]+)\.arn|parameter(\/[\w/-]+)/g)].map(
    ([, address, path]) => address ?? path ?? "",
  );
}

test("the workloads' namespaces read from a store of their own, all others from the first", () => {
  assert.deepEqual(
    storesOf(two),
    new Set([
      "flux-system: parameters, 1h",
      "monitoring: parameters, 1h",
      "web-dev: registry-logins, 5m",
      "web-prod: registry-logins, 5m",
    ]),
  );
});

test("each store is open to the namespaces that read from it, and reads as somebody else", () => {
  const provider = { region: "eu-central-1", service: "ParameterStore" };
  assert.deepEqual(store("parameters"), {
    conditions: [{ namespaces: ["flux-system", "monitoring"] }],
    provider: { aws: provider },
  });
  assert.deepEqual(store("registry-logins"), {
    conditions: [{ namespaces: ["web-dev", "web-prod"] }],
    provider: { aws: { ...provider, role: logins } },
  });
  const { wait } = two.resources("flux-bootstrap", "kubernetes_manifest")["pull-secret-store"] ?? {};
  assert.match(JSON.stringify(wait), /Ready/);
});

test("the workloads' namespaces can read registry logins alone, and the first store all that Flux needs", () => {
  assert.deepEqual(reads(two, "pull-reader-policy-main_policy"), ["pull-token-ghcr_ssm_parameter"]);
  const first = reads(two, "reader-policy-main_policy");
  assert.ok(first.includes("deploy-key-shop_ssm_parameter") && first.includes("/slack/alerts"));
  // Flux scans with it too.
  assert.ok(first.includes("pull-token-ghcr_ssm_parameter"));
  assert.deepEqual(at(two.stack("secrets"), "output", "pull_secret_reader_policy", "value"), {
    main: ["${aws_iam_policy.pull-reader-policy-main_policy.arn}"],
  });
});

test("a login that only pulls need is none of the first store's", () => {
  // Nothing is scanned on this cluster: the other writes for both.
  const other = wholeText
    .replace("    secretStore: { name: parameters, create: {} }\n", "    secretStore: { readerPolicy: eso }\n")
    .replace(
      "repositories:\n  - name: shop\n",
      "  - name: second\n    connection: { type: kubeconfig, path: kubeconfig, context: second }\n" +
        "    secretStore: { readerPolicy: eso-second }\n    pullSecretStore: { readerPolicy: eso-second-logins }\n" +
        "repositories:\n  - name: shop\n    imageUpdate: { cluster: main }\n",
    )
    .replace("      - name: prod\n        cluster: main", "      - name: prod\n        cluster: second");
  const made = synthesize(other);
  assert.deepEqual(reads(made, "pull-reader-policy-second_policy"), ["pull-token-ghcr_ssm_parameter"]);
  assert.deepEqual(reads(made, "reader-policy-second_policy"), ["reader-key-shop_second_ssm_parameter"]);
});

test("beside a store of logins, the monitoring's namespace is served where it has a Secret", () => {
  const made = synthesize(
    shippedWith(
      "      readerPolicy: external-secrets-blog\n",
      `      create: {}\n    monitoring: {}\n    pullSecretStore: { create: { role: ${logins} } }\n`,
    ),
  );
  const first = made.objects("flux-bootstrap")["ClusterSecretStore aws-parameter-store"];
  assert.deepEqual(at(first, "spec", "conditions"), [{ namespaces: ["flux-system"] }]);
});

const provider = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF";

/** The whole delivery with roles that the stacks make, got in a way. */
const withRoles = (ways: string, connection = "{ type: kubeconfig, path: kubeconfig, context: main }"): Synthesized =>
  synthesize(
    wholeText
      .replace("{ type: kubeconfig, path: kubeconfig, context: main }", connection)
      .replace(
        "    secretStore: { name: parameters, create: {} }\n",
        `    serviceAccountRoles: ${ways}\n` +
          "    secretStore: { name: parameters, readerPolicy: eso, readerRole: eso, create: {} }\n" +
          "    pullSecretStore: { readerPolicy: eso-logins, readerRole: eso-logins, create: {} }\n",
      ),
  );

/** What a role trusts, without the text around it. */
const trust = (made: Synthesized, id: string): string =>
  text(made.resources("secrets", "aws_iam_role")[id]?.["assume_role_policy"]).replace(
    /^.*"Statement" = \[|\]\}\)\}$/g,
    "",
  );

const attachments = (made: Synthesized): Json[] =>
  Object.values(made.resources("secrets", "aws_iam_role_policy_attachment")).map(({ role, policy_arn: policy }) => [
    role ?? null,
    policy ?? null,
  ]);

test("by IRSA each store reads as a ServiceAccount of its own in Flux's namespace, which its role alone trusts", () => {
  const made = withRoles(`{ type: irsa, oidcProvider: "${provider}" }`);
  const issuer = provider.slice(provider.indexOf("/") + 1);
  for (const [role, name] of [
    ["reader-role-main_role", "parameters"],
    ["pull-reader-role-main_role", "registry-logins"],
  ] as const) {
    assert.equal(
      trust(made, role),
      `{"Effect" = "Allow", "Principal" = {"Federated" = "${provider}"}, "Action" = ["sts:AssumeRoleWithWebIdentity"], ` +
        `"Condition" = {"StringEquals" = {"${issuer}:aud" = "sts.amazonaws.com", ` +
        `"${issuer}:sub" = "system:serviceaccount:flux-system:${name}"}}}`,
    );
    const objects = made.objects("flux-bootstrap");
    const account = objects[`ServiceAccount flux-system/${name}`];
    assert.match(
      text(at(account, "metadata", "annotations", "eks.amazonaws.com/role-arn")),
      new RegExp(`aws_iam_role_${role}_arn`),
    );
    assert.equal(at(account, "automountServiceAccountToken"), false);
    assert.deepEqual(at(objects[`ClusterSecretStore ${name}`], "spec", "provider", "aws"), {
      auth: { jwt: { serviceAccountRef: { name, namespace: "flux-system" } } },
      region: "eu-central-1",
      service: "ParameterStore",
    });
  }
  const manifests = made.resources("flux-bootstrap", "kubernetes_manifest");
  assert.deepEqual(manifests["secret-store"]?.["depends_on"], ["kubernetes_manifest.secret-store-account"]);
  assert.deepEqual(manifests["pull-secret-store"]?.["depends_on"], ["kubernetes_manifest.pull-secret-store-account"]);
  assert.deepEqual(made.resources("secrets", "aws_eks_pod_identity_association"), {});
});

test("each role has the policy of its own store", () => {
  assert.deepEqual(attachments(withRoles(`{ type: irsa, oidcProvider: "${provider}" }`)), [
    ["${aws_iam_role.pull-reader-role-main_role.name}", "${aws_iam_policy.pull-reader-policy-main_policy.arn}"],
    ["${aws_iam_role.reader-role-main_role.name}", "${aws_iam_policy.reader-policy-main_policy.arn}"],
  ]);
});

test("by Pod Identity ESO's ServiceAccount on this cluster has the first store's role, which assumes the other's", () => {
  const made = withRoles("{ type: pod-identity }", "{ type: eks, name: main, region: eu-west-1 }");
  const actions = '"Action" = ["sts:AssumeRole", "sts:TagSession"]';
  assert.equal(
    trust(made, "reader-role-main_role"),
    `{"Effect" = "Allow", "Principal" = {"Service" = "pods.eks.amazonaws.com"}, ${actions}, "Condition" = {"StringEquals" = {` +
      '"aws:RequestTag/eks-cluster-arn" = "arn:${data.aws_partition.reader-role-main_partition.partition}:eks:eu-west-1:' +
      '${data.aws_caller_identity.reader-role-main_account.account_id}:cluster/main", ' +
      '"aws:RequestTag/kubernetes-namespace" = "external-secrets", ' +
      '"aws:RequestTag/kubernetes-service-account" = "external-secrets"}}}',
  );
  assert.equal(
    trust(made, "pull-reader-role-main_role"),
    `{"Effect" = "Allow", "Principal" = {"AWS" = aws_iam_role.reader-role-main_role.arn}, ${actions}}`,
  );
  const associations = made.resources("secrets", "aws_eks_pod_identity_association");
  assert.deepEqual(Object.keys(associations), ["reader-role-main_association"]);
  const { "//": _, ...association } = associations["reader-role-main_association"] ?? {};
  assert.deepEqual(association, {
    cluster_name: "main",
    namespace: "external-secrets",
    region: "eu-west-1",
    role_arn: "${aws_iam_role.reader-role-main_role.arn}",
    service_account: "external-secrets",
  });
  const objects = made.objects("flux-bootstrap");
  assert.deepEqual(at(objects["ClusterSecretStore parameters"], "spec", "provider", "aws"), {
    region: "eu-central-1",
    service: "ParameterStore",
  });
  const second = at(objects["ClusterSecretStore registry-logins"], "spec", "provider", "aws");
  assert.match(text(at(second, "role")), /aws_iam_role_pull-reader-role-main_role_arn/);
  assert.equal(at(second, "auth"), undefined);
  assert.ok(!Object.keys(objects).some((name) => name.startsWith("ServiceAccount")));
});

test("an association is in the provider's region, unless its cluster is in another", () => {
  const made = withRoles("{ type: pod-identity }", "{ type: eks, name: main }");
  const association = made.resources("secrets", "aws_eks_pod_identity_association")["reader-role-main_association"];
  assert.equal(association?.["region"], undefined);
});
