import assert from "node:assert/strict";
import { test } from "node:test";
import { at, synthesize, text, type Json, type Synthesized } from "../support/synth";
import { edited, type Edit } from "./bad-files/row";
import { add, end, repositories } from "./bad-files/pieces";
import { ecdsa, ed25519 } from "../support/host-keys";

interface Good {
  /** A sentence about what is accepted. */
  readonly title: string;
  readonly file: readonly Edit[];
  /** Where its effect is, and what it is. */
  readonly found: (stacks: Synthesized) => Json | undefined;
  readonly expected: Json | RegExp;
}

const bootstrap =
  (object: string, ...path: (string | number)[]) =>
  (stacks: Synthesized): Json | undefined =>
    at(stacks.objects("flux-bootstrap")[object], ...path);
const url = bootstrap("GitRepository flux-system/echo-server", "spec", "url");
const knownHosts = bootstrap(
  "ExternalSecret flux-system/echo-server-git",
  "spec",
  "target",
  "template",
  "data",
  "known_hosts",
);

const dockerConfig = (stacks: Synthesized): Json | undefined =>
  at(
    stacks.objects("app")["ExternalSecret default/echo-server-docker"],
    ...["spec", "target", "template", "data", ".dockerconfigjson"],
  );

const monitoringWith = (spec: string, fields = ""): readonly Edit[] => [
  [
    "  - name: blog\n",
    `  - name: blog\n    monitoring: { ${fields}slack: { parameter: /a }, values: { alertmanager: { alertmanagerSpec: { ${spec} } } } }\n`,
  ],
];

/** A value of the Alertmanager's in the chart's values. */
const chartValue =
  (...path: string[]) =>
  (stacks: Synthesized): Json | undefined => {
    const values = bootstrap("ConfigMap flux-system/kube-prometheus-stack-values", "data", "values.yaml")(stacks);
    return at(JSON.parse(text(values)) as Json, "alertmanager", "alertmanagerSpec", ...path);
  };

