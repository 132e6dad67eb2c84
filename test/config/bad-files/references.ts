import { add, addCluster, application, credential, environment, image, repositories, sameRepository } from "./pieces";
import type { Row } from "./row";

/** Names given twice and names of nothing. */
export const referenceRows: readonly Row[] = [
  {
    title: "A second cluster of the same name is refused",
    file: [
      ["  - name: blog\n", "  - name: ◆blog\n"],
      [repositories, `  - name: ▶blog\n    connection: { type: variables }\n${repositories}`],
    ],
    messages: [`clusters[1].name: got "blog", expected a name of its own: clusters[0].name (line ◆) has this one`],
  },
  {
    title: "A second repository of the same name is refused",
    file: [[repositories, "\nrepositories:\n  - name: ◆echo-server\n  - name: ▶echo-server\n"]],
    messages: [
      `repositories[1].name: got "echo-server", expected a name of its own: repositories[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "A second registry credential of the same name is refused",
    file: [[credential, "  - name: ◆echo-server\n  - name: ▶echo-server\n"]],
    messages: [
      `registryCredentials[1].name: got "echo-server", expected a name of its own: registryCredentials[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "A second environment of the same name is refused",
    file: [
      ["      - name: dev\n", "      - name: ◆dev\n"],
      add(environment("▶dev", "cluster: blog", "namespace: other")),
    ],
    messages: [
      `applications[0].environments[1].name: got "dev", expected a name of its own: applications[0].environments[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "A second application of the same name is refused",
    file: [
      ["applications:\n  - name: echo-server\n", "applications:\n  - name: ◆echo-server\n"],
      add(application("▶echo-server", sameRepository, image), environment("dev", "cluster: blog", "namespace: web")),
    ],
    messages: [
      `applications[1].name: got "echo-server", expected a name of its own: applications[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "A second provider of the same name is refused",
    file: [
      [
        "        - name: alertmanager\n",
        "        - { name: ◆alertmanager, type: slack, addressParameter: /slack }\n        - name: ▶alertmanager\n",
      ],
    ],
    messages: [
      `clusters[0].notifications.providers[1].name: got "alertmanager", expected a name of its own: clusters[0].notifications.providers[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "A second alert of the same name is refused",
    file: [
      ["{ name: info, provider: alertmanager,", "{ name: ◆error, provider: alertmanager,"],
      ["{ name: error, provider: alertmanager,", "{ name: ▶error, provider: alertmanager,"],
    ],
    messages: [
      `clusters[0].notifications.alerts[1].name: got "error", expected a name of its own: clusters[0].notifications.alerts[0].name (line ◆) has this one`,
    ],
  },
  {
    title: "Names that nothing has are refused, with those that there are",
    file: [
      ["{ name: info, provider: alertmanager,", "{ name: info, provider: ▶slack,"],
      [repositories, "\nrepositories:\n  - name: echo-server\n    imageUpdate: { cluster: ▶prod }\n"],
      ["    repository: echo-server\n", "    repository: ▶echo\n"],
      ["      credential: echo-server\n", "      credential: ▶ghcr\n"],
      ["        cluster: blog\n", "        cluster: ▶dev\n"],
    ],
    messages: [
      `clusters[0].notifications.alerts[0].provider: got "slack", expected the name of a provider ("alertmanager"): correct it, or add it to this cluster's notifications.providers`,
      `repositories[0].imageUpdate.cluster: got "prod", expected the name of a cluster ("blog"): correct it, or add it to clusters`,
      `applications[0].repository: got "echo", expected the name of a repository ("echo-server"): correct it, or add it to repositories`,
      `applications[0].image.credential: got "ghcr", expected the name of a registry credential ("echo-server"): correct it, or add it to registryCredentials`,
      `applications[0].environments[0].cluster: got "dev", expected the name of a cluster ("blog"): correct it, or add it to clusters`,
    ],
  },
  {
    title: "A credential is refused where there is none",
    file: [
      ["registryCredentials:\n  - name: echo-server\n    registry: ghcr.io\n\n", ""],
      ["      credential: echo-server\n", "      credential: ▶echo-server\n"],
    ],
    messages: [
      `applications[0].image.credential: got "echo-server", expected the name of a registry credential (there is none): correct it, or add it to registryCredentials`,
    ],
  },
  {
    title: "A provider's repository and what is taken over are known",
    file: [
      [
        "          type: alertmanager\n",
        "          type: github\n          repository: ▶shop\n          tokenParameter: /a\n",
      ],
      ["          address: http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts\n", ""],
      [
        "\naws:\n",
        "\nadopt:\n  webhooks: [{ repository: ▶web, cluster: ▶dev, id: 1 }]\n  objects: [{ cluster: ▶prod, object: Namespace a }]\n\naws:\n",
      ],
    ],
    messages: [
      `adopt.webhooks[0].repository: got "web", expected the name of a repository ("echo-server"): correct it, or add it to repositories`,
      `adopt.webhooks[0].cluster: got "dev", expected the name of a cluster ("blog"): correct it, or add it to clusters`,
      `adopt.objects[0].cluster: got "prod", expected the name of a cluster ("blog"): correct it, or add it to clusters`,
      `clusters[0].notifications.providers[0].repository: got "shop", expected the name of a repository ("echo-server"): correct it, or add it to repositories`,
    ],
  },
  {
    title: "Names are not looked for among those that can't be read",
    file: [["  - name: blog\n", "  - name: ▶Blog\n"]],
    messages: [
      `clusters[0].name: got "Blog", expected a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63`,
    ],
  },
  {
    title: "Of many names the first ten are shown",
    file: [
      [repositories, `\nrepositories:\n${Array.from({ length: 12 }, (_, at) => `  - name: r${at}\n`).join("")}`],
      ["    repository: echo-server\n", "    repository: ▶r12\n"],
    ],
    messages: [
      `applications[0].repository: got "r12", expected the name of a repository ("r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9" or 2 others): correct it, or add it to repositories`,
    ],
  },
  {
    title: "A receiver on a cluster without a repository is refused: it would have nothing to receive",
    file: [...addCluster("gateway: { name: a, namespace: b }", "receiver: ▶{ host: shop.example.com }")],
    messages: [
      "clusters[1].receiver: got a receiver of webhooks, expected an environment on this cluster, or there is no repository to receive from: add one, or remove this",
    ],
  },
  {
    title: "A receiver that has nothing to receive still has a token to read",
    file: [
      ...addCluster(
        "gateway: { name: a, namespace: b }",
        "receiver: ▶{ host: shop.example.com }",
        "secretStore: { readerPolicy: shop-reader }",
      ),
    ],
    messages: [
      "clusters[1].receiver: got a receiver of webhooks, expected an environment on this cluster, or there is no repository to receive from: add one, or remove this",
    ],
  },
  {
    title: "An IAM policy about no parameter is refused, as IAM would",
    file: [...addCluster("secretStore: { readerPolicy: ▶shop-reader }")],
    messages: [
      `clusters[1].secretStore.readerPolicy: got "shop-reader", expected an environment on this cluster, or the policy has nothing to read: add one, or remove this`,
    ],
  },
  {
    title: "Monitoring and notifications that keep no secret leave an IAM policy nothing to read",
    file: [
      ...addCluster(
        "secretStore: { readerPolicy: ▶shop-reader }",
        "monitoring: {}",
        "notifications: { providers: [{ name: a, type: alertmanager }] }",
      ),
    ],
    messages: [
      `clusters[1].secretStore.readerPolicy: got "shop-reader", expected an environment on this cluster, or the policy has nothing to read: add one, or remove this`,
    ],
  },
];
