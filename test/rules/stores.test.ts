import assert from "node:assert/strict";
import { test } from "node:test";
import { addCluster, add, environment } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

const policy = "      readerPolicy: external-secrets-blog\n";
const name = "      name: aws-parameter-store\n";
const cluster = "  - name: blog\n";
const provider = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF";
const role = "arn:aws:iam::123456789012:role";
const irsa = `{ type: irsa, oidcProvider: ${provider} }`;
const account: Edit = ["  region: eu-central-1\n", '  region: eu-central-1\n  accountId: "123456789012"\n'];

/** The shipped cluster's stores, and how roles come to them. */
const stores = (first: string, pull?: string, ways?: string, more = ""): Edit[] => [
  [
    policy,
    `${policy}${first === "" ? "" : `      ${first}\n`}${pull === undefined ? "" : `    pullSecretStore: ${pull}\n`}`,
  ],
  [cluster, `${cluster}${ways === undefined ? "" : `    serviceAccountRoles: ${ways}\n`}${more}`],
];
const eks = "    connection: { type: eks, name: blog }\n";
const both = (first: string, pull: string): readonly string[] =>
  said(
    ...stores("readerRole: a\n      create: {}", `{ readerPolicy: logins, readerRole: ${pull}, create: {} }`, irsa),
    [name, `      name: ${first}\n`],
  );
const asOne = /pullSecretStore\.create: got .*, expected a role, serviceAccount or readerRole of its own/;

test("two stores read as two by any two identities", () => {
  for (const [first, second] of [
    ["create: {}", `{ create: { role: ${role}/logins } }`],
    ["create: {}", "{ create: { serviceAccount: { name: logins, namespace: eso } } }"],
    ["", `{ create: { role: ${role}/logins } }`],
    ["", "{ name: logins }"],
    ["create: { serviceAccount: { name: eso, namespace: eso } }", "{ create: {} }"],
    [
      "create: { serviceAccount: { name: eso, namespace: eso } }",
      "{ create: { serviceAccount: { name: eso, namespace: logins } } }",
    ],
    [`create: { role: ${role}/eso }`, `{ create: { role: ${role}/logins } }`],
    [`create: { role: ${role}/eso }`, "{ create: {} }"],
  ] as const) {
    assert.deepEqual(said(...stores(first, second)), ["accepted"], `${first} ${second}`);
  }
});

test("stores are two by their names or their kinds", () => {
  assert.deepEqual(said(...stores("", "{ name: aws-parameter-store, kind: SecretStore }")), ["accepted"]);
  assert.match(
    said(...stores("kind: SecretStore", "{ name: aws-parameter-store, kind: SecretStore }")).join("\n"),
    /another store/,
  );
});

test("a role that is made is nobody's that a store reads as", () => {
  const made = (first: string, second: string): readonly string[] => said(...stores(first, second, irsa));
  assert.deepEqual(both("aws-parameter-store", "b"), ["accepted"]);
  assert.match(made("readerRole: eso\n      create: {}", `{ create: { role: ${role}/path/eso } }`).join("\n"), asOne);
  assert.deepEqual(made("readerRole: eso\n      create: {}", `{ create: { role: ${role}/eso/other } }`), ["accepted"]);
});

test("a store's ServiceAccount is none of Flux's, of its namespace's or of a deployer's", () => {
  for (const taken of ["default", "source-controller", "a.deployer"]) {
    assert.match(
      both(taken, "b").join("\n"),
      /secretStore\.name: got .*, expected another name: its ServiceAccount/,
      taken,
    );
  }
  for (const free of ["default-a", "a-default", "source-controllers", "controller", "a-deployer", "a.deployers"]) {
    assert.deepEqual(both(free, "b"), ["accepted"], free);
  }
  // No ServiceAccount is made for a store that has no role, or where roles come by Pod Identity.
  assert.deepEqual(said([name, "      name: default\n"]), ["accepted"]);
  const logins = "{ readerPolicy: logins, readerRole: b, create: {} }";
  assert.deepEqual(said(...stores("", logins, irsa), [name, "      name: default\n"]), ["accepted"]);
  assert.deepEqual(
    said(...stores("readerRole: eso", undefined, "{ type: pod-identity }", eks), [name, "      name: default\n"]),
    ["accepted"],
  );
});

test("roles have names of their own, which IAM compares without case", () => {
  assert.match(
    both("aws-parameter-store", "A").join("\n"),
    /pullSecretStore\.readerRole: got "A", expected an IAM role of its own/,
  );
});

