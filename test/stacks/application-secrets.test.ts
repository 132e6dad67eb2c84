import assert from "node:assert/strict";
import { test } from "node:test";
import { at, synthesize, text, type JsonObject, type Synthesized } from "../support/synth";
import { wholeText } from "../support/whole";

const secrets = "        secrets: { DATABASE_URL: /acme/web/database-url, API_TOKEN: /acme/web/token }\n";
const policy = "        imagePolicy: { policy: { semver: { range: 1.x } } }\n";

/** The whole delivery, of which an environment has secrets, and another shares one. */
const withSecrets = wholeText
  .replace(policy, secrets + policy)
  .replace("        namespace: api-dev\n", "        namespace: api-dev\n        secrets: { TOKEN: /acme/web/token }\n");

const one = synthesize(
  withSecrets.replace("name: parameters, create: {}", "name: parameters, readerPolicy: eso, create: {}"),
);
const role = "arn:aws:iam::123456789012:role/workloads";
const two = synthesize(
  withSecrets.replace(
    "    secretStore: { name: parameters, create: {} }\n",
    "    secretStore: { name: parameters, readerPolicy: eso, create: {} }\n" +
      `    pullSecretStore: { name: workloads, readerPolicy: eso-workloads, create: { role: ${role} } }\n`,
  ),
);

const secretOf = (made: Synthesized, name = "web-prod/web-prod-secrets"): JsonObject => {
  const found = made.objects("app")[`ExternalSecret ${name}`];
  assert.ok(found);
  return found;
};

const policyOf = (made: Synthesized, id: string): string =>
  text(made.resources("secrets", "aws_iam_policy")[id]?.["policy"]);

/** Namespaces that a store is open to. */
const servedBy = (made: Synthesized, store: string) =>
  at(made.objects("flux-bootstrap")[`ClusterSecretStore ${store}`], "spec", "conditions", 0, "namespaces");

test("an environment's secrets are keys of a Secret in its namespace, named as its variables", () => {
  const spec = at(secretOf(one), "spec");
  const data = at(spec, "data");
  assert.deepEqual(
    (Array.isArray(data) ? data : []).map((each) => [at(each, "secretKey"), at(each, "remoteRef", "key")]),
    [
      ["DATABASE_URL", "/acme/web/database-url"],
      ["API_TOKEN", "/acme/web/token"],
    ],
  );
  assert.equal(at(spec, "target", "name"), "web-prod-secrets");
  assert.equal(at(spec, "target", "template"), undefined);
  assert.deepEqual(at(spec, "secretStoreRef"), { kind: "ClusterSecretStore", name: "parameters" });
  assert.equal(one.objects("app")["ExternalSecret web-dev/web-dev-secrets"], undefined);
});

test("the store of the workloads' namespaces serves it, whose identity alone may read the parameters", () => {
  assert.deepEqual(at(secretOf(two), "spec", "secretStoreRef"), { kind: "ClusterSecretStore", name: "workloads" });
  assert.deepEqual(servedBy(two, "workloads"), ["web-dev", "web-prod", "api-dev"]);
  assert.deepEqual(servedBy(two, "parameters"), ["flux-system", "monitoring"]);
  const [first, workloads] = ["reader-policy-main_policy", "pull-reader-policy-main_policy"].map((id) =>
    policyOf(two, id),
  );
  for (const path of ["parameter/acme/web/database-url", "parameter/acme/web/token"]) {
    assert.equal(first?.split(path).length, 1);
    // One that two environments read is named once.
    assert.equal(workloads?.split(path).length, 2);
  }
});

test("with one store for all, that serves its namespace and reads the parameters", () => {
  assert.deepEqual(servedBy(one, "parameters"), ["flux-system", "web-dev", "web-prod", "api-dev", "monitoring"]);
  assert.match(policyOf(one, "reader-policy-main_policy"), /parameter\/acme\/web\/database-url/);
});

test("every parameter that an ExternalSecret names by its path is in the policy of the store that it asks", () => {
  for (const [made, policies] of [
    [one, { parameters: "reader-policy-main_policy" }],
    [two, { parameters: "reader-policy-main_policy", workloads: "pull-reader-policy-main_policy" }],
  ] as const) {
    const objects = ["flux-bootstrap", "app"].flatMap((stack) => Object.values(made.objects(stack)));
    const asked = objects
      .filter(({ kind }) => kind === "ExternalSecret")
      .flatMap((object) => {
        const data = at(object, "spec", "data");
        const store = text(at(object, "spec", "secretStoreRef", "name"));
        return (Array.isArray(data) ? data : []).map((each) => ({ store, path: text(at(each, "remoteRef", "key")) }));
      })
      .filter(({ path }) => path.startsWith("/"));
    assert.ok(asked.length > 5);
    for (const { store, path } of asked) {
      const id = Object.entries(policies).find(([name]) => name === store)?.[1] ?? "";
      assert.ok(policyOf(made, id).includes(`parameter${path}"`), `${store} ${path}`);
    }
  }
});

test("it is Ready before Flux deploys the Pods that read it, and goes after them", () => {
  const resources = one.resources("app", "kubernetes_manifest");
  assert.match(JSON.stringify(resources["application-secret-web-prod"]?.["wait"]), /Ready/);
  assert.match(
    JSON.stringify(resources["kustomization-web-prod"]?.["depends_on"]),
    /kubernetes_manifest\.application-secret-web-prod/,
  );
});

test("with a protected environment it is protected, and still comes first", () => {
  const made = synthesize(withSecrets.replace(secrets, `        protected: true\n${secrets}`));
  assert.equal(at(secretOf(made), "metadata", "labels", "flux-delivery/protected"), "true");
  assert.match(
    JSON.stringify(made.resources("app", "kubernetes_manifest")["kustomization-web-prod"]?.["depends_on"]),
    /kubernetes_manifest\.application-secret-web-prod/,
  );
});

test("a cluster without a private image may have a store for its applications' secrets alone", () => {
  const made = synthesize(
    withSecrets
      .replace(", credential: ghcr", "")
      .replace(
        "    secretStore: { name: parameters, create: {} }\n",
        `    pullSecretStore: { name: workloads, create: { role: ${role} } }\n`,
      ),
  );
  assert.deepEqual(servedBy(made, "workloads"), ["web-prod", "api-dev"]);
});