/** What people have and need, however unusual it looks. */
const rows: readonly Good[] = [
  {
    title: "GitHub's SSH on port 443 is GitHub's own, for networks that let nothing else out",
    file: [["  bot:\n", "  sshHost: ssh.github.com:443\n  bot:\n"]],
    found: url,
    expected: "ssh://git@ssh.github.com:443/developer-friendly/echo-server",
  },
  {
    title: "GitHub's SSH on port 443 has a name of its own in known_hosts",
    file: [["  bot:\n", "  sshHost: ssh.github.com:443\n  bot:\n"]],
    found: knownHosts,
    expected: /"\[ssh\.github\.com\]:443 %s"/,
  },
  {
    title: "Port 22 may be written, and known_hosts does not",
    file: [["  bot:\n", "  sshHost: github.com:22\n  bot:\n"]],
    found: knownHosts,
    expected: /"github\.com %s"/,
  },
  {
    title: "The public GitHub's API may be written in full, and is the provider's default then",
    file: [["  bot:\n", "  apiUrl: https://api.github.com/\n  bot:\n"]],
    found: (stacks) => at(stacks.stack("secrets"), "provider", "github", 0, "base_url") ?? "none",
    expected: "none",
  },
  {
    title: "Commit statuses of GitHub by another SSH host are on github.com",
    file: [
      ["  bot:\n", "  sshHost: ssh.github.com:443\n  bot:\n"],
      [
        "        - name: alertmanager\n",
        "        - { name: status, type: github, repository: echo-server, tokenParameter: /token }\n        - name: alertmanager\n",
      ],
    ],
    found: bootstrap("Provider flux-system/status", "spec", "address"),
    expected: "https://github.com/developer-friendly/echo-server",
  },
  {
    title: "Commit statuses of an enterprise server are at its API's host, whatever the one for SSH is",
    file: [
      [
        "  bot:\n",
        `  apiUrl: https://ghe.example.com:8443/api/v3/\n  sshHost: ssh.ghe.example.com:2222\n  knownHosts: ["[ssh.ghe.example.com]:2222 ${ed25519}"]\n  bot:\n`,
      ],
      [
        "        - name: alertmanager\n",
        "        - { name: status, type: github, repository: echo-server, tokenParameter: /token }\n        - name: alertmanager\n",
      ],
    ],
    found: bootstrap("Provider flux-system/status", "spec", "address"),
    expected: "https://ghe.example.com:8443/developer-friendly/echo-server",
  },
  {
    title: "An enterprise server's API and its SSH host are its own, with the host keys that the file gives",
    file: [
      [
        "  bot:\n",
        `  apiUrl: https://ghe.example.com/\n  sshHost: ghe.example.com:22\n  knownHosts: ["ghe.example.com,10.0.0.1 ${ed25519} admin@ghe"]\n  bot:\n`,
      ],
    ],
    found: knownHosts,
    expected: `ghe.example.com,10.0.0.1 ${ed25519}`,
  },
  {
    title: "GitHub's host keys may be pinned, and GitHub is not asked for them then",
    file: [["  bot:\n", `  knownHosts:\n    - github.com ${ed25519}\n    - github.com ${ecdsa}\n  bot:\n`]],
    found: (stacks) => [
      knownHosts(stacks) ?? null,
      at(stacks.stack("flux-bootstrap"), "data", "github_ssh_keys") ?? null,
    ],
    expected: [`github.com ${ed25519}\ngithub.com ${ecdsa}`, null],
  },
  {
    title: "GitHub's host keys on port 443 are pinned by their name there",
    file: [["  bot:\n", `  sshHost: ssh.github.com:443\n  knownHosts: ["[ssh.github.com]:443 ${ed25519}"]\n  bot:\n`]],
    found: knownHosts,
    expected: `[ssh.github.com]:443 ${ed25519}`,
  },
  {
    title: "A login to docker.io is one to its index, where Flux and the Kubelet look for it",
    file: [
      ["registry: ghcr.io", "registry: docker.io"],
      ["name: ghcr.io/developer-friendly/echo-server", "name: docker.io/developer-friendly/echo-server"],
    ],
    found: (stacks) =>
      at(
        stacks.objects("app")["ExternalSecret default/echo-server-docker"],
        ...["spec", "target", "template", "data", ".dockerconfigjson"],
      ),
    expected: /"auths" \(dict "index\.docker\.io"/,
  },
  {
    title: "docker.io and index.docker.io are one registry, in either place",
    file: [
      ["registry: ghcr.io", "registry: index.docker.io"],
      ["name: ghcr.io/developer-friendly/echo-server", "name: docker.io/developer-friendly/echo-server"],
    ],
    found: dockerConfig,
    expected: /"auths" \(dict "index\.docker\.io"/,
  },
  ...["docker.io", "index.docker.io"].map((registry) => ({
    title: `An image without a registry is one of ${registry}`,
    file: [
      ["registry: ghcr.io", `registry: ${registry}`],
      ["name: ghcr.io/developer-friendly/echo-server", "name: developer-friendly/echo-server"],
    ] as const,
    found: (stacks: Synthesized) =>
      at(stacks.objects("app")["ImageRepository flux-system/echo-server"], "spec", "image"),
    expected: "docker.io/developer-friendly/echo-server",
  })),
  {
    title: "Providers may be held back to where they have all that the stacks need",
    file: [
      ["\nclusters:\n", '\nproviders: { kubernetes: "2.23.0", github: "5.20.0", random: "2.2.0" }\n\nclusters:\n'],
    ],
    found: (stacks) =>
      [
        at(stacks.stack("app"), "terraform", "required_providers", "kubernetes", "version"),
        ...["github", "random"].map((name) =>
          at(stacks.stack("secrets"), "terraform", "required_providers", name, "version"),
        ),
      ] as Json,
    expected: ["2.23.0", "5.20.0", "2.2.0"],
  },
  {
    title: "A provider may be older where nothing asks for what it lacks",
    file: [
      ["\nclusters:\n", '\nproviders: { github: "5.19.0" }\n\nclusters:\n'],
      ["  bot:\n", `  knownHosts: ["github.com ${ed25519}"]\n  bot:\n`],
    ],
    found: (stacks) => at(stacks.stack("secrets"), "terraform", "required_providers", "github", "version"),
    expected: "5.19.0",
  },
  {
    title: "One token is for docker.io by both its names",
    file: [
      [
        "    registry: ghcr.io\n",
        "    registry: docker.io\n  - { name: hub, registry: index.docker.io, parameter: /github/hub }\n",
      ],
      ["name: ghcr.io/developer-friendly/echo-server", "name: index.docker.io/developer-friendly/echo-server"],
    ],
    found: dockerConfig,
    expected: /"auths" \(dict "index\.docker\.io"/,
  },
  ...(
    [
      ["a private ECR", "123456789012.dkr.ecr.eu-central-1.amazonaws.com", "", "aws"],
      ["one with FIPS", "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com", "", "aws"],
      ["one in China", "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn", "provider: aws", "aws"],
      ["Amazon's public gallery, where it is said", "public.ecr.aws", "provider: aws", "aws"],
      ["Amazon's public gallery", "public.ecr.aws", "", null],
      ["Azure's registry", "acme.azurecr.io", "provider: azure", "azure"],
      ["Google's registry", "europe-docker.pkg.dev", "provider: gcp", "gcp"],
      ["Google's older registry", "eu.gcr.io", "provider: gcp", "gcp"],
      ["Google's registry, where nothing is said", "gcr.io", "", null],
    ] as const
  ).map(([what, host, field, expected]): Good => ({
    title: `Flux logs in to ${what} ${expected === null ? "not at all" : `by its own identity`}, with no Secret`,
    file: [
      [
        "      name: ghcr.io/developer-friendly/echo-server\n      credential: echo-server\n",
        `      name: ${host}/acme/echo-server\n      ${field}\n`,
      ],
    ],
    found: (stacks) => {
      const spec = at(stacks.objects("app")["ImageRepository flux-system/echo-server"], "spec");
      const secrets = Object.keys(stacks.objects("app")).filter((name) => name.endsWith("-docker"));
      return [at(spec, "provider") ?? null, at(spec, "secretRef") ?? null, ...secrets];
    },
    expected: [expected, null],
  })),
  {
    title: "A Harbor robot's name has a dollar sign, which is no variable",
    file: [["    registry: ghcr.io\n", "    registry: ghcr.io\n    username: robot$lib+puller\n"]],
    found: (stacks) =>
      at(
        stacks.objects("app")["ExternalSecret default/echo-server-docker"],
        ...["spec", "target", "template", "data", ".dockerconfigjson"],
      ),
    expected: /"username" "robot\$lib\+puller"/,
  },
  ...["feature#1", "größe", "release/2.x", "日本語"].map((branch): Good => ({
    title: `${branch} is a branch, as it is to Git`,
    file: [[repositories, `\nrepositories:\n  - name: echo-server\n    branch: ${branch}\n`]],
    found: bootstrap("GitRepository flux-system/echo-server", "spec", "ref", "branch"),
    expected: branch,
  })),
  {
    title: "Top-level keys that begin with x- hold anchors for the rest of the file",
    file: [
      ["\naws:\n", "\nx-defaults:\n  region: &region eu-west-3\n\naws:\n"],
      ["  region: eu-central-1\n", "  region: *region\n"],
    ],
    found: (stacks) => at(stacks.stack("secrets"), "provider", "aws", 0, "region"),
    expected: "eu-west-3",
  },
  {
    title: "A message that skips CI is for the main branch, where nothing is reviewed",
    file: [
      [repositories, "\nrepositories:\n  - name: echo-server\n    imageUpdate: { messageTemplate: 'a [skip ci]' }\n"],
    ],
    found: (stacks) =>
      at(
        stacks.objects("app")["ImageUpdateAutomation flux-system/echo-server"],
        ...["spec", "git", "commit", "messageTemplate"],
      ),
    expected: "a [skip ci]",
  },
  {
    title: "A gateway without a listener's name takes routes at each that admits their hosts",
    file: [["      sectionName: https\n", ""]],
    found: (stacks) => at(stacks.objects("app")["HTTPRoute default/echo-server"], "spec", "parentRefs"),
    expected: [{ name: "developer-friendly-blog", namespace: "cert-manager" }],
  },
  {
    title: "A route has several hosts, of which one may be a wildcard",
    file: [[end, "          host: '*.dev.acme.example'\n          aliases: [echo.acme.example]\n"]],
    found: (stacks) => at(stacks.objects("app")["HTTPRoute default/echo-server"], "spec", "hostnames"),
    expected: ["*.dev.acme.example", "echo.acme.example"],
  },
  {
    title: "An application may be deployed nowhere yet, and has its key all the same",
    file: [
      [repositories, `${repositories}  - name: idle\n`],
      add("  - { name: idle, repository: idle, image: { name: ghcr.io/acme/idle }, port: 80 }\n"),
    ],
    found: (stacks) =>
      ["secrets", "flux-bootstrap", "app"].flatMap((stack) =>
        ["aws_ssm_parameter", "github_repository_deploy_key", "kubernetes_manifest"].flatMap((type) =>
          Object.keys(stacks.resources(stack, type)).filter((id) => id.includes("idle")),
        ),
      ),
    expected: [
      "deploy-key-idle_kept-1_private_parameter",
      "deploy-key-idle_kept-1_public_parameter",
      "deploy-key-idle_ssm_parameter",
      "deploy-key-idle_registered-1",
    ],
  },
  {
    title: "A SecretStore may be where the namespace is made and nothing there is read from it",
    file: [
      ["      name: aws-parameter-store\n", "      name: aws-parameter-store\n      kind: SecretStore\n"],
      ["  - name: blog\n", "  - name: blog\n    monitoring: {}\n"],
      ["      credential: echo-server\n", ""],
      ["        namespace: default\n", "        namespace: echo\n        createNamespace: true\n"],
    ],
    found: (stacks) => at(stacks.objects("app")["Namespace echo"], "kind"),
    expected: "Namespace",
  },
  {
    title: "A chart's Alertmanager keeps its address where values say what it has anyway",
    file: [
      ["          address: http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts\n", ""],
      [
        "  - name: blog\n",
        "  - name: blog\n    monitoring: { values: { alertmanager: { enabled: true, service: { port: 9093 }, alertmanagerSpec: { routePrefix: / } }, nameOverride: null, fullnameOverride: '', namespaceOverride: '' } }\n",
      ],
    ],
    found: bootstrap("Provider flux-system/alertmanager", "spec", "address"),
    expected: "http://kube-prometheus-stack-alertmanager.monitoring:9093/api/v2/alerts",
  },
  ...["{}", "~", "{ type: ~ }"].map((strategy) => ({
    title: `A strategy of ${strategy}, which the chart has too, leaves the routes to Flux's alerts`,
    file: monitoringWith(`alertmanagerConfigMatcherStrategy: ${strategy}, alertmanagerConfigSelector: []`),
    found: chartValue("alertmanagerConfigMatcherStrategy"),
    expected: { type: "None" },
  })),
  ...[
    "{ matchLabels: { kubernetes.io/metadata.name: monitoring } }",
    "{ matchExpressions: [{ key: kubernetes.io/metadata.name, operator: In, values: [monitoring, shop] }, { key: kubernetes.io/metadata.name, operator: Exists }, { key: team, operator: DoesNotExist }, { key: team, operator: NotIn, values: [a] }] }",
  ].map((selector) => ({
    title: `The routes are taken where namespaces are selected by ${selector}`,
    file: monitoringWith(`alertmanagerConfigNamespaceSelector: ${selector}`),
    found: chartValue("alertmanagerConfigMatcherStrategy", "type"),
    expected: "None",
  })),
  {
    title: "A namespace that others make may have any label that is selected",
    file: monitoringWith(
      "alertmanagerConfigNamespaceSelector: { matchLabels: { team: a } }",
      "createNamespace: false, ",
    ),
    found: chartValue("alertmanagerConfigNamespaceSelector", "matchLabels"),
    expected: { team: "a" },
  },
  {
    title: "Keys in the European Sovereign Cloud are of its partition",
    file: [
      [
        "  region: eu-central-1\n",
        "  region: eusc-de-east-1\n  kmsKeyId: arn:aws-eusc:kms:eusc-de-east-1:123456789012:alias/ssm\n",
      ],
    ],
    found: (stacks) => at(stacks.stack("secrets"), "provider", "aws", 0, "region"),
    expected: "eusc-de-east-1",
  },
  {
    title: "A bucket's name may be digits, and a tag's value nothing",
    file: [
      ["\nstate: { backend: local }\n", "\nstate: { backend: s3, bucket: '123456789012' }\n"],
      ["\naws:\n", "\naws:\n  tags: { team: '' }\n"],
    ],
    found: (stacks) => [
      at(stacks.stack("app"), "terraform", "backend", "s3", "bucket") ?? null,
      at(stacks.stack("secrets"), "provider", "aws", 0, "default_tags", 0, "tags") ?? null,
    ],
    expected: ["123456789012", { team: "" }],
  },
  {
    title: "Clusters in kubeconfig files of their own may have contexts of one name",
    file: [
      ["  - name: blog\n", "  - name: blog\n    connection: { type: kubeconfig, path: blog.yaml, context: admin }\n"],
      [
        repositories,
        `  - { name: shop, connection: { type: kubeconfig, path: shop.yaml, context: admin } }\n${repositories}`,
      ],
    ],
    found: (stacks) => at(stacks.stack("app-shop"), "provider", "kubernetes", 0),
    expected: { config_context: "admin", config_path: "../../../shop.yaml" },
  },
  {
    title: "What names a secret, stands for one or says whether there is one is none",
    file: [
      [
        "  - name: blog\n",
        `  - name: blog
    monitoring:
      values:
        grafana:
          adminPassword: ""
          admin: { existingSecret: grafana, userKey: admin-user, passwordKey: admin-password }
          smtp: { password: null }
          automountServiceAccountToken: true
          env: [{ name: A_PASSWORD, valueFrom: { secretKeyRef: { name: a, key: b } } }, { name: A_TOKEN, value: $(TOKEN) }]
          grafana.ini: { auth: { client_secret: "$__file{/etc/secrets/oauth}" }, smtp: { password: "\${SMTP_PASSWORD}" } }
        remoteWrite:
          - url: https://$(USER):$(PASSWORD)@h/
            basicAuth: { password: { name: a, key: password } }
            authorization: { type: Bearer, credentials: { name: a, key: token } }
            oauth2: { clientSecret: { name: a, key: b }, tokenUrl: https://h/oauth?token_type=a }
            tokenSecretRef: { name: a, key: token }
            headers: { X-Scope-OrgID: a, Authorization: Bearer $(TOKEN) }
          - { url: "http://h:9090/@a", bearerToken: /var/run/secrets/token, existingSecretPassword: a }
          - { url: "ssh://git@github.com/a", text: "Basic authentication, or a Bearer token: see http://h:80/ or ask me@h" }
`,
      ],
    ],
    found: (stacks) =>
      at(stacks.objects("flux-bootstrap")["ConfigMap flux-system/kube-prometheus-stack-values"], "kind"),
    expected: "ConfigMap",
  },
  {
    title: "A Secret's name is free where nothing has it: no receiver, and monitoring elsewhere",
    file: [
      ["      secretName: echo-server-gpgkey\n", "      secretName: webhook-token\n"],
      ["    receiver:\n      name: github-receiver\n      host: flux.developer-friendly.blog\n", ""],
      ["  - name: blog\n", "  - name: blog\n    monitoring: { slack: { parameter: /a } }\n"],
    ],
    found: (stacks) => at(stacks.objects("app")["ExternalSecret flux-system/webhook-token"], "metadata", "name"),
    expected: "webhook-token",
  },
];

for (const { title, file, found, expected } of rows) {
  test(title, () => {
    const value = found(synthesize(edited(file)));
    if (expected instanceof RegExp) assert.match(text(value), expected);
    else assert.deepEqual(value, expected);
  });
}