test("a role is made where it is of use", () => {
  const asked = (...edits: readonly Edit[]): readonly string[] =>
    said(...edits).flatMap((line) => /readerRole: got "eso", expected (.*)/.exec(line)?.[1] ?? []);
  assert.deepEqual(asked(...stores("readerRole: eso")), [
    "serviceAccountRoles on this cluster, which say how ESO gets the role",
  ]);
  assert.deepEqual(asked(...stores("readerRole: eso", undefined, irsa)), [
    "create: {} beside it: a store that is there already does not read as a role that is yet to be made",
  ]);
  assert.deepEqual(asked(...stores("readerRole: eso\n      create: {}", undefined, irsa)), []);
  assert.deepEqual(asked(...stores(`readerRole: eso\n      create: { role: ${role}/a }`, undefined, irsa)), [
    "neither role nor serviceAccount in create: the store reads as one of them alone",
  ]);
  assert.deepEqual(
    asked(...stores("readerRole: eso\n      create: { serviceAccount: { name: a, namespace: b } }", undefined, irsa)),
    ["neither role nor serviceAccount in create: the store reads as one of them alone"],
  );
  assert.deepEqual(
    asked(
      [policy, "      readerRole: eso\n      create: {}\n"],
      [cluster, `${cluster}    serviceAccountRoles: ${irsa}\n`],
    ),
    ["a readerPolicy beside it, without which the role may read nothing"],
  );
  const podIdentity = "{ type: pod-identity }";
  assert.deepEqual(asked(...stores("readerRole: eso", undefined, podIdentity, eks)), []);
  const logins = "{ readerPolicy: logins, readerRole: eso, create: {} }";
  assert.deepEqual(asked(...stores("", logins, podIdentity, eks)), [
    "a readerRole of secretStore too, which is ESO's own and assumes this one",
  ]);
  assert.deepEqual(asked(...stores("readerRole: a", logins, podIdentity, eks)), []);
  assert.deepEqual(asked(...stores("readerRole: a", "{ readerPolicy: logins, readerRole: eso }", podIdentity, eks)), [
    "create: {} beside it: a store that is there already does not read as a role that is yet to be made",
  ]);
});

test("ways to roles are there for a role, of the parameters' account and partition", () => {
  const made = "readerRole: eso\n      create: {}";
  assert.match(
    said(...stores("", undefined, irsa)).join(),
    /serviceAccountRoles: got irsa, expected a readerRole of a store/,
  );
  assert.deepEqual(said(...stores("", "{ readerPolicy: b, readerRole: b, create: {} }", irsa)), ["accepted"]);
  assert.deepEqual(said(account, ...stores(made, undefined, irsa)), ["accepted"]);
  assert.match(
    said(account, ...stores(made, undefined, irsa.replace("123456789012", "210987654321"))).join(),
    /oidcProvider: got .*, expected a provider of account 123456789012/,
  );
  assert.deepEqual(said(...stores(made, undefined, irsa.replace("123456789012", "210987654321"))), ["accepted"]);
  assert.match(
    said(...stores(made, undefined, irsa.replace("arn:aws:", "arn:aws-cn:"))).join(),
    /oidcProvider: got .*, expected a provider of the partition that eu-central-1 is in/,
  );
  assert.deepEqual(said(account, ...stores("readerRole: eso", undefined, "{ type: pod-identity }", eks)), ["accepted"]);
  const far = "    connection: { type: eks, name: blog, role: arn:aws:iam::210987654321:role/deploy }\n";
  assert.deepEqual(said(...stores("readerRole: eso", undefined, "{ type: pod-identity }", far)), ["accepted"]);
});

test("a store of logins serves somebody, and no workload is where the first store is read from", () => {
  const secrets = add("        secrets: { A: /a }\n");
  const noCredential: Edit = ["      credential: echo-server\n", ""];
  assert.deepEqual(said(...stores("", "{ name: logins }"), noCredential, secrets), ["accepted"]);
  assert.match(
    said(...stores("", "{ name: logins }"), noCredential).join(),
    /pullSecretStore: got a store of registry logins, expected an environment on this cluster with secrets/,
  );
  const inNamespace = (namespace: string): Edit => [
    "        namespace: default\n",
    `        namespace: ${namespace}\n`,
  ];
  const eso = "create: { serviceAccount: { name: eso, namespace: eso } }";
  assert.deepEqual(said(...stores(eso), inNamespace("eso")), ["accepted"]);
  assert.match(
    said(...stores(eso, "{ name: logins }"), inNamespace("eso")).join(),
    /another namespace: from that of secretStore's/,
  );
  const monitoring = "    monitoring: { createNamespace: false, slack: { parameter: /a } }\n";
  assert.match(
    said(...stores("", "{ name: logins }", undefined, monitoring), inNamespace("monitoring")).join(),
    /another namespace: from that of the monitoring's Secret/,
  );
  const without = "    monitoring: { createNamespace: false }\n";
  assert.deepEqual(said(...stores("", "{ name: logins }", undefined, without), inNamespace("monitoring")), [
    "accepted",
  ]);
});

test("while it is not known who has a login, no store is said to serve nobody", () => {
  const login = "      credential: echo-server\n";
  const pull = stores("", "{ name: logins }");
  const [first, ...none] = said(...pull, [login, "      credential: 1\n"]);
  assert.match(first ?? "", /^applications\[0\]\.image\.credential: got 1, /);
  assert.deepEqual(none, []);
  const others = said(...pull, [login, ""], add("      - 1\n"));
  assert.match(others.join(), /^applications\[0\]\.environments\[1\]: got 1, [^\n]*$/);
});

test("a policy's parts are numbered, and policies of other numbers are their own", () => {
  const shop = (readerPolicy: string): readonly string[] =>
    said(
      ...addCluster(`secretStore: { readerPolicy: ${readerPolicy} }`),
      add(environment("prod", "cluster: shop", "namespace: shop", "pushBranch: prod")),
    );
  assert.match(shop("External-Secrets-Blog-12").join(), /expected a name that no part of another policy has/);
  for (const free of [
    "external-secrets-blog-a",
    "external-secrets-blog2",
    "external-secrets-2",
    "external-secrets-blog-2a",
  ]) {
    assert.deepEqual(shop(free), ["accepted"], free);
  }
});
