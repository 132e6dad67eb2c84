import { add, addCluster, credential, environment, repositories } from "./pieces";
import type { Edit, Row } from "./row";

const ecr = "123456789012.dkr.ecr.eu-central-1.amazonaws.com";
/** The image of the shipped file and its credential. */
const ghcrImage = "      name: ghcr.io/developer-friendly/echo-server\n      credential: echo-server\n";

const secretName = "secretName: echo-server-gpgkey";
const gpg = "      secretName: echo-server-gpgkey\n";
const address = "          address: http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts\n";
const cluster = "  - name: blog\n";
const namespace = "        namespace: default\n";
const flux = "namespace flux-system of cluster blog";

const secretNamed = (name: string): Edit => [secretName, `secretName: ▶${name}`];
const taken = (name: string, holder: string): string =>
  `github.bot.gpg.secretName: got "${name}", expected a Secret in ${flux} of its own: ${holder} (line ◆) has this one`;
const storeBefore =
  "false: SecretStore aws-parameter-store, which a Secret there is read from, has to be in the namespace before; or use a ClusterSecretStore";
const existing = "false: the namespace is there before the stack, which would delete it with all that is in it";
const listed = (where: string): string =>
  `no createNamespace in any environment there: ${where} claims the namespace for the cluster, at the same address, so that nothing is planned`;
const heldFirst =
  "a namespace that namespaces of cluster blog lists with protected: true: it was there before the stacks, which must not delete it; or none that they make";

