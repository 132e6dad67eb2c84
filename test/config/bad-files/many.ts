import {
  add,
  addCluster,
  application,
  credential,
  end,
  environment,
  image,
  repositories,
  sameRepository,
} from "./pieces";
import type { Row } from "./row";

const gitHubKeys = "one of the keys organization, bot, app, apiUrl, sshHost, knownHosts";
const login = "a GitHub login: letters, digits and single '-', at most 39";
const hostName = "a host name such as echo.example.com: lowercase, without scheme, port or path, and no IP address";
const hostOrWildcard = hostName.replace("echo.example.com", "echo.example.com or *.example.com");
const port = "a port number from 1 to 65535";
const namespaceName =
  "a namespace: lowercase letters, digits and '-', at most 63, not beginning with kube-, which is Kubernetes' own";
const workload = (name: string): string => `a namespace for Deployment ${name} on cluster blog of its own`;

/** Several mistakes in one file: all are reported in one run, in the order of the file. */
export const manyRows: readonly Row[] = [
  {
    title: "Mistakes of shape and reference, duplicates and broken rules are reported together",
    file: [
      ["  organization: developer-friendly\n", "  ▶▶organisation: developer-friendly\n"],
      ["  region: eu-central-1\n", "  region: ▶Frankfurt\n"],
      ["{ name: info, provider: alertmanager,", "{ name: info, provider: ▶slack,"],
      [repositories, "\nrepositories:\n  - ◆name: echo-server\n  - name: other\n    gitHubName: ▶echo-server\n"],
      ["port: 3000", "port: ▶0"],
      ['initialTag: "9050352340"', "initialTag: ▶latest"],
    ],
    messages: [
      `github.organization: got nothing, expected ${login}`,
      `github.organisation: got the unknown key "organisation", expected ${gitHubKeys}: did you mean organization?`,
      `aws.region: got "Frankfurt", expected an AWS region such as eu-central-1`,
      `clusters[0].notifications.alerts[0].provider: got "slack", expected the name of a provider ("alertmanager"): correct it, or add it to this cluster's notifications.providers`,
      `repositories[1].gitHubName: got "echo-server", expected a GitHub repository of its own: repositories[0].gitHubName (line ◆) has this one`,
      `applications[0].port: got 0, expected ${port}`,
      `applications[0].environments[0].initialTag: got "latest", expected a tag that the pattern "^[0-9]+$" matches`,
    ],
  },
  {
    title: "A mistake in one environment hides none in others, which keep their numbers",
    file: [
      ["        namespace: default\n", "        namespace: ▶Default\n"],
      add(environment("b", "cluster: blog", "namespace: ◆same"), environment("c", "cluster: blog", "namespace: ▶same")),
    ],
    messages: [
      `applications[0].environments[0].namespace: got "Default", expected ${namespaceName}`,
      `applications[0].environments[2].namespace: got "same", expected ${workload("echo-server")}: applications[0].environments[1].namespace (line ◆) has this one`,
    ],
  },
  {
    title: "A mistake in one application hides none in others",
    file: [
      ["port: 3000", "port: ▶none"],
      add(
        application("web", sameRepository, image),
        environment("b", "cluster: blog", "namespace: ◆same"),
        environment("c", "cluster: blog", "namespace: ▶same"),
      ),
    ],
    messages: [
      `applications[0].port: got "none", expected ${port}`,
      `applications[1].environments[1].namespace: got "same", expected ${workload("web")}: applications[1].environments[0].namespace (line ◆) has this one`,
    ],
  },
  {
    title: "A mistake in one cluster hides none on another",
    file: [
      ...addCluster("gateway: ▶none"),
      [repositories, "\nrepositories:\n  - ▶name: echo-server\n"],
      add(
        environment("shop", "cluster: shop", "namespace: same"),
        environment("b", "cluster: blog", "namespace: ◆same"),
        environment("c", "cluster: blog", "namespace: ▶same"),
      ),
    ],
    messages: [
      `clusters[1].gateway: got "none", expected a mapping with name, namespace, sectionName`,
      `repositories[0].imageUpdate.cluster: got nothing, expected one of the clusters blog, shop: environments on all of them have updates pushed to branch "main", and two clusters that push to one branch race. Name the one that writes, or give environments a pushBranch`,
      `applications[0].environments[3].namespace: got "same", expected ${workload("echo-server")}: applications[0].environments[2].namespace (line ◆) has this one`,
    ],
  },
  {
    title: "A mistake in a repository or a login hides none in what does not use it",
    file: [
      [repositories, "\nrepositories:\n  - name: old\n    interval: ▶1\n  - name: echo-server\n"],
      [credential, "  - name: old\n    registry: ▶https://quay.io\n  - name: echo-server\n    registry: quay.io\n"],
      ["      credential: echo-server\n", "      credential: ▶echo-server\n"],
    ],
    messages: [
      "repositories[0].interval: got 1, expected a duration such as 30s, 5m or 1h30m (units ms, s, m, h), with its unit",
      `registryCredentials[0].registry: got "https://quay.io", expected a host with an optional port, such as ghcr.io or registry.example.com:5000, without scheme`,
      `applications[0].image.credential: got "echo-server", a login to quay.io, expected a credential of which the registry is ghcr.io, where the image is`,
    ],
  },
  {
    title: "A mistake in what is taken over hides none in what is delivered",
    file: [
      ["\naws:\n", "\nadopt: { parameters: [▶1] }\n\naws:\n"],
      add(environment("b", "cluster: blog", "namespace: ◆same"), environment("c", "cluster: blog", "namespace: ▶same")),
    ],
    messages: [
      "adopt.parameters[0]: got 1, expected an SSM parameter path: '/' before each of at most 15 parts of letters, digits, '.', '-' and '_', not beginning with /aws or /ssm, at most 951 (put it in quotes)",
      `applications[0].environments[2].namespace: got "same", expected ${workload("echo-server")}: applications[0].environments[1].namespace (line ◆) has this one`,
    ],
  },
  {
    title: "A mistake in an anchor is pointed at where it stands, for each that uses it",
    file: [
      [
        "      - name: dev\n        cluster: blog\n        namespace: default\n",
        "      - &dev\n        name: dev\n        cluster: blog\n        namespace: ▶▶kube-public\n",
      ],
      [
        end,
        `${end}      - <<: *dev\n        name: prod\n        objectName: prod\n        route: { host: ▶Prod.example.com }\n`,
      ],
    ],
    messages: [
      `applications[0].environments[0].namespace: got "kube-public", expected ${namespaceName}`,
      `applications[0].environments[1].namespace: got "kube-public", expected ${namespaceName}`,
      `applications[0].environments[1].route.host: got "Prod.example.com", expected ${hostOrWildcard}`,
    ],
  },
  {
    title: "An alias of a wrong value is pointed at itself",
    file: [
      ["  region: eu-central-1\n", "  region: &region ▶Frankfurt\n"],
      ["\nstate: { backend: local }\n", "\nstate: { backend: s3, bucket: delivery, region: ▶*region }\n"],
    ],
    messages: [
      `aws.region: got "Frankfurt", expected an AWS region such as eu-central-1`,
      `state.region: got "Frankfurt", expected a region's name: lowercase letters, digits and '-'`,
    ],
  },
  {
    title: "Of what seems to be missing nothing is said where an element could not be read",
    file: [
      ["applications:\n", "applications:\n  - ▶5\n"],
      ...addCluster("gateway: { name: a, namespace: b }", "receiver: { host: shop.example.com }"),
    ],
    messages: [
      "applications[0]: got 5, expected a mapping with name, renamedFrom, objectName, repository, image, port, probePath, workload, build, environments",
    ],
  },
  {
    title: "A parameter or an object that is taken over is not missed where its owner could not be read",
    file: [
      ["        cluster: blog\n", "        cluster: ▶7\n"],
      [
        "\naws:\n",
        "\nadopt:\n  parameters: [/typo]\n  webhooks: [{ repository: echo-server, cluster: blog, id: 1 }]\n  objects: [{ cluster: blog, object: HTTPRoute default/echo-server }]\n\naws:\n",
      ],
    ],
    messages: [
      "applications[0].environments[0].cluster: got 7, expected a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63 (put it in quotes)",
    ],
  },
  {
    title: "A missing organization hides no name that is taken",
    file: [
      ["github:\n  organization: developer-friendly\n", "▶x-github:\n  organization: developer-friendly\n"],
      [
        repositories,
        "\nrepositories:\n  - name: ▶flux-system\n    deployKey: { parameter: ◆/k }\n  - name: echo-server\n",
      ],
      [credential, "  - name: echo-server\n    registry: ghcr.io\n    parameter: ▶/k\n"],
      ["    repository: echo-server\n", "    repository: flux-system\n"],
    ],
    messages: [
      "github: got nothing, expected a mapping with organization, bot, app, apiUrl, sshHost, knownHosts",
      `repositories[0].name: got "flux-system", expected a name other than the Flux namespace's, which Flux's own GitRepository has`,
      `registryCredentials[0].parameter: got "/k", expected an SSM path of its own: repositories[0].deployKey.parameter (line ◆) has this one`,
    ],
  },
  {
    title: "Of what seems to be missing nothing is said where one environment of several applications was left out",
    file: [
      ["      - name: dev\n", "      - ▶5\n      - name: dev\n"],
      ...addCluster("gateway: { name: a, namespace: b }", "receiver: { host: shop.example.com }"),
      add(
        application("web", sameRepository, image),
        environment("dev", "cluster: blog", "namespace: web", "path: web"),
      ),
    ],
    messages: [
      "applications[0].environments[0]: got 5, expected a mapping with name, renamedFrom, cluster, namespace, createNamespace, protected, clusterWide, path, objectName, imagePolicy, initialTag, promoteFrom, soak, pin, suspend, pushBranch, components, workload, secrets, route, kustomization",
    ],
  },
  {
    title: "A path that a login which could not be read may have is not missed",
    file: [
      ["registryCredentials:\n", "registryCredentials:\n  - ▶5\n"],
      ["      credential: echo-server\n", "      credential: other\n"],
      ["\naws:\n", "\nadopt: { parameters: [/github/other/ghcr-token] }\n\naws:\n"],
    ],
    messages: [
      "registryCredentials[0]: got 5, expected a mapping with name, registry, username, parameter, variable, tokenVersion",
    ],
  },
  {
    title: "What has a name that could not be read is judged by its other fields",
    file: [[repositories, "\nrepositories:\n  - ◆name: echo-server\n  - name: ▶Echo\n    gitHubName: ▶echo-server\n"]],
    messages: [
      "repositories[1].name: got \"Echo\", expected a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63",
      `repositories[1].gitHubName: got "echo-server", expected a GitHub repository of its own: repositories[0].gitHubName (line ◆) has this one`,
    ],
  },
  {
    title: "A webhook to a cluster that may write the repository is not missed",
    file: [
      ["\naws:\n", "\nadopt: { webhooks: [{ repository: echo-server, cluster: blog, id: 1 }] }\n\naws:\n"],
      ...addCluster(),
      [repositories, "\nrepositories:\n  - name: echo-server\n    imageUpdate: { cluster: ▶7 }\n"],
      ["        cluster: blog\n", "        cluster: shop\n"],
      ["        route:\n          host: echo.dev.developer-friendly.blog\n", ""],
    ],
    messages: [
      "repositories[0].imageUpdate.cluster: got 7, expected a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63 (put it in quotes)",
    ],
  },
  {
    title: "Nothing is taken over for what could not be read",
    file: [["\naws:\n", "\nadopt: { webhooks: [▶5], objects: [▶6] }\n\naws:\n"]],
    messages: [
      "adopt.webhooks[0]: got 5, expected a mapping with repository, cluster, id",
      "adopt.objects[0]: got 6, expected a mapping with cluster, object",
    ],
  },
  {
    title: "Names are not looked for in a list that could not be read",
    file: [
      [
        "        - name: alertmanager\n          type: alertmanager\n          address: http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts\n",
        "        ▶alertmanager: {}\n",
      ],
    ],
    messages: ["clusters[0].notifications.providers: got a mapping with alertmanager, expected a list of providers"],
  },
  {
    title: "A push branch is compared with no branch that could not be read",
    file: [
      [repositories, "\nrepositories:\n  - name: echo-server\n    branch: ▶a b\n"],
      [end, `${end}        pushBranch: a/b\n`],
    ],
    messages: [
      "repositories[0].branch: got \"a b\", expected a Git branch without refs/heads/: letters, digits and ./_-@+=#,!&'(), no part beginning with '.' or ending in '.lock', none empty, no '..', not 40 hexadecimal digits as a commit's",
    ],
  },
  {
    title: "A wrong host hides no missing Gateway",
    file: [
      [
        "    gateway:\n      name: developer-friendly-blog\n      namespace: cert-manager\n      sectionName: https\n    receiver:\n      name: github-receiver\n      host: flux.developer-friendly.blog\n",
        "    receiver: ▶{ host: ▶BAD }\n",
      ],
      ["          host: echo.dev.developer-friendly.blog\n", "          ▶host: ▶Echo\n"],
    ],
    messages: [
      "clusters[0].receiver: got a receiver, expected a gateway on this cluster that its route goes through: add one, or remove the receiver",
      `clusters[0].receiver.host: got "BAD", expected ${hostName}`,
      "applications[0].environments[0].route: got a route, expected a gateway on cluster blog: add one there, or remove the route",
      `applications[0].environments[0].route.host: got "Echo", expected ${hostOrWildcard}`,
    ],
  },
  {
    title: "Keys and patterns of any length are told in a line",
    file: [
      ["  - name: blog\n", `  - name: blog\n    monitoring: { values: { ${"a".repeat(500)}: ▶"TfToken[" } }\n`],
      ["            pattern: ^[0-9]+$\n", `            pattern: ^${"9".repeat(900)}$\n`],
      ['initialTag: "9050352340"', 'initialTag: ▶"9050352340"'],
    ],
    messages: [
      `clusters[0].monitoring.values.${"a".repeat(77)}...: got "TfToken[", expected text without TfToken[, which cdktf reads as a reference of its own`,
      `applications[0].environments[0].initialTag: got "9050352340", expected a tag that the pattern "^${"9".repeat(672)}...`,
    ],
  },
];
