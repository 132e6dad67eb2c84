import { add, addCluster, environment } from "./pieces";
import type { Edit, Row } from "./row";

const policy = "      readerPolicy: external-secrets-blog\n";
const asOne =
  "a role or serviceAccount of its own: as whom secretStore reads, the workloads' namespaces would read all that it does";
const role = "arn:aws:iam::123456789012:role";

/** The shipped cluster with fields of its store, and with a second one. */
const stores = (first: string, second: string): Edit => [policy, `${policy}${first}    pullSecretStore: ${second}\n`];
const create = (how: string): string => `      create: ${how}\n`;

/** Two stores of one cluster, which are to be two for whoever reads from them. */
export const storeRows: readonly Row[] = [
  {
    title: "A store of registry logins that is everything else's is refused",
    file: [stores("", "{ name: ▶aws-parameter-store }")],
    messages: [
      `clusters[0].pullSecretStore.name: got "aws-parameter-store", expected another store than secretStore, from which the workloads' namespaces would read all that it does`,
    ],
  },
  {
    title: "Two stores that read as ESO itself are refused: the second would keep nothing from anybody",
    file: [stores(create("{}"), "{ create: ▶{} }")],
    messages: [`clusters[0].pullSecretStore.create: got ESO's own identity, expected ${asOne}`],
  },
  {
    title: "A store of registry logins that reads as ESO itself is refused beside one that exists, which does too",
    file: [stores("", "{ create: ▶{} }")],
    messages: [`clusters[0].pullSecretStore.create: got ESO's own identity, expected ${asOne}`],
  },
  {
    title: "Two stores that read as one role are refused, whoever assumes it",
    file: [
      stores(
        create(`{ role: ${role}/eso }`),
        `{ create: ▶{ role: ${role}/eso, serviceAccount: { name: logins, namespace: eso } } }`,
      ),
    ],
    messages: [`clusters[0].pullSecretStore.create: got ${role}/eso, expected ${asOne}`],
  },
  {
    title: "Two stores that read as one ServiceAccount are refused",
    file: [
      stores(
        create("{ serviceAccount: { name: logins, namespace: eso } }"),
        "{ create: ▶{ serviceAccount: { name: logins, namespace: eso } } }",
      ),
    ],
    messages: [`clusters[0].pullSecretStore.create: got ServiceAccount eso/logins, expected ${asOne}`],
  },
  {
    title: "A store of registry logins can't be made for all namespaces as a SecretStore",
    file: [stores("", `{ kind: ▶SecretStore, create: { role: ${role}/logins } }`)],
    messages: [
      `clusters[0].pullSecretStore.kind: got "SecretStore", expected ClusterSecretStore where create is set: a SecretStore would be needed in every namespace`,
    ],
  },
  {
    title: "A role of the registry logins is of the parameters' account and partition",
    file: [
      ["  region: eu-central-1\n", '  region: eu-central-1\n  accountId: "123456789012"\n'],
      stores("", "{ create: { role: ▶▶arn:aws-cn:iam::210987654321:role/logins } }"),
    ],
    messages: [
      `clusters[0].pullSecretStore.create.role: got "arn:aws-cn:iam::210987654321:role/logins", expected a role of account 123456789012, which aws.accountId says the parameters are of: ESO finds them by name in the role's own`,
      `clusters[0].pullSecretStore.create.role: got "arn:aws-cn:iam::210987654321:role/logins", expected a role of the partition that eu-central-1 is in`,
    ],
  },
  {
    title: "The policies of two stores have names of their own, as those of two clusters",
    file: [
      [
        policy,
        "      readerPolicy: ◆external-secrets-blog\n    pullSecretStore: { readerPolicy: ▶External-Secrets-Blog }\n",
      ],
    ],
    messages: [
      `clusters[0].pullSecretStore.readerPolicy: got "External-Secrets-Blog", expected an IAM policy of its own: clusters[0].secretStore.readerPolicy (line ◆) has this one`,
    ],
  },
  {
    title: "A cluster without a private image needs no store of registry logins",
    file: [
      ...addCluster("pullSecretStore: ▶{ name: logins }"),
      add(environment("prod", "cluster: blog", "namespace: shop", "pushBranch: prod")),
    ],
    messages: [
      "clusters[1].pullSecretStore: got a store of registry logins, expected an environment on this cluster whose image has a credential, or there is nothing to read from it: add one, or remove this",
    ],
  },
  {
    title: "A workload is in no namespace that everything else's store serves, or as whose ServiceAccount it reads",
    file: [
      stores(
        create("{ serviceAccount: { name: eso, namespace: eso } }"),
        `{ create: { role: ${role}/logins } }\n    monitoring: { slack: { parameter: /slack } }`,
      ),
      ["        namespace: default\n", "        namespace: ▶monitoring\n"],
      add(environment("prod", "cluster: blog", "namespace: ▶eso", "pushBranch: prod")),
    ],
    messages: [
      `applications[0].environments[0].namespace: got "monitoring", expected another namespace: from that of the monitoring's Secret all that secretStore serves can be read`,
      `applications[0].environments[1].namespace: got "eso", expected another namespace: from that of secretStore's ServiceAccount all that secretStore serves can be read`,
    ],
  },
  {
    title: "A SecretStore of registry logins can't be in a namespace that is about to be made",
    file: [
      stores("", "{ kind: SecretStore }"),
      ["        namespace: default\n", "        namespace: echo\n        createNamespace: ▶true\n"],
    ],
    messages: [
      `applications[0].environments[0].createNamespace: got true for "echo", expected false: SecretStore registry-logins, which a Secret there is read from, has to be in the namespace before; or use a ClusterSecretStore`,
    ],
  },
];
