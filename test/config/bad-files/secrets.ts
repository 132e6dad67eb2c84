import { addCluster, credential, repositories } from "./pieces";
import { shipped, type Row } from "./row";

// Put together here, so that no scanner takes this file for a leak.
const token = `ghp_${"a1B2".repeat(9)}`;
const fineGrained = `github_pat_${"a1B2".repeat(10)}`;
const accessKey = `AKIA${"Z2Y3".repeat(4)}`;
const slack = `https://hooks.slack.com/services/T0/B0/${"x".repeat(24)}`;
const discord = `https://discord.com/api/webhooks/1/${"y".repeat(24)}`;
const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----`;

const variables =
  "no secret in this file: give it as TF_VAR_github_token, TF_VAR_github_bot_token or the variable of its registry credential, TF_VAR_github_pat by default";
const kept =
  "no secret in this file: keep it in SSM, and name its path in an addressParameter or a parameter of monitoring";

const gitHubTokens =
  "no secret in this file: give an administrator's token as TF_VAR_github_token, the bot's as TF_VAR_github_bot_token";
const ofApplication = "no secret in this file: keep it in SSM, and name its path in the secrets of each environment";
const ofBuild = "no secret in this file: keep it on GitHub, and name it in build.secrets, which the Dockerfile mounts";

const ownSecret = "no secret in this file: keep it in a Secret of your own, which the chart or the backend refers to";

const dnsLabel =
  "a Kubernetes name: lowercase letters, digits and '-', beginning and ending with a letter or digit, at most 63";
const inUrl =
  "no secret in this file: write the URL without it; where one is needed, keep it in a Secret of your own, which the chart or the backend refers to";

/** Secrets, which are recognized wherever they are pasted and never repeated. */
export const secretShapeRows: readonly Row[] = [
  {
    title: "A GitHub token is recognized in any field, and not repeated",
    file: [
      ["    username: developer-friendly-bot\n", `    username: ▶${token}\n`],
      [credential, `  - name: echo-server\n    registry: ghcr.io\n    username: ▶${fineGrained}\n`],
      [repositories, `\nrepositories:\n  - name: echo-server\n    branch: ▶x${token}\n`],
      ['        initialTag: "9050352340"', `        initialTag: ▶${token}`],
    ],
    messages: [
      `github.bot.username: got a GitHub token, expected ${variables}`,
      `repositories[0].branch: got a GitHub token, expected ${variables}`,
      `registryCredentials[0].username: got a GitHub token, expected ${variables}`,
      `applications[0].environments[0].initialTag: got a GitHub token, expected ${variables}`,
    ],
  },
  {
    title: "A secret among anchors is one in the file, too",
    file: `${shipped}x-tokens: { all: [▶${token}] }\n`,
    messages: [`x-tokens.all[0]: got a GitHub token, expected ${variables}`],
  },
  ...(
    [
      [
        "a Microsoft Teams webhook's URL",
        `https://a.b.logic.azure.com:443/workflows/x?api=1&sig=${"x".repeat(20)}`,
        kept,
      ],
      ["a Telegram bot's token", `https://api.telegram.org/bot123456789:${"a1B2".repeat(9)}/x`, kept],
      ["an npm token", `npm_${"a1B2".repeat(9)}`, ownSecret],
      [
        "a JSON Web Token",
        `eyJ${"a1B2".repeat(5)}.eyJ${"a1B2".repeat(5)}.${"a1B2".repeat(5)}`,
        "no secret in this file: a ServiceAccount's token comes by a kubeconfig file or TF_VAR_kubernetes_token",
      ],
      ["a private key in Base64", `LS0tLS1CRUdJTi${"a1B2".repeat(5)}`, ownSecret],
      ["an age key", `AGE-SECRET-KEY-1${"A1B2".repeat(10)}`, ownSecret],
      ["a Google API key", `AIza${"a1B2c".repeat(7)}`, ownSecret],
    ] as const
  ).map(([name, secret, expected]): Row => ({
    title: `${name} is recognized`,
    file: [["  - name: blog\n", `  - name: blog\n    monitoring: { values: { env: [{ value: ▶"${secret}" }] } }\n`]],
    messages: [`clusters[0].monitoring.values.env[0].value: got ${name}, expected ${expected}`],
  })),
  {
    title: "A password is known by its key, and what names one is none",
    file: [
      [
        "  - name: blog\n",
        '  - name: blog\n    monitoring: { values: { grafana: { adminPassword: ▶hunter2, passwordKey: admin-password, password: "" }, AWS_SECRET_ACCESS_KEY: ▶x } }\n',
      ],
    ],
    messages: [
      `clusters[0].monitoring.values.grafana.adminPassword: got a password, expected ${ownSecret}`,
      `clusters[0].monitoring.values.AWS_SECRET_ACCESS_KEY: got a credential, expected ${ownSecret}`,
    ],
  },
  {
    title: "A webhook's URL belongs into SSM, also where its path is asked for",
    file: [
      [
        "        - name: alertmanager\n",
        `        - { name: chat, type: slack, addressParameter: ▶"${slack}" }\n        - { name: talk, type: discord, addressParameter: /a, channel: ▶"${discord}" }\n        - name: alertmanager\n`,
      ],
      [
        "  - name: blog\n",
        `  - name: blog\n    monitoring: { values: { alertmanager: { config: { global: { slack_api_url: ▶"${slack}" } } } } }\n`,
      ],
    ],
    messages: [
      `clusters[0].monitoring.values.alertmanager.config.global.slack_api_url: got a Slack webhook's URL, expected ${kept}`,
      `clusters[0].notifications.providers[0].addressParameter: got a Slack webhook's URL, expected ${kept}`,
      `clusters[0].notifications.providers[1].channel: got a Discord webhook's URL, expected ${kept}`,
    ],
  },
  {
    title: "A key is recognized in a backend's settings and in chart values",
    file: [
      [
        "\nstate: { backend: local }\n",
        `\nstate: { backend: s3, bucket: acme, settings: { profile: ▶${accessKey} } }\n`,
      ],
      ...addCluster(`monitoring: { values: { tls: [▶"${privateKey}"] } }`),
    ],
    messages: [
      "state.settings.profile: got an AWS access key, expected no secret in this file: AWS credentials resolve as in the AWS CLI: from the environment or a profile",
      "clusters[1].monitoring.values.tls[0]: got a private key, expected no secret in this file: OpenTofu makes the keys; no private key is ever in the file",
    ],
  },
  {
    title: "A secret below an unknown key is told with where it belongs",
    file: [
      ["  bot:\n", "  ▶token: ▶abc\n  bot:\n    ▶password: ▶abc\n"],
      ["    gpg:\n", "    gpg:\n      ▶key: { token: ▶abc }\n"],
      ["  region: eu-central-1\n", "  region: eu-central-1\n  ▶login: { secretAccessKey: ▶abc }\n"],
      ["state: { backend: local }\n", "state: { backend: local, ▶passphrase: ▶abc }\n"],
      ["  - name: blog\n", "  - name: blog\n    ▶token: abc\n    connection: { type: kubeconfig, ▶token: ▶abc }\n"],
      ["    registry: ghcr.io\n", `    registry: ghcr.io\n    ▶password: ▶abc\n    ▶login: { token: ▶${token} }\n`],
      [
        "    port: 3000\n",
        `    port: 3000\n    ▶dbPassword: ▶abc\n    build: { args: { TOKEN: ▶npm_${"a1B2".repeat(9)} }, ▶env: { TOKEN: ▶abc } }\n`,
      ],
    ],
    messages: [
      'github.token: got the unknown key "token", expected one of the keys organization, bot, app, apiUrl, sshHost, knownHosts',
      `github.token: got a credential, expected ${gitHubTokens}`,
      'github.bot.password: got the unknown key "password", expected one of the keys username, name, email, signing, gpg, ssh',
      `github.bot.password: got a password, expected ${gitHubTokens}`,
      'github.bot.gpg.key: got the unknown key "key", expected one of the keys source, generations, publicKeys, rsaBits, passphrase, parameter, passphraseParameter, secretName',
      "github.bot.gpg.key.token: got a credential, expected no secret in this file: give a key of your own as TF_VAR_bot_gpg_private_key, and its passphrase as TF_VAR_bot_gpg_passphrase",
      'aws.login: got the unknown key "login", expected one of the keys region, accountId, kmsKeyId, parameterPrefix, tags',
      "aws.login.secretAccessKey: got a credential, expected no secret in this file: AWS credentials resolve as in the AWS CLI: from the environment or a profile",
      'state.passphrase: got the unknown key "passphrase", expected one of the keys backend, directory, encryption',
      "state.passphrase: got a password, expected no secret in this file: give the states' passphrase as TF_VAR_state_passphrase, a backend's login in the environment",
      `clusters[0].token: got the unknown key "token", expected one of the keys name, renamedFrom, objectName, stackSuffix, connection, uid, delivery, prerequisites, fluxNamespace, namespaces, readyTimeout, secretStore, serviceAccountRoles, pullSecretStore, gateway, receiver, notifications, monitoring`,
      'clusters[0].connection.token: got the unknown key "token", expected one of the keys type, path, context',
      "clusters[0].connection.token: got a credential, expected no secret in this file: a ServiceAccount's token comes by a kubeconfig file or TF_VAR_kubernetes_token",
      'registryCredentials[0].password: got the unknown key "password", expected one of the keys name, registry, username, parameter, variable, tokenVersion',
      "registryCredentials[0].password: got a password, expected no secret in this file: give it as the variable of its registry credential, TF_VAR_github_pat by default",
      'registryCredentials[0].login: got the unknown key "login", expected one of the keys name, registry, username, parameter, variable, tokenVersion',
      `registryCredentials[0].login.token: got a GitHub token, expected ${variables}`,
      'applications[0].dbPassword: got the unknown key "dbPassword", expected one of the keys name, renamedFrom, objectName, repository, image, port, probePath, workload, build, environments',
      `applications[0].dbPassword: got a password, expected ${ofApplication}`,
      `applications[0].build.args.TOKEN: got an npm token, expected ${ofBuild}`,
      'applications[0].build.env: got the unknown key "env", expected one of the keys context, dockerfile, gitTagPrefix, platforms, args, secrets, attestations, cosign, role',
      `applications[0].build.env.TOKEN: got a credential, expected ${ofBuild}`,
    ],
  },
  {
    title: "Below a mistyped key its values are judged as below the one that is meant",
    file: [
      [
        "    namespace: default\n",
        "    namespace: default\n        ▶secrts: { DB_PASSWORD: /shop/dev/db-password, API_TOKEN: ▶abc }\n",
      ],
      [
        "    registry: ghcr.io\n",
        "    registry: ghcr.io\n    ▶versionToken: 2\n    ▶patToken: /github/token\n    ▶varToken: TF_VAR_github_pat\n",
      ],
    ],
    messages: [
      'registryCredentials[0].versionToken: got the unknown key "versionToken", expected one of the keys name, registry, username, parameter, variable, tokenVersion',
      'registryCredentials[0].patToken: got the unknown key "patToken", expected one of the keys name, registry, username, parameter, variable, tokenVersion',
      'registryCredentials[0].varToken: got the unknown key "varToken", expected one of the keys name, registry, username, parameter, variable, tokenVersion',
      'applications[0].environments[0].secrts: got the unknown key "secrts", expected one of the keys name, renamedFrom, cluster, namespace, createNamespace, protected, clusterWide, path, objectName, imagePolicy, initialTag, promoteFrom, soak, pin, suspend, pushBranch, components, workload, secrets, route, kustomization: did you mean secrets?',
      "applications[0].environments[0].secrts.API_TOKEN: got what is no path, expected no secret in this file: keep it in SSM, and name its path in the secrets of each environment",
    ],
  },
  {
    title: "In a mistyped part a credential belongs where it does in the one that is meant",
    file: [
      ["registryCredentials:\n", "▶registryCredential:\n"],
      ["credential: echo-server", "credential: ▶echo-server"],
      ["    registry: ghcr.io\n", "    registry: ghcr.io\n    password: ▶abc\n"],
    ],
    messages: [
      'registryCredential: got the unknown key "registryCredential", expected one of the keys github, aws, state, providers, delivery, fleet, clusters, repositories, registryCredentials, applications, adopt: did you mean registryCredentials?',
      "registryCredential[0].password: got a password, expected no secret in this file: give it as the variable of its registry credential, TF_VAR_github_pat by default",
      'applications[0].image.credential: got "echo-server", expected the name of a registry credential (there is none): correct it, or add it to registryCredentials',
    ],
  },
  {
    title: "An App's private key is given by a variable, its other secrets not at all",
    file: [
      [
        "  bot:\n",
        `  app: { id: 7, installationId: 8, ▶key: ▶"${privateKey}\\nMIIE", ▶other: ▶${accessKey}, ▶clientSecret: ▶abc }\n  bot:\n`,
      ],
    ],
    messages: [
      'github.app.key: got the unknown key "key", expected one of the keys id, installationOwner, installationId, parameter, keyVersion, administers: did you mean keyVersion?',
      "github.app.key: got a private key, expected no secret in this file: give the App's private key as TF_VAR_github_app_private_key; no other secret of an App is needed",
      'github.app.other: got the unknown key "other", expected one of the keys id, installationOwner, installationId, parameter, keyVersion, administers',
      "github.app.other: got an AWS access key, expected no secret in this file: AWS credentials resolve as in the AWS CLI: from the environment or a profile",
      'github.app.clientSecret: got the unknown key "clientSecret", expected one of the keys id, installationOwner, installationId, parameter, keyVersion, administers',
      "github.app.clientSecret: got a credential, expected no secret in this file: give the App's private key as TF_VAR_github_app_private_key; no other secret of an App is needed",
    ],
  },
  {
    title: "Text where a secret would stand is not repeated, though the field takes none",
    file: [
      ["      secretName: echo-server-gpgkey\n", "      secretName: echo-server-gpgkey\n      passphrase: ▶hunter2\n"],
      ["    namespace: default\n", "    namespace: default\n        secrets: ▶hunter2\n"],
    ],
    messages: [
      "github.bot.gpg.passphrase: got text, expected true or false",
      "applications[0].environments[0].secrets: got text, expected a mapping",
    ],
  },
  {
    title: "A secret as a key is not repeated either",
    file: [["  - name: blog\n", `  - name: blog\n    ▶${token}: 1\n`]],
    messages: [
      "clusters[0][...]: got the unknown key a GitHub token, expected one of the keys name, renamedFrom, objectName, stackSuffix, connection, uid, delivery, prerequisites, fluxNamespace, namespaces, readyTimeout, secretStore, serviceAccountRoles, pullSecretStore, gateway, receiver, notifications, monitoring",
    ],
  },
  {
    title: "A secret that is a key twice is not repeated",
    file: [["  region: eu-central-1\n", `  region: eu-central-1\n  ${token}: 1\n  ▶${token}: 2\n`]],
    messages: ["got the key a GitHub token once more, expected each once: remove one, or correct its name"],
  },
  {
    title: "A secret is not repeated where the file is no YAML either",
    file: [["  region: eu-central-1\n", `  region: ▶*${token}\n`]],
    messages: ["got the alias ****, expected the anchor &*** above it: quote it if it is text"],
  },
  {
    title: "Of a private key in a file that is no YAML no line is repeated",
    file: `▶*a▶:\n  ▶x: |\n▶    ${privateKey}\n  ▶${"a1B2".repeat(10)}\n`,
    messages: [
      "got the alias *a:, expected the anchor &a: above it: quote it if it is text",
      "cannot be read as YAML: Alias ending in : is ambiguous",
      "cannot be read as YAML: Unexpected scalar at node end: quote the value if it is text",
      "cannot be read as YAML: Unexpected scalar token: quote the value if it is text",
      "cannot be read as YAML: Unexpected scalar token: quote the value if it is text",
    ],
  },
  {
    title: "A private key is one without its first dashes, too",
    file: [["  region: eu-central-1\n", `  region: ▶"${privateKey.slice(4)}\\n${"a1B2".repeat(10)}"\n`]],
    messages: [
      "aws.region: got a private key, expected no secret in this file: OpenTofu makes the keys; no private key is ever in the file",
    ],
  },
  {
    title: "Of a private key as a mapping's value no line is repeated either",
    file: [["  region: eu-central-1\n", `  region: ▶"${privateKey}\\n${"a1B2".repeat(10)}"\n`]],
    messages: [
      "aws.region: got a private key, expected no secret in this file: OpenTofu makes the keys; no private key is ever in the file",
    ],
  },
  {
    title: "A URL's password is a secret, however it is written and wherever it stands",
    file: [
      ["  bot:\n", `  apiUrl: ▶"https://oauth2:ab/hunter2${"x".repeat(90)}@ghe.example.com/"\n  bot:\n`],
      ["    username: developer-friendly-bot\n", `    username: ▶'https://me:h/u"hunter2@h'\n`],
      [
        "  - name: blog\n",
        `  - name: blog
    connection: { type: kubeconfig, path: a, context: ▶"https://me:abc hunter2@h" }
    monitoring: { values: { prometheus: { remoteWrite: [{ url: ▶"https://u:hunter2@h/" }, { url: ▶"redis://:hunter2@h" }] } } }
`,
      ],
      [
        "        - name: alertmanager\n",
        `        - { name: chat, type: slack, addressParameter: /a, channel: ▶"https://u:hunter2@h" }\n        - name: alertmanager\n`,
      ],
      [
        repositories,
        `\nrepositories:\n  - name: echo-server\n    imageUpdate: { authorName: ▶"x https://u:hunter2@h", messageTemplate: ▶"https://u:hunter2@h" }\n`,
      ],
    ],
    messages: [
      "github.apiUrl",
      "github.bot.username",
      "clusters[0].connection.context",
      "clusters[0].monitoring.values.prometheus.remoteWrite[0].url",
      "clusters[0].monitoring.values.prometheus.remoteWrite[1].url",
      "clusters[0].notifications.providers[0].channel",
      "repositories[0].imageUpdate.authorName",
      "repositories[0].imageUpdate.messageTemplate",
    ].map((path) => `${path}: got a URL with a secret, expected ${inUrl}`),
  },
  {
    title: "A URL's password in the state's folder is one, though a setting's has its own words",
    file: [["\nstate: { backend: local }\n", '\nstate: { backend: local, directory: ▶"https://u:hunter2@h" }\n']],
    messages: [`state.directory: got a URL with a secret, expected ${inUrl}`],
  },
  {
    title: "A login without a scheme, or with a part of one, is not repeated",
    file: [
      ["    username: developer-friendly-bot\n", "    username: ▶http:u:hunter2@h\n"],
      ["  - name: blog\n", `  - name: blog\n    fluxNamespace: ▶'http:/u:hunter2@h/'\n`],
      ["      - name: dev\n", `      - name: ▶["me:hunter2@h"]\n`],
      ["        namespace: default\n", '        namespace: ▶"//u:hunter2@h"\n'],
      [credential, `  - name: echo-server\n    registry: ▶me:hunter2@ghcr.io\n    username: ▶"me:hunter2"\n`],
      ["      name: ghcr.io/developer-friendly/echo-server\n", "      name: ▶me:hunt er2@ghcr.io/a/b\n"],
    ],
    messages: [
      `github.bot.username: got "http:***@h", expected a GitHub login: letters, digits and single '-', at most 39; an enterprise's users end in _<short code>`,
      `clusters[0].fluxNamespace: got "http:/***@h/", expected ${dnsLabel}`,
      'registryCredentials[0].registry: got "***@ghcr.io", expected a host with an optional port, such as ghcr.io or registry.example.com:5000, without scheme',
      "registryCredentials[0].username: got a name with a colon, expected a user name without spaces, colons, quotes or braces",
      `applications[0].image.name: got "***@ghcr.io/a/b", expected an image's name such as ghcr.io/owner/name, or owner/name of Docker Hub: lowercase, without scheme, tag or digest`,
      `applications[0].environments[0].name: got ["***@h"], expected ${dnsLabel}`,
      `applications[0].environments[0].namespace: got "//***@h", expected a namespace: lowercase letters, digits and '-', at most 63, not beginning with kube-, which is Kubernetes' own`,
    ],
  },
  {
    title: "An Authorization header is a secret, in a mapping of headers and in a text",
    file: [
      [
        "  - name: blog\n",
        `  - name: blog
    monitoring:
      values:
        headers: { Authorization: ▶Bearer hunter2, X-Token: ▶hunter2, X-Foo: ▶Basic hunter2, X-Scope-OrgID: a, Cookie: "" }
        authorization: ▶Bearer hunter2
        args: ["-H", ▶"Authorization: Basic aHVudGVyMg=="]
`,
      ],
    ],
    messages: ["headers.Authorization", "headers.X-Token", "headers.X-Foo", "authorization", "args[1]"].map(
      (path) => `clusters[0].monitoring.values.${path}: got a credential in a header, expected ${ownSecret}`,
    ),
  },
  {
    title: "A secret is known by its name, whatever its type and wherever that stands",
    file: [
      [
        "  - name: blog\n",
        `  - name: blog
    monitoring:
      values:
        a: { adminPassword: ▶123456 }
        b: { password: [▶hunter2] }
        c: { adminPassword: { value: ▶hunter2 } }
        env: [{ name: GF_PASSWORD, value: ▶hunter2 }, { name: A, value: b }]
        e: { token: ▶hunter2, clientSecret: ▶hunter2, apiKey: ▶hunter2, passwd: ▶hunter2, client_secret: ▶hunter2 }
`,
      ],
    ],
    messages: [
      ["a.adminPassword", "password"],
      ["b.password[0]", "password"],
      ["c.adminPassword.value", "password"],
      ["env[0].value", "password"],
      ["e.token", "credential"],
      ["e.clientSecret", "credential"],
      ["e.apiKey", "credential"],
      ["e.passwd", "password"],
      ["e.client_secret", "credential"],
    ].map(([path, what]) => `clusters[0].monitoring.values.${path}: got a ${what}, expected ${ownSecret}`),
  },
  ...["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----", "PuTTY-User-Key-File-3: ssh-ed25519"].map((begin): Row => ({
    title: `A private key that begins with ${begin} is one`,
    file: [
      ["  - name: blog\n", `  - name: blog\n    monitoring: { values: { key: ▶"${begin}\\n${"a1B2".repeat(10)}" } }\n`],
    ],
    messages: [
      "clusters[0].monitoring.values.key: got a private key, expected no secret in this file: OpenTofu makes the keys; no private key is ever in the file",
    ],
  })),
  {
    title: "A header of any name that holds an authorization is refused in a backend's settings",
    file: [
      [
        "\nstate: { backend: local }\n",
        '\nstate:\n  backend: other\n  type: http\n  settings: { address: "http://h/<stack>", headers: { X-Foo: ▶Bearer hunter2 } }\n',
      ],
    ],
    messages: [
      "state.settings.headers.X-Foo: got a credential, expected none in this file: give a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
    ],
  },
  {
    title: "A password in a backend's address, or a header that holds one, is refused",
    file: [
      [
        "\nstate: { backend: local }\n",
        '\nstate:\n  backend: other\n  type: http\n  settings: { address: ▶"http://u:hunter2@h/<stack>", headers: { Authorization: ▶Basic x } }\n',
      ],
    ],
    messages: [
      "state.settings.address: got a credential, expected none in this file: give a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD (http) or CONSUL_HTTP_AUTH (consul)",
      "state.settings.headers.Authorization: got a credential, expected none in this file: give a login as TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
    ],
  },
];
