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
  assert.deepEqual(reads(made, "reader-policy-second_policy"), ["deploy-key-shop_ssm_parameter"]);
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
