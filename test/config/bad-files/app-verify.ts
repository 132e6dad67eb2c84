import { repositories } from "./pieces";
import type { Edit, Row } from "./row";

const app = (fields: string): Edit => ["  bot:\n", `  app: ${fields}\n  bot:\n`];
const repository = (...lines: string[]): Edit => [
  repositories,
  `${repositories}${lines.map((line) => `    ${line}\n`).join("")}`,
];
const fileBeside =
  "the name of a file beside this one, or below: relative, without './' or '..', of letters, digits and ._@+-";
const privateKey = "-----BEGIN RSA PRIVATE KEY-----";

/** Mistakes about the GitHub App, and about who signs commits. */
export const appAndVerifyRows: readonly Row[] = [
  {
    title: "An App's installation is named by its owner or by its ID, since Flux refuses both",
    file: [app("{ id: 7, installationOwner: ▶acme, installationId: 8 }")],
    messages: [
      'github.app.installationOwner: got "acme" beside installationId, expected one of the two: Flux refuses both',
    ],
  },
  {
    title: "An App is installed somewhere",
    file: [app("▶{ id: 7 }")],
    messages: [
      "github.app: got no installation, expected installationOwner or installationId: where the App is installed",
    ],
  },
  {
    title: "An App that OpenTofu acts as is named by its installation's ID",
    file: [app("{ id: 7, installationOwner: acme, administers: ▶true }")],
    messages: [
      "github.app.administers: got true without installationId, expected installationId in the place of installationOwner: the GitHub provider looks no owner up",
    ],
  },
  {
    title: "An App is known by its number, not by its client ID",
    file: [app("{ id: ▶Iv1.0123456789abcdef, installationId: ▶0 }")],
    messages: [
      'github.app.id: got "Iv1.0123456789abcdef", expected a whole number, 1 or more',
      "github.app.installationId: got 0, expected a whole number, 1 or more",
    ],
  },
  {
    title: "An App's private key is not for the file, whatever it is called or wherever it stands, and is not repeated",
    file: [
      app(`{ id: 7, installationId: 8, parameter: ▶"${privateKey}\\nMIIE", ▶privateKey: ▶"${privateKey}\\nMIIE" }`),
    ],
    messages: [
      "github.app.parameter: got a private key, expected no secret in this file: give the App's private key as TF_VAR_github_app_private_key; no other secret of an App is needed",
      'github.app.privateKey: got the unknown key "privateKey", expected one of the keys id, installationOwner, installationId, parameter, keyVersion, administers',
      "github.app.privateKey: got a private key, expected no secret in this file: give the App's private key as TF_VAR_github_app_private_key; no other secret of an App is needed",
    ],
  },
  {
    title: "What acts as the App needs one",
    file: [
      [
        "        - name: alertmanager\n",
        "        - ▶{ name: status, type: github, repository: echo-server }\n        - name: alertmanager\n",
      ],
      repository("access: ▶app"),
    ],
    messages: [
      "clusters[0].notifications.providers[0].tokenParameter: got nothing, expected the SSM path of a GitHub token, or github.app",
      'repositories[0].access: got "app", expected github.app beside it, or deployKey',
    ],
  },
  {
    title: "There are two ways in",
    file: [repository("access: ▶ssh")],
    messages: ['repositories[0].access: got "ssh", expected deployKey or app'],
  },
  {
    title: "The App's key and the bot's public ones have SSM paths of their own",
    file: [
      app("{ id: 7, installationId: 8, parameter: ◆/app }"),
      ["    gpg:\n", "    gpg:\n      parameter: ◆/bot\n"],
      repository("deployKey: { parameter: ▶/app }", "verify: {}"),
      ["    registry: ghcr.io\n", "    registry: ghcr.io\n    parameter: ▶/bot.pub\n"],
    ],
    messages: [
      'repositories[0].deployKey.parameter: got "/app", expected an SSM path of its own: github.app.parameter (line ◆) has this one',
      'registryCredentials[0].parameter: got "/bot.pub", expected an SSM path of its own: github.bot.gpg.parameter (line ◆) has this one',
    ],
  },
  {
    title: "The bot's public keys need a path, too",
    file: [["    gpg:\n", `    gpg:\n      parameter: ▶/${"a".repeat(948)}\n`], repository("verify: {}")],
    messages: [
      `github.bot.gpg.parameter: got "/${"a".repeat(75)}..., expected a path that leaves room for ".pub" after it, in at most 951 characters`,
    ],
  },
  {
    title: "The Secret of a repository's signers has a name of its own",
    file: [
      ["      secretName: echo-server-gpgkey\n", "      secretName: ▶echo-server-signers\n"],
      ["  - name: echo-server\n\nreg", "  - name: ◆echo-server\n    verify: {}\n\nreg"],
    ],
    messages: [
      'github.bot.gpg.secretName: got "echo-server-signers", expected a Secret in namespace flux-system of cluster blog of its own: repositories[0].name (line ◆) has this one',
    ],
  },
  {
    title: "The App's Secret has a name of its own",
    file: [
      app("◆{ id: 7, installationId: 8 }"),
      ["      secretName: echo-server-gpgkey\n", "      secretName: ▶github-app\n"],
      repository("access: app"),
    ],
    messages: [
      'github.bot.gpg.secretName: got "github-app", expected a Secret in namespace flux-system of cluster blog of its own: github.app (line ◆) has this one',
    ],
  },
  {
    title: "The App's variable brings no registry token",
    file: [["    registry: ghcr.io\n", "    registry: ghcr.io\n    variable: ▶github_app_private_key\n"]],
    messages: [
      'registryCredentials[0].variable: got "github_app_private_key", expected a variable of its own: the secrets stack has one of this name',
    ],
  },
  {
    title: "A file of keys is in the delivery file's folder",
    file: [repository("verify: { keys: [▶../alice.pub, ▶/etc/passwd, ▶./alice.pub, ▶a//b, ▶'${x}'] }")],
    messages: [
      `repositories[0].verify.keys[0]: got "../alice.pub", expected ${fileBeside}`,
      `repositories[0].verify.keys[1]: got "/etc/passwd", expected ${fileBeside}`,
      `repositories[0].verify.keys[2]: got "./alice.pub", expected ${fileBeside}`,
      `repositories[0].verify.keys[3]: got "a//b", expected ${fileBeside}`,
      `repositories[0].verify.keys[4]: got "\${x}", expected ${fileBeside}`,
    ],
  },
  {
    title: "A file of keys is there, and holds keys",
    file: [repository("verify: { keys: [▶test/none.pub, test/support/keys/alice.pub, ▶package.json, ▶test] }")],
    messages: [
      'repositories[0].verify.keys[0]: got "test/none.pub" (ENOENT), expected a file beside this one that can be read',
      'repositories[0].verify.keys[2]: got "package.json", a file with something else, expected a file with public keys alone: armored GPG keys (gpg --armor --export), or SSH keys as in authorized_keys, without options',
      'repositories[0].verify.keys[3]: got "test", which is no file, expected a file beside this one that can be read',
    ],
  },
];
