import assert from "node:assert/strict";
import { test } from "node:test";
import { add, addCluster, environment } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const cluster = (...fields: readonly string[]): Edit => [
  "  - name: blog\n",
  `  - name: blog\n${fields.map((each) => `    ${each}\n`).join("")}`,
];
const made = (name: string, ...fields: readonly string[]): Edit =>
  add(environment(name, "cluster: blog", `namespace: ${name}`, "createNamespace: true", ...fields));
const policy = "      readerPolicy: external-secrets-blog\n";
const asSecretStore: Edit = [policy, `${policy}      kind: SecretStore\n`];
const noCredential: Edit = ["      credential: echo-server\n", ""];
const existing = /got true for .*, expected false: the namespace is there before the stack/;

test("a Deployment has a namespace on each cluster, and another on the same one", () => {
  assert.deepEqual(
    said(...addCluster(), add(environment("prod", "cluster: shop", "namespace: default", "pushBranch: prod"))),
    ["accepted"],
  );
  assert.match(
    said(add(environment("prod", "cluster: blog", "namespace: default"))).join(),
    /environments\[1\]\.namespace: got "default", expected a namespace for Deployment echo-server on cluster blog of its own/,
  );
});

test("a SecretStore that nothing in a namespace is read from needs not be there before", () => {
  assert.deepEqual(said(asSecretStore, noCredential, made("echo")), ["accepted"]);
  assert.deepEqual(said(asSecretStore, cluster("monitoring: {}")), ["accepted"]);
  assert.deepEqual(said(asSecretStore, cluster("namespaces: [{ name: web }, { name: default, create: false }]")), [
    "accepted",
  ]);
});

test("a SecretStore has to be there before a Secret is read from it, whoever makes the namespace", () => {
  const store = /expected false: SecretStore aws-parameter-store, which a Secret there is read from/;
  assert.match(said(asSecretStore, made("echo")).join(), store);
  assert.match(said(asSecretStore, noCredential, made("echo", "secrets: { A: /a }")).join(), store);
  assert.match(
    said(
      asSecretStore,
      noCredential,
      cluster("namespaces: [{ name: echo }]"),
      add(environment("echo", "cluster: blog", "namespace: echo", "secrets: { A: /a }")),
    ).join(),
    /namespaces\[0\]\.create: got true .*SecretStore aws-parameter-store/,
  );
});

test("a store of logins is asked for in the place of the first", () => {
  const second = (kind: string): Edit => [
    policy,
    `${policy}      kind: SecretStore\n    pullSecretStore: { kind: ${kind}, name: logins }\n`,
  ];
  assert.deepEqual(said(second("ClusterSecretStore"), made("echo")), ["accepted"]);
  assert.match(said(second("SecretStore"), made("echo")).join(), /SecretStore logins, which a Secret there/);
});

test("namespaces that are there before are not made", () => {
  const serviceAccount = "create: { serviceAccount: { name: eso, namespace: eso } }";
  for (const [name, ...edits] of [
    ["default"],
    ["cert-manager"],
    ["eso", [policy, `${policy}      ${serviceAccount}\n`]],
    ["logins", [policy, `${policy}    pullSecretStore: { ${serviceAccount.replaceAll("eso", "logins")} }\n`]],
    ["monitoring", cluster("monitoring: {}")],
    ["monitoring", cluster("monitoring: { createNamespace: false, discord: { parameter: /a } }")],
  ] satisfies [string, ...Edit[]][]) {
    const other =
      name === "default" ? environment("x", "cluster: blog", "namespace: default", "createNamespace: true") : "";
    const lines = said(...edits, other === "" ? made(name) : add(other));
    assert.ok(
      lines.some((line) => existing.test(line)),
      `${name}: ${lines.join()}`,
    );
  }
});

test("ESO's namespace is there before where the stacks install it, or give its ServiceAccount a role", () => {
  const eks = "connection: { type: eks, name: blog }";
  const role: Edit = [policy, `${policy}      readerRole: eso\n`];
  const eso = made("external-secrets");
  assert.deepEqual(said(eso), ["accepted"]);
  assert.match(said(cluster("prerequisites: {}"), eso).join("\n"), existing);
  const podIdentity = (namespace: string): readonly string[] => {
    const serviceAccount = `{ name: eso, namespace: ${namespace} }`;
    return said(
      role,
      cluster(eks, `serviceAccountRoles: { type: pod-identity, serviceAccount: ${serviceAccount} }`),
      eso,
    );
  };
  assert.match(podIdentity("external-secrets").join("\n"), existing);
  assert.deepEqual(podIdentity("secrets"), ["accepted"]);
});

test("the monitoring makes a namespace that is new, and none of Kubernetes' own", () => {
  for (const namespace of ["kube-system", "kube-x", "default", "cert-manager", "flux-system"]) {
    assert.match(said(cluster(`monitoring: { namespace: ${namespace} }`)).join("\n"), existing, namespace);
  }
  for (const namespace of ["kube", "akube-system", "metrics"]) {
    assert.deepEqual(said(cluster(`monitoring: { namespace: ${namespace} }`)), ["accepted"], namespace);
  }
});

test("what is only used may have no labels and no protection, which is what it has by default", () => {
  assert.deepEqual(said(cluster("namespaces: [{ name: a, create: false, labels: {}, protected: false }]")), [
    "accepted",
  ]);
  assert.deepEqual(said(cluster("namespaces: [{ name: a, labels: { team: a }, protected: true }]")), ["accepted"]);
});

test("a namespace that is taken over is protected, and not judged where another makes it", () => {
  const adopting = (object: string): Edit => [
    "\naws:\n",
    `\nadopt: { objects: [{ cluster: blog, object: ${object} }] }\n\naws:\n`,
  ];
  const mend = /expected a namespace that namespaces of cluster blog lists with protected: true/;
  const kept = cluster("namespaces: [{ name: kept, protected: true }, { name: echo }]");
  assert.deepEqual(said(adopting("Namespace kept"), kept), ["accepted"]);
  assert.match(said(adopting("Namespace echo"), kept).join(), mend);
  const theirs = said(adopting("Namespace monitoring"), cluster("monitoring: { createNamespace: false }"));
  assert.equal(theirs.length, 1);
  assert.doesNotMatch(theirs.join(), mend);
});
