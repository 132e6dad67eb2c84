import type { Row } from "./row";
import { addCluster, repositories } from "./pieces";

const hint = "(npm run synth without the entry, and look in cdktf.out)";

/** What the stacks make, and would not: objects taken over that are none of theirs, objects that a CRD refuses. */
export const madeRows: readonly Row[] = [
  {
    title: "What is taken over is something that the stacks make, or most likely misspelt",
    file: [
      [
        "\naws:\n",
        "\nadopt:\n  parameters: [/github/echo-server/deploy-key, ▶/typo]\n" +
          "  objects:\n    - { cluster: blog, object: GitRepository flux-system/echo-server }\n" +
          "    - ▶{ cluster: blog, object: GitRepository flux-system/typo }\n" +
          "  webhooks:\n    - { repository: echo-server, cluster: blog, id: 1 }\n    - ▶{ repository: unused, cluster: blog, id: 2 }\n\naws:\n",
      ],
      [repositories, `${repositories}  - name: unused\n`],
    ],
    messages: [
      `adopt.parameters[1]: got "/typo", expected an SSM path that the stacks make ${hint}`,
      `adopt.objects[1]: got "blog GitRepository flux-system/typo", expected an object that the stacks make ${hint}`,
      `adopt.webhooks[1]: got "blog webhook unused", expected a webhook that the stacks make ${hint}`,
    ],
  },
  {
    title: "What no rule knows and a CRD refuses is told where it comes from",
    file: [
      [
        "        - name: alertmanager\n",
        `        - ▶{ name: chat, type: slack, addressParameter: /chat, channel: "${"x".repeat(3000)}" }\n        - name: alertmanager\n`,
      ],
    ],
    messages: [
      `clusters[0].notifications.providers[0]: got what makes Provider flux-system/chat wrong, expected values that Kubernetes takes: spec.channel: must NOT have more than 2048 characters, got "${"x".repeat(76)}...`,
    ],
  },
  {
    title: "What is taken over twice is refused, as OpenTofu would refuse two imports",
    file: [
      [
        "\naws:\n",
        "\nadopt:\n  parameters: [◆/github/echo-server/deploy-key, ▶/github/echo-server/deploy-key]\n" +
          "  webhooks:\n    - ◆{ repository: echo-server, cluster: blog, id: 1 }\n    - ▶{ repository: echo-server, cluster: blog, id: 2 }\n" +
          "  objects:\n    - ◆{ cluster: blog, object: GitRepository flux-system/echo-server }\n" +
          "    - ▶{ cluster: blog, object: GitRepository flux-system/echo-server }\n\naws:\n",
      ],
    ],
    messages: [
      `adopt.parameters[1]: got "/github/echo-server/deploy-key", expected an entry of its own: adopt.parameters[0] (line ◆) has this one`,
      `adopt.webhooks[1]: got "blog webhook echo-server", expected an entry of its own: adopt.webhooks[0] (line ◆) has this one`,
      `adopt.objects[1]: got "blog GitRepository flux-system/echo-server", expected an entry of its own: adopt.objects[0] (line ◆) has this one`,
    ],
  },
  {
    title: "Chart values that the stacks could not add to, or that no ConfigMap holds, are refused",
    file: [
      [
        "  - name: blog\n",
        "  - name: blog\n    monitoring: { values: { alertmanager: ▶false, extraManifests: ▶{ a: 1 } } }\n",
      ],
      addCluster(`monitoring: { values: ▶{ a: "${"x".repeat(1_000_000)}" } }`),
    ],
    messages: [
      "clusters[0].monitoring.values.alertmanager: got false, expected a mapping, since the routes of alerts are added to it",
      "clusters[0].monitoring.values.extraManifests: got a mapping with a, expected a list, since the routes of alerts are added to it",
      "clusters[1].monitoring.values: got 1000008 characters, expected at most 1000000, since a ConfigMap holds no more",
    ],
  },
  {
    title: "A token's variable that a cluster is reached by is refused: the cluster would get the token",
    file: [["    registry: ghcr.io\n", "    registry: ghcr.io\n    variable: ▶kubernetes_token_shop\n"]],
    messages: [
      `registryCredentials[0].variable: got "kubernetes_token_shop", expected a variable of its own: a cluster is reached by one of this name, and would get the token`,
    ],
  },
  {
    title: "A policy that is named as another's next part is refused: both would be made",
    file: [
      ["      readerPolicy: external-secrets-blog\n", "      readerPolicy: ◆external-secrets-blog\n"],
      addCluster(
        "secretStore: { readerPolicy: ▶External-Secrets-Blog-2 }",
        "notifications: { providers: [{ name: a, type: slack, addressParameter: /a }] }",
      ),
    ],
    messages: [
      `clusters[1].secretStore.readerPolicy: got "External-Secrets-Blog-2", expected a name that no part of another policy has, whose parts are numbered: clusters[0].secretStore.readerPolicy (line ◆) has this one`,
    ],
  },
];
