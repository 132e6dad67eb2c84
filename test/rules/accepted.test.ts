import assert from "node:assert/strict";
import { test } from "node:test";
import {
  add,
  addCluster,
  application,
  credential,
  environment,
  image,
  repositories,
  sameRepository,
} from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const cluster = "  - name: blog\n";
const namespace = "        namespace: default\n";
const noReceiver: Edit = ["    receiver:\n      name: github-receiver\n      host: flux.developer-friendly.blog\n", ""];

/** What is beside a rule: near to what it refuses, and right. */
const rows: readonly (readonly [title: string, ...edits: Edit[]])[] = [
  [
    "a provider is held back where no key needs a newer one, and as far as it has all that is needed",
    ["\naws:\n", '\nproviders: { tls: "4.1.0", aws: "5.88.0" }\n\naws:\n'],
    [repositories, `${repositories}    deployKey: { keptInState: [1] }\n`],
  ],
  [
    "folders named as GitHub's that are not GitHub's hold manifests",
    [
      namespace,
      `${namespace}        path: flux/.github\n        components: [flux/workflows, workflows/a, .github-flux/a]\n`,
    ],
  ],
  [
    "an environment makes the monitoring's namespace where the monitoring does not, and has no Secret there",
    [cluster, `${cluster}    monitoring: { createNamespace: false }\n`],
    add(environment("metrics", "cluster: blog", "namespace: monitoring", "createNamespace: true")),
  ],
  [
    "a cluster lists a namespace of a name that another's environment makes, and one that is there to be used",
    [cluster, `${cluster}    namespaces: [{ name: shop, labels: { a/b: "" } }, { name: default, create: false }]\n`],
    ...addCluster(),
    add(environment("prod", "cluster: shop", "namespace: shop", "createNamespace: true", "pushBranch: prod")),
  ],
  [
    "the monitoring has the namespace of Kubernetes' own where it does not make it",
    [cluster, `${cluster}    monitoring: { namespace: kube-system, createNamespace: false }\n`],
  ],
  [
    "the signing Secret has the name of Alertmanager's webhooks where those are in another namespace",
    [cluster, `${cluster}    monitoring: { slack: { parameter: /a } }\n`],
    ["      secretName: echo-server-gpgkey\n", "      secretName: alertmanager-webhooks\n"],
  ],
  [
    "a message that lets CI run is for a push branch too",
    [repositories, "\nrepositories:\n  - name: echo-server\n    imageUpdate: { messageTemplate: deploy }\n"],
    add("        pushBranch: flux\n"),
  ],
  [
    "routes of alerts are added to a mapping and to a list",
    [cluster, `${cluster}    monitoring: { values: { alertmanager: { enabled: true }, extraManifests: [] } }\n`],
  ],
  [
    "an environment makes its namespace where the store has no identity of its own, and there is no gateway",
    ...addCluster("secretStore: { create: {} }"),
    add(environment("prod", "cluster: shop", "namespace: shop", "createNamespace: true", "pushBranch: prod")),
  ],
  [
    "a key of its own region encrypts the parameters",
    ["  region: eu-central-1\n", "  region: eu-central-1\n  kmsKeyId: arn:aws:kms:eu-central-1:123456789012:alias/a\n"],
  ],
  [
    "a role of the parameters' account reads them, and a key of another account may encrypt them",
    [
      "  region: eu-central-1\n",
      '  region: eu-central-1\n  accountId: "123456789012"\n  kmsKeyId: arn:aws:kms:eu-central-1:210987654321:alias/a\n',
    ],
    [
      "      readerPolicy: external-secrets-blog\n",
      "      create: { role: arn:aws:iam::123456789012:role/eso }\n      readerPolicy: external-secrets-blog\n",
    ],
  ],
  [
    "EKS clusters of one name are apart by their region or their account",
    ["  - name: blog\n", "  - name: blog\n    connection: { type: eks, name: main }\n"],
    [
      "\nrepositories:\n",
      "  - { name: b, connection: { type: eks, name: main, region: eu-west-1 } }\n" +
        "  - { name: c, connection: { type: eks, name: main, role: arn:aws:iam::210987654321:role/deploy } }\n\nrepositories:\n",
    ],
  ],
  [
    "the chat's webhook of the monitoring is something that a policy may be about",
    ...addCluster("secretStore: { readerPolicy: shop-reader }", "monitoring: { slack: { parameter: /a } }"),
  ],
  [
    "a passphrase that the key does not have takes no path",
    [credential, `${credential}    parameter: /github/gpg-keys/developer-friendly-bot/passphrase\n`],
  ],
  [
    "a passphrase that the key does not have needs no path that fits",
    ["    gpg:\n", `    gpg:\n      parameter: ${"/a".repeat(15)}\n`],
  ],
  [
    "a token serves two credentials of one login",
    [credential, `${credential}  - name: other\n    registry: ghcr.io\n`],
  ],
  [
    "an application may be at a host that a receiver of no cluster has, on each of two clusters",
    noReceiver,
    ...addCluster("gateway: { name: a, namespace: b }"),
    add(
      environment(
        "prod",
        "cluster: shop",
        "namespace: shop",
        "pushBranch: prod",
        "route: { host: echo.dev.developer-friendly.blog }",
      ),
    ),
  ],
  [
    "two applications share a namespace, and each has its Deployment there",
    add(
      application("web", sameRepository, image),
      environment("dev", "cluster: blog", "namespace: default", "path: web"),
    ),
  ],
  [
    "two repositories have push branches of one name",
    [repositories, `${repositories}  - name: web\n`],
    add(
      "        pushBranch: flux\n",
      application("web", "repository: web", image),
      environment("dev", "cluster: blog", "namespace: web", "pushBranch: flux/dev"),
    ),
  ],
];

for (const [title, ...edits] of rows) {
  test(title, () => {
    assert.deepEqual(refusal(edited(edits)), ["accepted"]);
  });
}
