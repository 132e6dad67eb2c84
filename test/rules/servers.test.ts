import assert from "node:assert/strict";
import { test } from "node:test";
import { ecdsa, ed25519 } from "../support/host-keys";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const said = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: /, ""));

/** The shipped file's `github` with fields. */
const github = (fields: object): Edit => [
  "  bot:\n",
  `${Object.entries(fields)
    .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`)
    .join("")}  bot:\n`,
];
const server = { apiUrl: "https://ghe.example.com/" };
const sshHost = "ghe.example.com";

test("the hosts of one server go together, the public one's by each of their names", () => {
  for (const api of [{}, { apiUrl: "https://api.github.com/" }, { apiUrl: "https://github.com" }]) {
    for (const ssh of [{}, { sshHost: "github.com" }, { sshHost: "github.com:22" }]) {
      assert.deepEqual(said(github({ ...api, ...ssh })), ["accepted"], JSON.stringify({ ...api, ...ssh }));
    }
    assert.match(said(github({ ...api, sshHost })).join(), /^github\.sshHost: got "ghe\.example\.com"/);
  }
  assert.match(said(github({ ...server, sshHost: "github.com" })).join(), /^github\.sshHost: got "github\.com"/);
  assert.deepEqual(said(github({ ...server, sshHost, knownHosts: [`${sshHost} ${ed25519}`] })), ["accepted"]);
});

test("nothing is asked of SSH where all is cloned by the App", () => {
  const byApp: Edit = [
    "\nrepositories:\n  - name: echo-server\n",
    "\nrepositories:\n  - name: echo-server\n    access: app\n",
  ];
  const app = { app: { id: 7, installationId: 8 } };
  assert.deepEqual(said(github({ ...app, ...server }), byApp), ["accepted"]);
  assert.deepEqual(said(github({ ...app, ...server, sshHost }), byApp), ["accepted"]);
  assert.deepEqual(said(github({ ...app, sshHost }), byApp), ["accepted"]);
});

test("how host keys are asked for has the port where there is one", () => {
  assert.match(
    said(github({ ...server, sshHost })).join(),
    /^github\.knownHosts: got nothing, expected the SSH host keys of ghe\.example\.com, .* ssh-keyscan ghe\.example\.com writes/,
  );
});

test("each host key is told that is of another host, and one of several hosts is taken", () => {
  const keys = (...knownHosts: string[]): readonly string[] => said(github({ ...server, sshHost, knownHosts }));
  assert.deepEqual(keys(`other.example.com,${sshHost} ${ed25519}`), ["accepted"]);
  assert.deepEqual(keys(`${sshHost} ${ed25519}`, `a.example,b.example ${ecdsa}`), [
    'github.knownHosts[1]: got a key of "a.example,b.example", expected a key of ghe.example.com, as known_hosts has the name of sshHost',
  ]);
});

const region = "  region: eu-central-1\n";
const inRegion = (name: string, ...fields: string[]): Edit => [
  region,
  `  region: ${name}\n${fields.map((each) => `  ${each}\n`).join("")}`,
];

test("a key that encrypts is of aws.region, which only an ARN tells", () => {
  for (const key of ["alias/a", "alias/arn:aws", "0a1b2c3d-0000-4000-8000-0123456789ab"]) {
    assert.doesNotMatch(said(inRegion("eu-central-1", `kmsKeyId: ${key}`)).join(), /a key in aws\.region/, key);
  }
  assert.match(
    said(inRegion("eu-central-1", "kmsKeyId: arn:aws:kms:us-east-1:123456789012:alias/a")).join(),
    /^aws\.kmsKeyId: .*, expected a key in aws\.region/,
  );
});

const policy = "      readerPolicy: external-secrets-blog\n";
const asRole = (partition: string): Edit => [
  policy,
  `${policy}      create: { role: arn:${partition}:iam::123456789012:role/eso }\n`,
];

test("a store's role is of the partition of aws.region", () => {
  for (const [name, partition] of [
    ["cn-north-1", "aws-cn"],
    ["us-gov-west-1", "aws-us-gov"],
    ["eu-central-1", "aws"],
  ] as const) {
    assert.deepEqual(said(inRegion(name), asRole(partition)), ["accepted"], name);
  }
  assert.deepEqual(said(inRegion("cn-north-1"), asRole("aws")), [
    'clusters[0].secretStore.create.role: got "arn:aws:iam::123456789012:role/eso", expected a role of the partition that cn-north-1 is in',
  ]);
});

test("a role that pushes, and one that reaches a cluster, are of the partition of what they are for", () => {
  const noCredential: Edit = ["      credential: echo-server\n", ""];
  const image = (host: string): Edit => ["ghcr.io/developer-friendly/echo-server", `${host}/echo-server`];
  const push = (partition: string): Edit => [
    "port: 3000",
    `port: 3000\n    build: { role: arn:${partition}:iam::123456789012:role/push }`,
  ];
  const ecr = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn";
  assert.deepEqual(said(noCredential, image(ecr), push("aws-cn")), ["accepted"]);
  const eks = (fields: string): Edit => [
    "  - name: blog\n",
    `  - name: blog\n    connection: { type: eks, name: blog, ${fields} }\n`,
  ];
  assert.deepEqual(said(eks("role: arn:aws:iam::123456789012:role/deploy")), ["accepted"]);
  assert.deepEqual(said(eks("region: cn-north-1, role: arn:aws-cn:iam::123456789012:role/deploy")), ["accepted"]);
});