/** Objects in the clusters that would collide, or take over what is not ours. */
export const objectRows: readonly Row[] = [
  {
    title: "The signing Secret can't have the name of the webhooks' token",
    file: [secretNamed("webhook-token"), ["      name: github-receiver\n", "      ◆name: github-receiver\n"]],
    messages: [taken("webhook-token", "clusters[0].receiver")],
  },
  {
    title: "The signing Secret can't have the name of a repository's key",
    file: [secretNamed("echo-server-git"), [repositories, "\nrepositories:\n  - name: ◆echo-server\n"]],
    messages: [taken("echo-server-git", "repositories[0].name")],
  },
  {
    title: "The signing Secret can't have the name of a registry's login",
    file: [secretNamed("echo-server-docker"), [credential, "  - name: ◆echo-server\n    registry: ghcr.io\n"]],
    messages: [taken("echo-server-docker", "registryCredentials[0].name")],
  },
  {
    title: "The signing Secret can't have the name of a provider's address",
    file: [secretNamed("alertmanager-provider"), ["- name: alertmanager\n", "- name: ◆alertmanager\n"]],
    messages: [taken("alertmanager-provider", "clusters[0].notifications.providers[0].name")],
  },
  {
    title: "The signing Secret can't have the name of Alertmanager's webhooks where they are in the same namespace",
    file: [
      secretNamed("alertmanager-webhooks"),
      [cluster, `${cluster}    monitoring: ◆{ namespace: flux-system, createNamespace: false }\n`],
    ],
    messages: [taken("alertmanager-webhooks", "clusters[0].monitoring")],
  },
  {
    title: "Flux's own Secret, source and Kustomization are not taken over",
    file: [
      secretNamed("flux-system"),
      [repositories, "\nrepositories:\n  - name: ▶flux-system\n"],
      ["    repository: echo-server\n", "    repository: flux-system\n"],
      ["objectName: echo-server", "objectName: ▶flux-system"],
    ],
    messages: [
      `github.bot.gpg.secretName: got "flux-system", expected a name other than the Flux namespace's, which Flux's own Secret has`,
      `repositories[0].name: got "flux-system", expected a name other than the Flux namespace's, which Flux's own GitRepository has`,
      `applications[0].environments[0].objectName: got "flux-system", expected a name other than the Flux namespace's, which Flux's own Kustomization has`,
    ],
  },
  {
    title: "What clusters share is reported once",
    file: [secretNamed("flux-system"), ...addCluster()],
    messages: [
      `github.bot.gpg.secretName: got "flux-system", expected a name other than the Flux namespace's, which Flux's own Secret has`,
    ],
  },
  {
    title: "Two environments of an application in one namespace are refused: they have one Deployment",
    file: [
      [namespace, "        namespace: ◆default\n"],
      add(environment("prod", "cluster: blog", "namespace: ▶default")),
    ],
    messages: [
      `applications[0].environments[1].namespace: got "default", expected a namespace for Deployment echo-server on cluster blog of its own: applications[0].environments[0].namespace (line ◆) has this one`,
    ],
  },
  {
    title: "A workload in Flux's namespace is refused",
    file: [[namespace, "        namespace: ▶flux-system\n"]],
    messages: [
      `applications[0].environments[0].namespace: got "flux-system", expected another namespace: this is Flux's own on cluster blog`,
    ],
  },
  {
    title: "A namespace that exists is not made, since it would be deleted with the stack",
    file: [
      [namespace, `${namespace}        createNamespace: ▶true\n`],
      add(environment("gateway", "cluster: blog", "namespace: cert-manager", "createNamespace: ▶true")),
    ],
    messages: [
      `applications[0].environments[0].createNamespace: got true for "default", expected ${existing}`,
      `applications[0].environments[1].createNamespace: got true for "cert-manager", expected ${existing}`,
    ],
  },
  {
    title: "The monitoring's namespace is made once, and only where it is not there before",
    file: [
      [cluster, `${cluster}    monitoring: ▶{ namespace: kube-system }\n`],
      add(environment("metrics", "cluster: blog", "namespace: metrics", "createNamespace: true")),
    ],
    messages: [`clusters[0].monitoring.createNamespace: got true for "kube-system" by default, expected ${existing}`],
  },
  {
    title:
      "The namespace of the identity that the store uses is there before the stack, and no monitoring makes Flux's",
    file: [
      [cluster, `${cluster}    monitoring: ▶{ namespace: flux-system }\n`],
      [
        "      readerPolicy: external-secrets-blog\n",
        "      readerPolicy: external-secrets-blog\n      create: { serviceAccount: { name: eso, namespace: eso } }\n",
      ],
      add(environment("store", "cluster: blog", "namespace: eso", "createNamespace: ▶true")),
    ],
    messages: [
      `clusters[0].monitoring.createNamespace: got true for "flux-system" by default, expected ${existing}`,
      `applications[0].environments[1].createNamespace: got true for "eso", expected ${existing}`,
    ],
  },
  {
    title: "An environment does not make the monitoring's namespace a second time",
    file: [
      [cluster, `${cluster}    monitoring: {}\n`],
      add(environment("metrics", "cluster: blog", "namespace: monitoring", "createNamespace: ▶true")),
    ],
    messages: [`applications[0].environments[1].createNamespace: got true for "monitoring", expected ${existing}`],
  },
  {
    title: "A namespace that the cluster lists is not an environment's too",
    file: [
      [cluster, `${cluster}    namespaces: [{ name: echo }, { name: web, create: false }]\n`],
      [namespace, "        namespace: echo\n        createNamespace: ▶true\n"],
      add(environment("web", "cluster: blog", "namespace: web", "createNamespace: ▶true")),
    ],
    messages: [
      `applications[0].environments[0].createNamespace: got true for "echo", expected ${listed("clusters[0].namespaces[0].name")}`,
      `applications[0].environments[1].createNamespace: got true for "web", expected ${listed("clusters[0].namespaces[1].name")}`,
    ],
  },
  {
    title: "A cluster lists a namespace once, and makes none that is there before",
    file: [
      [
        cluster,
        `${cluster}    monitoring: {}\n    namespaces:\n      - name: ◆echo\n      - name: ▶echo\n      - { name: cert-manager, create: ▶true }\n      - ▶name: default\n      - { name: monitoring, create: ▶true }\n`,
      ],
    ],
    messages: [
      `clusters[0].namespaces[1].name: got "echo", expected a name of its own: clusters[0].namespaces[0].name (line ◆) has this one`,
      `clusters[0].namespaces[2].create: got true for "cert-manager", expected ${existing}`,
      `clusters[0].namespaces[3].create: got true for "default" by default, expected ${existing}`,
      `clusters[0].namespaces[4].create: got true for "monitoring", expected ${existing}`,
    ],
  },
  {
    title: "A namespace that is only used has neither labels nor protection",
    file: [
      [
        cluster,
        `${cluster}    namespaces: [{ name: echo, create: false, labels: ▶{ team: a }, protected: ▶true }, { name: web, create: false, labels: {} }]\n`,
      ],
    ],
    messages: [
      `clusters[0].namespaces[0].labels: got a mapping with team, expected create: true, or none where the namespace is only used`,
      `clusters[0].namespaces[0].protected: got true, expected create: true, or none where the namespace is only used`,
    ],
  },
  {
    title: "A namespace that is taken over is protected, whoever makes it",
    file: [
      [cluster, `${cluster}    monitoring: {}\n    namespaces: [{ name: echo }, { name: kept, protected: true }]\n`],
      add(
        environment("web", "cluster: blog", "namespace: web", "createNamespace: true"),
        "\nadopt:\n  objects:\n",
        ...["▶Namespace echo", "Namespace kept", "▶Namespace web", "▶Namespace monitoring"].map(
          (object) => `    - { cluster: blog, object: ${object} }\n`,
        ),
      ),
    ],
    messages: [
      `adopt.objects[0].object: got "Namespace echo", expected ${heldFirst}`,
      `adopt.objects[2].object: got "Namespace web", expected ${heldFirst}`,
      `adopt.objects[3].object: got "Namespace monitoring", expected ${heldFirst}`,
    ],
  },
  {
    title: "A SecretStore can't be in a namespace that the cluster is about to make",
    file: [
      ["      name: aws-parameter-store\n", "      name: aws-parameter-store\n      kind: SecretStore\n"],
      [cluster, `${cluster}    namespaces: [{ name: echo, create: ▶true }, { name: web }]\n`],
      [namespace, "        namespace: echo\n"],
    ],
    messages: [`clusters[0].namespaces[0].create: got true for "echo", expected ${storeBefore}`],
  },
  {
    title: "A SecretStore can't be in a namespace that is about to be made",
    file: [
      ["      name: aws-parameter-store\n", "      name: aws-parameter-store\n      kind: SecretStore\n"],
      [cluster, `${cluster}    monitoring: { slack: { parameter: /slack }, createNamespace: ▶true }\n`],
      [namespace, `        namespace: echo\n        createNamespace: ▶true\n`],
    ],
    messages: [
      `clusters[0].monitoring.createNamespace: got true for "monitoring", expected ${storeBefore}`,
      `applications[0].environments[0].createNamespace: got true for "echo", expected ${storeBefore}`,
    ],
  },
  {
    title: "A namespace that is needed before the app stack is not made by it",
    file: [
      [cluster, `${cluster}    monitoring: { createNamespace: false, slack: { parameter: /slack } }\n`],
      [namespace, `        namespace: monitoring\n        createNamespace: ▶true\n`],
    ],
    messages: [
      `applications[0].environments[0].createNamespace: got true for "monitoring", expected false: the namespace is there before the stack, which would delete it with all that is in it`,
    ],
  },
  ...[
    ["fullnameOverride", "fullnameOverride: prometheus"],
    ["nameOverride", "nameOverride: prometheus"],
    ["namespaceOverride", "namespaceOverride: metrics"],
    ["alertmanager.enabled", "alertmanager: { enabled: false }"],
    ["alertmanager.enabled", "alertmanager: { enabled: ~ }"],
    ["alertmanager.service.port", "alertmanager: { service: { port: 80 } }"],
    ["alertmanager.alertmanagerSpec.routePrefix", "alertmanager: { alertmanagerSpec: { routePrefix: /alerts } }"],
  ].map(([name = "", value = ""]): Row => ({
    title: `An Alertmanager without an address is refused where the chart's ${name} gives it another (${value})`,
    file: [
      [address, ""],
      ["        - name: alertmanager\n", "        - ▶name: alertmanager\n"],
      [cluster, `${cluster}    monitoring: { values: { ${value} } }\n`],
    ],
    messages: [
      `clusters[0].notifications.providers[0].address: got nothing, expected an http(s) URL ending in /api/v2/alerts where monitoring.values has ${name}`,
    ],
  })),
  {
    title: "An Alertmanager without an address is refused where no monitoring has one",
    file: [
      [address, ""],
      ["        - name: alertmanager\n", "        - ▶name: alertmanager\n"],
    ],
    messages: [
      "clusters[0].notifications.providers[0].address: got nothing, expected an http(s) URL ending in /api/v2/alerts where the cluster has no monitoring",
    ],
  },
];

