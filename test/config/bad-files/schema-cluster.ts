import type { Row } from "./row";

const name = "  - name: blog\n";
const store = "      name: aws-parameter-store\n";
const receiver = "      name: github-receiver\n";
const providerType = "          type: alertmanager\n";
const address = "          address: http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts\n";
const label =
  "a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63";
const subdomain =
  "a Kubernetes name: lowercase letters, digits, '-' and '.', beginning and ending with a letter or digit, at most 253";
const host = "a host name such as echo.example.com: lowercase, without scheme, port or path, and no IP address";
const path = "a path such as ~/.kube/config or one relative to the project's root; not absolute";
const alertmanager =
  "an http(s) URL ending in /api/v2/alerts, without user, password, query, fragment, spaces, quotes, braces or '..'";
const parameter =
  "an SSM parameter path: '/' before each of at most 15 parts of letters, digits, '.', '-' and '_', not beginning with /aws or /ssm, at most 951";
const duration = "a duration such as 30s, 5m or 1h30m (units ms, s, m, h)";
const cluster =
  "a mapping with name, renamedFrom, objectName, stackSuffix, connection, uid, delivery, prerequisites, fluxNamespace, namespaces, readyTimeout, secretStore, serviceAccountRoles, pullSecretStore, gateway, receiver, notifications, monitoring";

