import { add, addCluster, environment } from "./pieces";
import type { Edit, Row } from "./row";

const policy = "      readerPolicy: external-secrets-blog\n";
const asOne =
  "a role, serviceAccount or readerRole of its own: as whom secretStore reads, the workloads' namespaces would read all that it does";
const provider = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF";
const role = "arn:aws:iam::123456789012:role";

/** The shipped cluster with fields of its store, and with a second one. */
const stores = (first: string, second: string): Edit => [policy, `${policy}${first}    pullSecretStore: ${second}\n`];
const create = (how: string): string => `      create: ${how}\n`;

const irsa: Edit = [
  "  - name: blog\n",
  `  - name: blog\n    serviceAccountRoles: { type: irsa, oidcProvider: ${provider} }\n`,
];
const podIdentity: readonly Edit[] = [
  [
    "  - name: blog\n",
    "  - name: blog\n    connection: { type: eks, name: blog }\n    serviceAccountRoles: { type: pod-identity }\n",
  ],
];

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
    title: "Beside Pod Identity a store that reads as ESO itself reads as the role that ESO has",
    file: [...podIdentity, stores(`      readerRole: eso\n${create("{}")}`, "{ readerPolicy: logins, create: ▶{} }")],
    messages: [`clusters[0].pullSecretStore.create: got ESO's own identity, expected ${asOne}`],
  },
  {
    title: "Two stores that read as one role are refused where one of them has it made",
    file: [
      irsa,
      stores(`      readerRole: eso\n${create("{}")}`, `{ readerPolicy: logins, create: ▶{ role: ${role}/eso } }`),
    ],
    messages: [
      `clusters[0].pullSecretStore.create: got ServiceAccount flux-system/aws-parameter-store, expected ${asOne}`,
    ],
  },
  {
    title: "Two stores that read as one ServiceAccount are refused where one of them has it made",
    file: [
      irsa,
      stores(
        `      readerRole: eso\n${create("{}")}`,
        "{ readerPolicy: logins, create: ▶{ serviceAccount: { name: aws-parameter-store, namespace: flux-system } } }",
      ),
    ],
    messages: [
      `clusters[0].pullSecretStore.create: got ServiceAccount flux-system/aws-parameter-store, expected ${asOne}`,
    ],
  },
  {
    title: "A store's ServiceAccount is none that is there already",
    file: [
      irsa,
      stores(
        `      readerRole: eso\n${create("{}")}`,
        "{ name: ▶default.deployer, readerPolicy: logins, readerRole: logins, create: {} }",
      ),
    ],
    messages: [
      `clusters[0].pullSecretStore.name: got "default.deployer", expected another name: its ServiceAccount in flux-system would be one that Kubernetes, Flux or the app stack has there`,
    ],
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
      "clusters[1].pullSecretStore: got a store of registry logins, expected an environment on this cluster with secrets, or whose image has a credential, or there is nothing to read from it: add one, or remove this",
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
    title: "A role that is made has a policy, a way to ESO, and is no role beside another",
    file: [
      [
        policy,
        "      readerRole: ▶▶▶eso\n      create: { serviceAccount: { name: eso, namespace: eso } }\n    pullSecretStore: { readerPolicy: logins, readerRole: ▶logins }\n",
      ],
    ],
    messages: [
      `clusters[0].secretStore.readerRole: got "eso", expected a readerPolicy beside it, without which the role may read nothing`,
      `clusters[0].secretStore.readerRole: got "eso", expected serviceAccountRoles on this cluster, which say how ESO gets the role`,
      `clusters[0].secretStore.readerRole: got "eso", expected neither role nor serviceAccount in create: the store reads as one of them alone`,
      `clusters[0].pullSecretStore.readerRole: got "logins", expected serviceAccountRoles on this cluster, which say how ESO gets the role`,
    ],
  },
  {
    title: "A role by IRSA is for a store that the stacks make, which is told of its ServiceAccount",
    file: [
      [
        policy,
        `${policy}      readerRole: ▶eso\n    serviceAccountRoles: { type: irsa, oidcProvider: "${provider}" }\n`,
      ],
    ],
    messages: [
      `clusters[0].secretStore.readerRole: got "eso", expected create: {} beside it: a store that is there already does not read as a role that is yet to be made`,
    ],
  },
  {
    title: "By Pod Identity the store of registry logins has a role that the first store's role assumes",
    file: [
      ["  - name: blog\n", "  - name: blog\n    connection: { type: eks, name: blog }\n"],
      stores("", "{ readerPolicy: logins, readerRole: ▶▶logins }\n    serviceAccountRoles: { type: pod-identity }"),
    ],
    messages: [
      `clusters[0].pullSecretStore.readerRole: got "logins", expected create: {} beside it: a store that is there already does not read as a role that is yet to be made`,
      `clusters[0].pullSecretStore.readerRole: got "logins", expected a readerRole of secretStore too, which is ESO's own and assumes this one`,
    ],
  },
  {
    title: "Two roles of names that IAM takes for one are refused",
    file: [
      [
        policy,
        `${policy}      readerRole: ◆eso\n      create: {}\n    pullSecretStore: { readerPolicy: logins, readerRole: ▶ESO, create: {} }\n    serviceAccountRoles: { type: irsa, oidcProvider: "${provider}" }\n`,
      ],
    ],
    messages: [
      `clusters[0].pullSecretStore.readerRole: got "ESO", expected an IAM role of its own: clusters[0].secretStore.readerRole (line ◆) has this one`,
    ],
  },
  {
    title: "Ways to a role that no store has are refused, as is a provider of another account or partition",
    file: [
      ["  region: eu-central-1\n", '  region: eu-central-1\n  accountId: "123456789012"\n'],
      [
        policy,
        `${policy}    serviceAccountRoles: ▶{ type: irsa, oidcProvider: ▶▶"arn:aws-cn:iam::210987654321:oidc-provider/oidc.example/id/1" }\n`,
      ],
    ],
    messages: [
      "clusters[0].serviceAccountRoles: got irsa, expected a readerRole of a store that is got so: add one, or remove this",
      `clusters[0].serviceAccountRoles.oidcProvider: got "arn:aws-cn:iam::210987654321:oidc-provider/oidc.example/id/1", expected a provider of account 123456789012, which aws.accountId says the roles are made in`,
      `clusters[0].serviceAccountRoles.oidcProvider: got "arn:aws-cn:iam::210987654321:oidc-provider/oidc.example/id/1", expected a provider of the partition that eu-central-1 is in`,
    ],
  },
  {
    title: "Pod Identity is for clusters of EKS",
    file: [[policy, `${policy}      readerRole: eso\n    serviceAccountRoles: { type: ▶pod-identity }\n`]],
    messages: [
      `clusters[0].serviceAccountRoles.type: got "pod-identity", expected irsa, or a connection of type eks: Pod Identity is of EKS, and asks for the cluster's name`,
    ],
  },
  {
    title: "Pod Identity is for clusters of the parameters' account",
    file: [
      ["  region: eu-central-1\n", '  region: eu-central-1\n  accountId: "123456789012"\n'],
      [
        "  - name: blog\n",
        "  - name: blog\n    connection: { type: eks, name: blog, role: arn:aws:iam::210987654321:role/deploy }\n",
      ],
      [policy, `${policy}      readerRole: eso\n    serviceAccountRoles: { type: ▶pod-identity }\n`],
    ],
    messages: [
      `clusters[0].serviceAccountRoles.type: got "pod-identity", expected irsa: Pod Identity gives roles of the cluster's own account, and aws.accountId is another`,
    ],
  },
  {
    title: "No workload is beside ESO's own ServiceAccount, which has a role by Pod Identity",
    file: [
      ["  - name: blog\n", "  - name: blog\n    connection: { type: eks, name: blog }\n"],
      stores(
        "      readerRole: eso\n",
        "{ readerPolicy: logins, readerRole: logins, create: {} }\n    serviceAccountRoles: { type: pod-identity }",
      ),
      ["        namespace: default\n", "        namespace: ▶external-secrets\n"],
    ],
    messages: [
      `applications[0].environments[0].namespace: got "external-secrets", expected another namespace: from that of secretStore's ServiceAccount all that secretStore serves can be read`,
    ],
  },
  {
    title: "An older provider of AWS knows no association in another region",
    file: [
      ["aws:\n", "providers: { aws: ▶5.100.0 }\naws:\n"],
      ["  - name: blog\n", "  - name: blog\n    connection: { type: eks, name: blog, region: eu-west-1 }\n"],
      [policy, `${policy}      readerRole: eso\n    serviceAccountRoles: { type: pod-identity }\n`],
    ],
    messages: [
      `providers.aws: got "5.100.0", expected 6.0.0 or newer for Pod Identity of a cluster in another region than aws.region, as clusters[0].serviceAccountRoles has it, or serviceAccountRoles of type irsa`,
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