/** SSM parameters and registry logins that would collide or leak. */
export const secretRows: readonly Row[] = [
  {
    title: "A generation that is in the state is one of the key's",
    file: [[repositories, `${repositories}    deployKey: { generations: [2, 3], keptInState: ▶[1, 2] }\n`]],
    messages: [
      "repositories[0].deployKey.keptInState: got [1,2], expected some of the key's generations, which are 2, 3",
    ],
  },
  {
    title: "A deploy key's path leaves room for those of the keys of its clusters, where it has several",
    file: [
      ...addCluster(),
      [repositories, `${repositories}    deployKey: { parameter: ▶${"/a".repeat(14)} }\n`],
      add(environment("prod", "cluster: shop", "namespace: shop", "pushBranch: prod")),
    ],
    messages: [
      `repositories[0].deployKey.parameter: got "${"/a".repeat(14)}", expected a path that leaves room for "/cluster-blog/generation-1" after it, in at most 15 parts and 951 characters`,
    ],
  },
  {
    title: "A deploy key's path leaves room for those of its generations",
    file: [[repositories, `${repositories}    deployKey: { parameter: ▶${"/a".repeat(15)} }\n`]],
    messages: [
      `repositories[0].deployKey.parameter: got "${"/a".repeat(15)}", expected a path that leaves room for "/generation-1" after it, in at most 15 parts and 951 characters`,
    ],
  },
  {
    title: "A path that a key's generation is kept at is no other secret's",
    file: [
      [repositories, `${repositories}    deployKey: { parameter: ◆/key }\n`],
      [credential, `${credential}    parameter: ▶/key/generation-1\n`],
    ],
    messages: [
      `registryCredentials[0].parameter: got "/key/generation-1", expected an SSM path of its own: repositories[0].deployKey.parameter (line ◆) has this one`,
    ],
  },
  {
    title: "A path that a cluster's key is served at is no other secret's",
    file: [
      ...addCluster(),
      [repositories, `${repositories}    deployKey: { parameter: ◆/key }\n`],
      [credential, `${credential}    parameter: ▶/key/cluster-shop\n`],
      add(environment("prod", "cluster: shop", "namespace: shop", "pushBranch: prod")),
    ],
    messages: [
      `registryCredentials[0].parameter: got "/key/cluster-shop", expected an SSM path of its own: repositories[0].deployKey.parameter (line ◆) has this one`,
    ],
  },
  {
    title: "Two secrets by one SSM path are refused",
    file: [
      [repositories, `${repositories}    deployKey: { parameter: ◆/delivery/token }\n`],
      [credential, `${credential}    parameter: ▶/delivery/token\n`],
    ],
    messages: [
      `registryCredentials[0].parameter: got "/delivery/token", expected an SSM path of its own: repositories[0].deployKey.parameter (line ◆) has this one`,
    ],
  },
  {
    title: "A default SSM path counts as any other",
    file: [
      [credential, `${credential}    parameter: ▶/github/developer-friendly/blog/flux-system/receiver/token\n`],
      ["      name: github-receiver\n", "      ◆name: github-receiver\n"],
    ],
    messages: [
      `registryCredentials[0].parameter: got "/github/developer-friendly/blog/flux-system/receiver/token", expected an SSM path of its own: clusters[0].receiver.parameter (line ◆) has this one`,
    ],
  },
  {
    title: "The signing key's path is its own",
    file: [
      [gpg, `${gpg}      parameter: ◆/delivery/key\n`],
      [credential, `${credential}    parameter: ▶/delivery/key\n`],
    ],
    messages: [
      `registryCredentials[0].parameter: got "/delivery/key", expected an SSM path of its own: github.bot.gpg.parameter (line ◆) has this one`,
    ],
  },
  {
    title: "A passphrase has a path of its own only where there is one",
    file: [
      [gpg, `${gpg}      passphrase: true\n      passphraseParameter: ◆/delivery/passphrase\n`],
      [credential, `${credential}    parameter: ▶/delivery/passphrase\n`],
    ],
    messages: [
      `registryCredentials[0].parameter: got "/delivery/passphrase", expected an SSM path of its own: github.bot.gpg.passphraseParameter (line ◆) has this one`,
    ],
  },
  {
    title: "A passphrase's default path below the deepest one is refused",
    file: [
      [gpg, `      ▶secretName: echo-server-gpgkey\n      passphrase: true\n      parameter: ${"/a".repeat(15)}\n`],
    ],
    messages: [
      `github.bot.gpg.passphraseParameter: got "${"/a".repeat(15)}/passphrase" by default, expected an SSM parameter path of at most 15 parts and 951 characters: give one, or a shorter gpg.parameter`,
    ],
  },
  {
    title: "A key of ours is not sent where an address is wanted",
    file: [
      [repositories, `${repositories}    deployKey: { parameter: ◆/delivery/key }\n`],
      [
        "        - name: alertmanager\n",
        "        - { name: slack, type: slack, addressParameter: ▶/delivery/key }\n        - name: alertmanager\n",
      ],
    ],
    messages: [
      `clusters[0].notifications.providers[0].addressParameter: got "/delivery/key", expected the SSM path of a parameter that you keep, which the stacks do not make: repositories[0].deployKey.parameter (line ◆) has this one`,
    ],
  },
  {
    title: "A key of ours is no chat's webhook",
    file: [
      [cluster, `${cluster}    monitoring: { discord: { parameter: ▶/github/echo-server/deploy-key } }\n`],
      [repositories, "\nrepositories:\n  - ◆name: echo-server\n"],
    ],
    messages: [
      `clusters[0].monitoring.discord.parameter: got "/github/echo-server/deploy-key", expected the SSM path of a parameter that you keep, which the stacks do not make: repositories[0].deployKey.parameter (line ◆) has this one`,
    ],
  },
  {
    title: "A registry's token is not what statuses are written with",
    file: [
      [
        "        - name: alertmanager\n",
        "        - { name: gh, type: github, repository: echo-server, tokenParameter: ▶/token }\n        - name: alertmanager\n",
      ],
      [credential, `${credential}    parameter: ◆/token\n`],
    ],
    messages: [
      `clusters[0].notifications.providers[0].tokenParameter: got "/token", expected the SSM path of a parameter that you keep, which the stacks do not make: registryCredentials[0].parameter (line ◆) has this one`,
    ],
  },
  {
    title: "A login to another registry than the image's is refused",
    file: [
      ["registry: ghcr.io", "registry: quay.io"],
      ["credential: echo-server", "credential: ▶echo-server"],
    ],
    messages: [
      `applications[0].image.credential: got "echo-server", a login to quay.io, expected a credential of which the registry is ghcr.io, where the image is`,
    ],
  },
  ...[ecr, "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "public.ecr.aws"].map((host) => ({
    title: `A login to ${host} is refused: its token would be dead before the day is over`,
    file: [
      [credential, credential.replace("ghcr.io", `▶${host}`)] as const,
      ["credential: echo-server\n", "timeout: 30s\n"] as const,
    ],
    messages: [
      `registryCredentials[0].registry: got "${host}", expected a registry whose tokens last: those of Amazon's end after 12 hours. Remove this credential: for images in ECR Flux and the nodes log in by their own identity, and CI by OIDC with build.role`,
    ],
  })),
  {
    title: "An identity of another provider's registry is refused",
    file: [[ghcrImage, "      name: ghcr.io/developer-friendly/echo-server\n      provider: ▶aws\n"]],
    messages: [
      `applications[0].image.provider: got "aws", expected the provider whose registry ghcr.io is, or generic`,
    ],
  },
  {
    title: "A private ECR without Flux's identity is refused",
    file: [[ghcrImage, `      name: ${ecr}/echo-server\n      provider: ▶generic\n`]],
    messages: [
      `applications[0].image.provider: got "generic", expected aws, or nothing: ${ecr} takes no login that could be kept`,
    ],
  },
  {
    title: "An identity beside a credential is refused: Flux would use one of them",
    file: [
      ["registry: ghcr.io", "registry: acme.azurecr.io"],
      [ghcrImage, "      name: acme.azurecr.io/echo-server\n      provider: azure\n      credential: ▶echo-server\n"],
    ],
    messages: [
      `applications[0].image.credential: got "echo-server", expected no credential where the provider is azure: Flux and the nodes log in by their own identity`,
    ],
  },
  {
    title: "A role of another partition than the registry's can't push there",
    file: [
      ["      credential: echo-server\n", ""],
      ["ghcr.io/developer-friendly/echo-server", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/echo-server"],
      ["port: 3000", "port: 3000\n    build: { role: ▶arn:aws:iam::123456789012:role/push }"],
    ],
    messages: [
      'applications[0].build.role: got "arn:aws:iam::123456789012:role/push", expected a role of the partition that cn-north-1 is in',
    ],
  },
  {
    title: "A role to push as is refused where CI needs none",
    file: [["port: 3000", "port: 3000\n    build: { role: ▶arn:aws:iam::123456789012:role/push }"]],
    messages: [
      `applications[0].build.role: got "arn:aws:iam::123456789012:role/push", expected an image in ECR: CI logs in to ghcr.io without a role`,
    ],
  },
  {
    title: "A token that two registries would get is refused",
    file: [[credential, "  - ◆name: echo-server\n    registry: ghcr.io\n  - ▶name: quay\n    registry: quay.io\n"]],
    messages: [
      `registryCredentials[1].variable: got "github_pat" for developer-friendly-bot at quay.io by default, expected a variable that brings the token of developer-friendly-bot at ghcr.io nowhere else: registryCredentials[0].variable (line ◆) has this one`,
    ],
  },
  {
    title: "A token that two users of one registry would have is refused",
    file: [
      [
        credential,
        "  - ◆name: echo-server\n    registry: ghcr.io\n  - ▶name: other\n    registry: ghcr.io\n    username: other\n",
      ],
    ],
    messages: [
      `registryCredentials[1].variable: got "github_pat" for other at ghcr.io by default, expected a variable that brings the token of developer-friendly-bot at ghcr.io nowhere else: registryCredentials[0].variable (line ◆) has this one`,
    ],
  },
  {
    title: "A token's variable that the stack has already is refused",
    file: [[credential, `${credential}    variable: ▶github_token\n`]],
    messages: [
      `registryCredentials[0].variable: got "github_token", expected a variable of its own: the secrets stack has one of this name`,
    ],
  },
];