/** Mistakes in `clusters`. */
export const clusterRows: readonly Row[] = [
  {
    title: "A list that is a mapping is refused, and what refers to it is left alone",
    file: [["clusters:\n  - name: blog\n", "clusters:\n  ▶blog:\n"]],
    messages: ["clusters: got a mapping with blog, expected a list of clusters"],
  },
  {
    title: "An empty list of clusters is refused",
    file: [
      ["clusters:\n  - name: blog\n", "clusters: ▶[]\nold:\n  - name: blog\n"],
      ["old:", "▶old:"],
    ],
    messages: [
      "clusters: got an empty list, expected at least one cluster",
      `old: got the unknown key "old", expected one of the keys github, aws, state, providers, delivery, fleet, clusters, repositories, registryCredentials, applications, adopt`,
    ],
  },
  {
    title: "An element of a list that is text is refused",
    file: [["\nrepositories:\n", "  - ▶staging\n\nrepositories:\n"]],
    messages: [`clusters[1]: got "staging", expected ${cluster}`],
  },
  {
    title: "An element of a list that is nothing is refused",
    file: [["\nrepositories:\n", "  -▶\n\nrepositories:\n"]],
    messages: [`clusters[1]: got nothing, expected ${cluster}`],
  },
  {
    title: "A namespace that Kubernetes would refuse is refused",
    file: [[name, `${name}    fluxNamespace: ▶Flux_System\n`]],
    messages: [`clusters[0].fluxNamespace: got "Flux_System", expected ${label}`],
  },
  {
    title: "A suffix that no file system has in a folder's name is refused",
    file: [[name, `${name}    stackSuffix: ▶-${"a".repeat(64)}\n`]],
    messages: [
      `clusters[0].stackSuffix: got "-${"a".repeat(64)}", expected empty, or '-' and lowercase letters or digits, such as -prod, at most 64 characters`,
    ],
  },
  {
    title: "A stack's suffix that is no end of a name is refused",
    file: [[name, `${name}    stackSuffix: ▶Prod\n`]],
    messages: [
      `clusters[0].stackSuffix: got "Prod", expected empty, or '-' and lowercase letters or digits, such as -prod, at most 64 characters`,
    ],
  },
  {
    title: "A UID that is none, or not as the API server writes it, is refused",
    file: [[name, `${name}    uid: ▶6A1B2C3D-0000-4000-8000-0123456789AB\n`]],
    messages: [
      `clusters[0].uid: got "6A1B2C3D-0000-4000-8000-0123456789AB", expected a UUID such as 6a1b2c3d-0000-4000-8000-0123456789ab, in lowercase`,
    ],
  },
  {
    title: "A connection in place of the mapping is refused",
    file: [[name, `${name}    connection: ▶kubeconfig\n`]],
    messages: [
      `clusters[0].connection: got "kubeconfig", expected a mapping with type, which is kubeconfig, eks or variables`,
    ],
  },
  {
    title: "A connection without its type is refused",
    file: [[name, `${name}    connection: ▶{ context: blog }\n`]],
    messages: ["clusters[0].connection.type: got nothing, expected kubeconfig, eks or variables"],
  },
  {
    title: "An absolute kubeconfig is refused, since the same file would not serve anyone else",
    file: [[name, `${name}    connection: { type: kubeconfig, path: ▶/home/me/.kube/config, context: ▶"" }\n`]],
    messages: [
      `clusters[0].connection.path: got "/home/me/.kube/config", expected ${path}`,
      `clusters[0].connection.context: got "", expected a context's name, in one line without spaces around it`,
    ],
  },
  {
    title: "An EKS cluster's name, region and role are checked",
    file: [[name, `${name}    connection: { type: eks, name: ▶blog.example.com, region: ▶Frankfurt, role: ▶admin }\n`]],
    messages: [
      `clusters[0].connection.name: got "blog.example.com", expected an EKS cluster's name: letters, digits, '-' and '_', beginning with a letter or digit, at most 100`,
      `clusters[0].connection.region: got "Frankfurt", expected an AWS region such as eu-central-1`,
      `clusters[0].connection.role: got "admin", expected an IAM role's ARN, ending in the role's name of at most 64 characters`,
    ],
  },
  {
    title: "A store's name, kind and refresh that ESO would refuse are refused",
    file: [[store, "      name: ▶Aws\n      kind: ▶Store\n      refreshInterval: ▶5\n"]],
    messages: [
      `clusters[0].secretStore.name: got "Aws", expected ${subdomain}`,
      `clusters[0].secretStore.kind: got "Store", expected ClusterSecretStore or SecretStore`,
      `clusters[0].secretStore.refreshInterval: got 5, expected ${duration}, with its unit`,
    ],
  },
  {
    title: "A SecretStore can't be made for all namespaces",
    file: [[store, "      kind: ▶SecretStore\n      create: {}\n"]],
    messages: [
      `clusters[0].secretStore.kind: got "SecretStore", expected ClusterSecretStore where create is set: a SecretStore would be needed in every namespace`,
    ],
  },
  {
    title: "An IAM policy's name and a role's ARN are checked",
    file: [
      [
        "      readerPolicy: external-secrets-blog\n",
        "      readerPolicy: ▶external secrets\n      create: { role: ▶external-secrets }\n",
      ],
    ],
    messages: [
      `clusters[0].secretStore.readerPolicy: got "external secrets", expected an IAM policy's name: letters, digits and +=,.@_-, at most 124, since a long policy goes on in others that end in -2, -3`,
      `clusters[0].secretStore.create.role: got "external-secrets", expected an IAM role's ARN, ending in the role's name of at most 64 characters`,
    ],
  },
  {
    title: "A role of another partition is refused: it can't be assumed in the parameters' region",
    file: [
      [
        "      readerPolicy: external-secrets-blog\n",
        "      readerPolicy: external-secrets-blog\n      create: { role: ▶arn:aws-cn:iam::123456789012:role/eso }\n",
      ],
    ],
    messages: [
      `clusters[0].secretStore.create.role: got "arn:aws-cn:iam::123456789012:role/eso", expected a role of the partition that eu-central-1 is in`,
    ],
  },
  {
    title: "A gateway without its namespace is refused",
    file: [
      [
        "      name: developer-friendly-blog\n      namespace: cert-manager\n",
        "      ▶name: developer-friendly-blog\n",
      ],
    ],
    messages: [`clusters[0].gateway.namespace: got nothing, expected ${label}`],
  },
  {
    title: "A host with uppercase letters is refused",
    file: [["host: flux.developer-friendly.blog", "host: ▶Flux.developer-friendly.blog"]],
    messages: [`clusters[0].receiver.host: got "Flux.developer-friendly.blog", expected ${host}`],
  },
  {
    title: "An IP address as a host is refused, as a route can't have one",
    file: [["host: flux.developer-friendly.blog", "host: ▶10.0.0.1"]],
    messages: [`clusters[0].receiver.host: got "10.0.0.1", expected ${host}`],
  },
  {
    title: "A duration without its unit is refused",
    file: [[receiver, `${receiver}      interval: ▶"10"\n`]],
    messages: [`clusters[0].receiver.interval: got "10", expected ${duration}`],
  },
  {
    title: "A wait without an end is refused",
    file: [[name, `${name}    readyTimeout: ▶never\n`]],
    messages: [`clusters[0].readyTimeout: got "never", expected ${duration}`],
  },
  {
    title: "A duration of nothing is refused, as is one that Go can't hold",
    file: [
      [receiver, `${receiver}      interval: ▶0s\n`],
      [store, `${store}      refreshInterval: ▶99999999999h\n`],
    ],
    messages: [
      `clusters[0].secretStore.refreshInterval: got "99999999999h", expected a duration from 1s to 8760h, a year`,
      `clusters[0].receiver.interval: got "0s", expected a duration from 1s to 8760h, a year`,
    ],
  },
  {
    title: "A token's version is a whole number",
    file: [[receiver, `${receiver}      tokenVersion: ▶two\n      parameter: ▶token\n`]],
    messages: [
      `clusters[0].receiver.tokenVersion: got "two", expected a whole number, 1 or more`,
      `clusters[0].receiver.parameter: got "token", expected ${parameter}`,
    ],
  },
  {
    title: "A provider's type that is not known is refused",
    file: [[providerType, "          type: ▶pagerduty\n"]],
    messages: [
      `clusters[0].notifications.providers[0].type: got "pagerduty", expected alertmanager, slack, discord, msteams, github or githubdispatch`,
    ],
  },
  {
    title: "An Alertmanager's address without the API's path is refused",
    file: [[address, "          address: ▶http://alertmanager.monitoring:9093\n"]],
    messages: [
      `clusters[0].notifications.providers[0].address: got "http://alertmanager.monitoring:9093", expected an http(s) URL ending in /api/v2/alerts`,
    ],
  },
  {
    title: "A token in an address's query is refused, too",
    file: [[address, "          address: ▶http://alertmanager/?token=hunter2&x=/api/v2/alerts\n"]],
    messages: [
      "clusters[0].notifications.providers[0].address: got a URL with a secret, expected no secret in this file: write the URL without it; where one is needed, keep it in a Secret of your own, which the chart or the backend refers to",
    ],
  },
  {
    title: "An Alertmanager's address that ends so in a fragment or a query alone is refused",
    file: [
      [
        address,
        "          address: ▶http://h/#/api/v2/alerts\n        - { name: b, type: alertmanager, address: ▶http://h/?a=/api/v2/alerts }\n",
      ],
    ],
    messages: [
      `clusters[0].notifications.providers[0].address: got "http://h/#/api/v2/alerts", expected ${alertmanager}`,
      `clusters[0].notifications.providers[1].address: got "http://h/?a=/api/v2/alerts", expected ${alertmanager}`,
    ],
  },
  {
    title: "A password in an address is refused once, and not repeated",
    file: [[address, "          address: ▶http://me:hunter2@alertmanager/api/v2/alerts\n"]],
    messages: [
      "clusters[0].notifications.providers[0].address: got a URL with a secret, expected no secret in this file: write the URL without it; where one is needed, keep it in a Secret of your own, which the chart or the backend refers to",
    ],
  },
  {
    title: "A URL that is too long for Flux is refused",
    file: [[address, `          address: ▶http://alertmanager/${"a".repeat(2048)}/api/v2/alerts\n`]],
    messages: [
      `clusters[0].notifications.providers[0].address: got "http://alertmanager/${"a".repeat(56)}..., expected a URL of at most 2048 characters`,
    ],
  },
  {
    title: "A chat's provider without the parameter of its address is refused",
    file: [
      [providerType + address, "          type: slack\n          channel: ▶''\n"],
      ["- name: alertmanager", "- ▶name: alertmanager"],
    ],
    messages: [
      `clusters[0].notifications.providers[0].addressParameter: got nothing, expected ${parameter}`,
      `clusters[0].notifications.providers[0].channel: got "", expected a channel such as #deployments, in one line without spaces around it`,
    ],
  },
  {
    title: "An alert's severity that Flux does not know is refused",
    file: [["severity: info }", "severity: ▶warning }"]],
    messages: [`clusters[0].notifications.alerts[0].severity: got "warning", expected info or error`],
  },
  {
    title: "Notifications that are no lists are refused",
    file: [
      [
        "    notifications:\n      providers:\n",
        "    notifications:\n      alerts: ▶none\n      providers: ▶none\n    unknown:\n      providers:\n",
      ],
      ["    unknown:", "    ▶unknown:"],
    ],
    messages: [
      `clusters[0].notifications.alerts: got "none", expected a list of alerts`,
      `clusters[0].notifications.providers: got "none", expected a list of providers`,
      `clusters[0].unknown: got the unknown key "unknown", expected one of the keys ${cluster.replace("a mapping with ", "")}`,
    ],
  },
  {
    title: "A chart's version, channel and values are checked",
    file: [
      [name, `${name}    monitoring: { chartVersion: ▶latest, slack: { parameter: ▶x, channel: ▶1 }, values: ▶[] }\n`],
    ],
    messages: [
      `clusters[0].monitoring.chartVersion: got "latest", expected a semver range such as >=1.0.0, 1.x or ~1.2 || ^2.0.0-0`,
      `clusters[0].monitoring.slack.parameter: got "x", expected ${parameter}`,
      `clusters[0].monitoring.slack.channel: got 1, expected a channel such as #alerts, in one line without spaces around it (put it in quotes)`,
      `clusters[0].monitoring.values: got an empty list, expected a mapping of chart values`,
    ],
  },
  {
    title: "A namespace's name and labels are Kubernetes'",
    file: [
      [
        name,
        `${name}    namespaces:\n      - { name: ▶kube-system, create: ▶maybe }\n      - name: echo\n        labels: { ▶flux-delivery/protected: "true", ▶kubernetes.io/metadata.name: echo, ▶a b: a, team: ▶a b, pod-security.kubernetes.io/enforce: baseline }\n`,
      ],
    ],
    messages: [
      `clusters[0].namespaces[0].name: got "kube-system", expected a namespace: lowercase letters, digits and '-', at most 63, not beginning with kube-, which is Kubernetes' own`,
      `clusters[0].namespaces[0].create: got "maybe", expected true or false`,
      ...["flux-delivery/protected", "kubernetes.io/metadata.name", "a b"].map(
        (key) =>
          `clusters[0].namespaces[1].labels["${key}"]: got the key "${key}", expected a label's key such as team or acme.example/team, not kubernetes.io/metadata.name, nor flux-delivery/`,
      ),
      `clusters[0].namespaces[1].labels.team: got "a b", expected a label's value: letters, digits, '-', '_' and '.', beginning and ending with a letter or digit, at most 63`,
    ],
  },
];
