import type { Row } from "./row";
import { add, addCluster, end, environment, repositories } from "./pieces";

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
    title: "What no rule knows and a CRD refuses is told at the field that it comes from",
    file: [
      [
        "        - name: alertmanager\n",
        `        - { name: chat, type: slack, addressParameter: /chat, channel: ▶"${"x".repeat(3000)}" }\n        - name: alertmanager\n`,
      ],
    ],
    messages: [
      `clusters[0].notifications.providers[0].channel: got "${"x".repeat(76)}..., expected what Provider flux-system/chat takes: spec.channel must NOT have more than 2048 characters`,
    ],
  },
  {
    title: "A cluster of which everything is taken over is listed once, and none of its objects",
    file: [
      [
        "\naws:\n",
        "\nadopt:\n  everything: [{ cluster: ◆◆blog }, { cluster: ▶blog }, { cluster: ▶other }]\n" +
          "  objects:\n    - ▶{ cluster: blog, object: GitRepository flux-system/echo-server }\n\naws:\n",
      ],
    ],
    messages: [
      `adopt.everything[1].cluster: got "blog", expected an entry of its own: adopt.everything[0].cluster (line ◆) has this one`,
      `adopt.everything[2].cluster: got "other", expected the name of a cluster ("blog"): correct it, or add it to clusters`,
      `adopt.objects[0]: got "blog GitRepository flux-system/echo-server", expected no entry of its own, since everything of its cluster is taken over: adopt.everything[0].cluster (line ◆) has this one`,
    ],
  },
  {
    title: "An object of a cluster of which everything is taken over is told which entry that is",
    file: [
      ...addCluster("secretStore: { name: shop }"),
      [
        "\naws:\n",
        "\nadopt:\n  everything: [{ cluster: shop }, { cluster: ◆blog }]\n" +
          "  objects: [▶{ cluster: blog, object: GitRepository flux-system/echo-server }]\n\naws:\n",
      ],
    ],
    messages: [
      `adopt.objects[0]: got "blog GitRepository flux-system/echo-server", expected no entry of its own, since everything of its cluster is taken over: adopt.everything[1].cluster (line ◆) has this one`,
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
      ...addCluster(`monitoring: { values: ▶{ a: "${"ü".repeat(500_000)}" } }`),
    ],
    messages: [
      "clusters[0].monitoring.values.alertmanager: got false, expected a mapping, since the routes of alerts are added to it",
      "clusters[0].monitoring.values.extraManifests: got a mapping with a, expected a list, since the routes of alerts are added to it",
      "clusters[1].monitoring.values: got 1000171 bytes as they are written, expected at most 1000000, since a ConfigMap holds no more",
    ],
  },
  {
    title: "The Alertmanager's own values can be added to as well",
    file: [
      [
        "  - name: blog\n",
        "  - name: blog\n    monitoring: { values: { alertmanager: { alertmanagerSpec: ▶off } } }\n",
      ],
    ],
    messages: [
      'clusters[0].monitoring.values.alertmanager.alertmanagerSpec: got "off", expected a mapping, since the routes of alerts are added to it',
    ],
  },
  {
    title: "Chart values without a value are nothing that could be added to",
    file: [["  - name: blog\n", "  - name: blog\n    monitoring: { values: { alertmanager: ▶null } }\n"]],
    messages: [
      "clusters[0].monitoring.values.alertmanager: got nothing, expected a mapping, since the routes of alerts are added to it",
    ],
  },
  {
    title: "A token's variable that a cluster is reached by is refused: the cluster would get the token",
    file: [
      [
        "    registry: ghcr.io\n",
        "    registry: ghcr.io\n    variable: ▶kubernetes_token_shop\n" +
          "  - { name: a, registry: ghcr.io, variable: ▶kubernetes_host_shop }\n" +
          "  - { name: b, registry: ghcr.io, variable: ▶kubernetes_cluster_ca_certificate_shop }\n",
      ],
    ],
    messages: ["kubernetes_token_shop", "kubernetes_host_shop", "kubernetes_cluster_ca_certificate_shop"].map(
      (name, index) =>
        `registryCredentials[${index}].variable: got "${name}", expected a variable of its own: a cluster is reached by one of this name, and would get the token`,
    ),
  },
  {
    title: "A policy that is named as another's next part is refused: both would be made",
    file: [
      ["      readerPolicy: external-secrets-blog\n", "      readerPolicy: ◆external-secrets-blog\n"],
      ...addCluster(
        "secretStore: { readerPolicy: ▶External-Secrets-Blog-12 }",
        "notifications: { providers: [{ name: a, type: slack, addressParameter: /a }] }",
      ),
    ],
    messages: [
      `clusters[1].secretStore.readerPolicy: got "External-Secrets-Blog-12", expected a name that no part of another policy has, whose parts are numbered: clusters[0].secretStore.readerPolicy (line ◆) has this one`,
    ],
  },
  {
    title: "Two clusters by the same context of one file are refused with its name, however the path is written",
    file: [
      ["  - name: blog\n", "  - name: blog\n    connection: ◆{ type: kubeconfig, path: kube/config, context: a }\n"],
      [
        repositories,
        `  - name: shop\n    connection: ▶{ type: kubeconfig, path: kube/./config, context: a }\n${repositories}`,
      ],
    ],
    messages: [
      `clusters[1].connection: got "kube/./config, context a", expected a kubeconfig file or context of its own (give each cluster its context): clusters[0].connection (line ◆) has this one`,
    ],
  },
  {
    title: "Two receivers at one host are refused: GitHub could reach only one",
    file: [
      ["      host: flux.developer-friendly.blog\n", "      host: ◆flux.developer-friendly.blog\n"],
      ...addCluster("gateway: { name: a, namespace: b }", "receiver: { host: ▶flux.developer-friendly.blog }"),
      add(environment("b", "cluster: shop", "namespace: same", "pushBranch: flux")),
    ],
    messages: [
      `clusters[1].receiver.host: got "flux.developer-friendly.blog", expected a host of its own: clusters[0].receiver.host (line ◆) has this one`,
    ],
  },
  {
    title: "A name taken on the cluster that runs an environment is told once, though its policy is written elsewhere",
    file: [
      ...addCluster(),
      [repositories, "\nrepositories:\n  - name: echo-server\n    imageUpdate: { cluster: blog }\n"],
      add(
        environment("b", "cluster: shop", "namespace: one", "objectName: ◆same"),
        environment("c", "cluster: shop", "namespace: two", "objectName: ▶same"),
      ),
    ],
    messages: [
      `applications[0].environments[2].objectName: got "same", expected a name on cluster shop of its own: applications[0].environments[1].objectName (line ◆) has this one`,
    ],
  },
  {
    title: "A replacement of which one group is unknown is refused",
    file: [["            pattern: ^[0-9]+$\n", "            pattern: ^([0-9]+)$\n            extract: ▶$1$nope\n"]],
    messages: [
      `applications[0].environments[0].imagePolicy.filterTags.extract: got "$1$nope", expected a replacement of the pattern's groups, $0, $1; where letters or digits follow, in braces, as in \${1}0`,
    ],
  },
  {
    title: "Nothing is said of a tag where the policy that would choose it is wrong",
    file: [
      ["            pattern: ^[0-9]+$\n", "            pattern: ^([0-9]+)$\n            extract: ▶$nope\n"],
      [
        end,
        `${end}      - { name: b, cluster: blog, namespace: b, initialTag: latest, imagePolicy: { policy: ▶{ numerical: {}, alphabetical: {} } } }\n`,
      ],
    ],
    messages: [
      `applications[0].environments[0].imagePolicy.filterTags.extract: got "$nope", expected a replacement of the pattern's groups, $0, $1; where letters or digits follow, in braces, as in \${1}0`,
      "applications[0].environments[1].imagePolicy.policy: got a mapping with numerical, alphabetical, expected exactly one of numerical, alphabetical or semver",
    ],
  },
  {
    title: "The monitoring's Secret is one of the Flux namespace where it is there",
    file: [
      ["      secretName: echo-server-gpgkey\n", "      secretName: ▶alertmanager-webhooks\n"],
      [
        "  - name: blog\n",
        "  - name: blog\n    monitoring: ◆{ namespace: flux-system, createNamespace: false, slack: { parameter: /a } }\n",
      ],
    ],
    messages: [
      `github.bot.gpg.secretName: got "alertmanager-webhooks", expected a Secret in namespace flux-system of cluster blog of its own: clusters[0].monitoring (line ◆) has this one`,
    ],
  },
  {
    title: "Git's own folders and GitHub's hold no manifests",
    file: [
      [
        "        namespace: default\n",
        "        namespace: default\n        path: ▶.github/workflows/dev\n        components: [▶a/.git/b, ▶.GitHub/Workflows/a]\n",
      ],
    ],
    messages: [
      `applications[0].environments[0].path: got ".github/workflows/dev", expected a folder for manifests: this is Git's or GitHub's own`,
      `applications[0].environments[0].components[0]: got "a/.git/b", expected a folder for manifests: this is Git's or GitHub's own`,
      `applications[0].environments[0].components[1]: got ".GitHub/Workflows/a", expected a folder for manifests: this is Git's or GitHub's own`,
    ],
  },
  {
    title: "A kustomization file is no folder of manifests, for which it would leave no room",
    file: [
      [
        "        namespace: default\n",
        "        namespace: default\n        path: ▶a/kustomization.yaml\n        components: [▶b/Kustomization.yml/c, ▶kustomization.yaml, b/kustomization]\n",
      ],
    ],
    messages: [
      `applications[0].environments[0].path: got "a/kustomization.yaml", expected the folder that its kustomization file is in`,
      `applications[0].environments[0].components[0]: got "b/Kustomization.yml/c", expected the folder that its kustomization file is in`,
      `applications[0].environments[0].components[1]: got "kustomization.yaml", expected the folder that its kustomization file is in`,
    ],
  },
  {
    title: "A folder around the overlay is no component of it",
    file: [
      [
        "        namespace: default\n",
        "        namespace: default\n        path: deploy/dev\n        components: [▶Deploy, dep, deploy/dev/patches]\n",
      ],
    ],
    messages: [
      `applications[0].environments[0].components[0]: got "Deploy", expected a folder that does not hold the overlay: kustomize refuses a root that contains another`,
    ],
  },
  {
    title: "An overlay is no component, and no other overlay in other letters",
    file: [
      [
        "        namespace: default\n",
        "        namespace: default\n        path: ◆a/dev\n        components: [▶a/dev, b/dev, ▶a/Prod]\n",
      ],
      add(
        environment("b", "cluster: blog", "namespace: b", "path: a/prod"),
        environment("c", "cluster: blog", "namespace: c", "path: ▶A/dev"),
      ),
    ],
    messages: [
      `applications[0].environments[0].components[0]: got "a/dev", expected a Kustomize component in a folder of its own: this is an overlay, which kustomize refuses there`,
      `applications[0].environments[0].components[2]: got "a/Prod", expected a Kustomize component in a folder of its own: this is an overlay, which kustomize refuses there`,
      `applications[0].environments[2].path: got "A/dev", expected an overlay in repository echo-server of its own: applications[0].environments[0].path (line ◆) has this one`,
    ],
  },
  {
    title: "An Alertmanager that is turned off sends no alert on, and takes none",
    file: [
      [
        "  - name: blog\n",
        "  - name: blog\n    monitoring: { slack: { parameter: /a }, discord: { parameter: /b }, values: { alertmanager: { enabled: ▶false } } }\n",
      ],
      ["          address: http://kube", "          address: ▶http://kube"],
    ],
    messages: [
      "clusters[0].monitoring.values.alertmanager.enabled: got false, expected no such value, since the Alertmanager sends the alerts of monitoring.slack and monitoring.discord; or leave those out",
      `clusters[0].notifications.providers[0].address: got "http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts", expected another Alertmanager's: monitoring.values has none of this address`,
    ],
  },
  {
    title: "All that is GitHub's own holds no manifests, however it is written",
    file: [
      [
        "        namespace: default\n",
        "        namespace: default\n        path: ▶.github/flux\n        components: [▶.GitHub]\n",
      ],
    ],
    messages: [
      `applications[0].environments[0].path: got ".github/flux", expected a folder for manifests: this is Git's or GitHub's own`,
      `applications[0].environments[0].components[0]: got ".GitHub", expected a folder for manifests: this is Git's or GitHub's own`,
    ],
  },
  {
    title: "An Alertmanager that passes over the monitoring's routes is refused",
    file: [
      [
        "  - name: blog\n",
        "  - name: blog\n    monitoring: { slack: { parameter: /a }, values: { alertmanager: { alertmanagerSpec: { alertmanagerConfigMatcherStrategy: { type: ▶OnNamespace }, alertmanagerConfigSelector: ▶{ matchLabels: { team: a }, matchExpressions: [] }, alertmanagerConfigNamespaceSelector: ▶{ matchLabels: { team: a } } } } } }\n",
      ],
    ],
    messages: [
      `clusters[0].monitoring.values.alertmanager.alertmanagerSpec.alertmanagerConfigMatcherStrategy.type: got "OnNamespace", expected None or no such value: the Alertmanager would pass over the routes to Slack and Discord`,
      "clusters[0].monitoring.values.alertmanager.alertmanagerSpec.alertmanagerConfigSelector: got a mapping with matchLabels, matchExpressions, expected a selector of what has no label, or no such value: the Alertmanager would pass over the routes to Slack and Discord",
      "clusters[0].monitoring.values.alertmanager.alertmanagerSpec.alertmanagerConfigNamespaceSelector: got a mapping with matchLabels, expected a selector of namespace monitoring, which has the label kubernetes.io/metadata.name alone, or no such value: the Alertmanager would pass over the routes to Slack and Discord",
    ],
  },
  {
    title: "A component that is listed twice is refused, since kustomize would add its resources twice",
    file: [["        namespace: default\n", "        namespace: default\n        components: [a, b, ▶a]\n"]],
    messages: [`applications[0].environments[0].components[2]: got "a", expected each component once`],
  },
];
