import type { Row } from "./row";
import { repositories } from "./pieces";

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
];
