import { botKey, twoKeys, yamlBlock } from "../../support/armored-key";
import { credential } from "./pieces";
import type { Row } from "./row";

const gpg = "      secretName: echo-server-gpgkey\n";
const bot = "    email: github@developer-friendly.blog\n";

/** An entry of publicKeys with the bot's key. */
const own = (generation: string): string =>
  `        - generation: ${generation}\n          publicKey: ${yamlBlock(botKey, 10)}`;

const wanted =
  "one armored GPG public key, from BEGIN to END PGP PUBLIC KEY BLOCK, or a relative path of a file with it";

/** The keys that the bot signs with. */
export const signingRows: readonly Row[] = [
  {
    title: "There are two ways to sign, and two sources of a GPG key",
    file: [
      [bot, `${bot}    signing: ▶pgp\n`],
      [gpg, `${gpg}      source: ▶own\n`],
    ],
    messages: [
      'github.bot.signing: got "pgp", expected gpg or ssh',
      'github.bot.gpg.source: got "own", expected generated or provided',
    ],
  },
  {
    title: "A key of your own has its public half in the file",
    file: [[gpg, `${gpg}      source: ▶provided\n      generations: [1, 2]\n      publicKeys:\n${own("1")}`]],
    messages: [
      'github.bot.gpg.source: got "provided", expected the public half of generation 2, the newest, in publicKeys: add it, or let OpenTofu make the key',
    ],
  },
  {
    title: "A newest key of your own comes by a variable, which the file says",
    file: [[gpg, `${gpg}      source: ▶generated\n      publicKeys:\n${own("1")}`]],
    messages: [
      'github.bot.gpg.source: got "generated", expected provided, since generation 1, the newest, is in publicKeys: say so, or add a generation',
    ],
  },
  {
    title: "A key of your own is one generation, and no two are the same",
    file: [[gpg, `${gpg}      source: provided\n      publicKeys:\n${own("◆1")}${own("▶3")}${own("▶1")}`]],
    messages: [
      "github.bot.gpg.publicKeys[1].generation: got 3, expected one of the key's generations, which are 1",
      'github.bot.gpg.publicKeys[2].generation: got "1", expected a generation of its own: github.bot.gpg.publicKeys[0].generation (line ◆) has this one',
    ],
  },
  {
    title: "A block of several keys is not one that the bot could sign with",
    file: [
      [
        gpg,
        `${gpg}      source: provided\n      publicKeys:\n${own("1").replace(yamlBlock(botKey, 10), `▶${yamlBlock(twoKeys, 10)}`)}`,
      ],
    ],
    messages: [
      "github.bot.gpg.publicKeys[0].publicKey: got a block with 2 keys, expected one key: export it by its fingerprint, since a user id may have several",
    ],
  },
  {
    title: "A key of somebody else's verifies no commit of the bot's",
    file: [
      [bot, "    email: other@developer-friendly.blog\n"],
      [gpg, `${gpg}      source: provided\n      publicKeys:\n${own("1").replace("publicKey: |", "publicKey: ▶|")}`],
    ],
    messages: [
      "github.bot.gpg.publicKeys[0].publicKey: got a key of bot@acme.example, github@developer-friendly.blog, expected a key with a user id of other@developer-friendly.blog, the bot's e-mail, or GitHub verifies no commit",
    ],
  },
  {
    title: "A public key is one, or the path of a file that is beside this one",
    file: [
      [
        gpg,
        `${gpg}      generations: [1, 2, 3, 4, 5]
      publicKeys:
        - { generation: 1, publicKey: ▶"-----BEGIN PGP PUBLIC KEY BLOCK-----" }
        - { generation: 2, publicKey: ▶../bot.asc }
        - { generation: 3, publicKey: ▶/etc/bot.asc }
        - { generation: 4, publicKey: ▶bot.asc }
`,
      ],
    ],
    messages: [
      `github.bot.gpg.publicKeys[0].publicKey: got "-----BEGIN PGP PUBLIC KEY BLOCK-----", expected ${wanted}`,
      `github.bot.gpg.publicKeys[1].publicKey: got "../bot.asc", expected ${wanted}`,
      `github.bot.gpg.publicKeys[2].publicKey: got "/etc/bot.asc", expected ${wanted}`,
      `github.bot.gpg.publicKeys[3].publicKey: got "bot.asc" (ENOENT), expected a file beside this one that can be read`,
    ],
  },
  {
    title: "A private key is no public one, and is not repeated",
    file: [
      [
        gpg,
        `${gpg}      publicKeys:\n${own("1").replaceAll("PUBLIC KEY BLOCK", "PRIVATE KEY BLOCK").replace("publicKey: |", "publicKey: ▶|")}`,
      ],
    ],
    messages: [
      "github.bot.gpg.publicKeys[0].publicKey: got a private key, expected no secret in this file: give a key of your own as TF_VAR_bot_gpg_private_key, and its passphrase as TF_VAR_bot_gpg_passphrase",
    ],
  },
  {
    title: "The SSH signing key's paths are its own, and leave room for its generations",
    file: [
      [bot, `${bot}    ssh: { parameter: ◆/delivery/key, generations: [2] }\n`],
      [credential, `${credential}    parameter: ▶/delivery/key/generation-2.pub\n`],
    ],
    messages: [
      'registryCredentials[0].parameter: got "/delivery/key/generation-2.pub", expected an SSM path of its own: github.bot.ssh.parameter (line ◆) has this one',
    ],
  },
  {
    title: "Below the deepest path is no room for the halves of an SSH signing key",
    file: [[bot, `${bot}    ssh: { parameter: ▶${"/a".repeat(15)} }\n`]],
    messages: [
      `github.bot.ssh.parameter: got "${"/a".repeat(15)}", expected a path that leaves room for "/generation-1" after it, in at most 15 parts and 951 characters`,
    ],
  },
  {
    title: "The Secret of the SSH signing key is its own, and not Flux's",
    file: [[bot, `${bot}    signing: ssh\n    ssh: { secretName: ▶flux-system }\n`]],
    messages: [
      `github.bot.ssh.secretName: got "flux-system", expected a name other than the Flux namespace's, which Flux's own Secret has`,
    ],
  },
  {
    title: "The variables of a key of your own bring no token",
    file: [[credential, `${credential}    variable: ▶bot_gpg_private_key\n`]],
    messages: [
      'registryCredentials[0].variable: got "bot_gpg_private_key", expected a variable of its own: the secrets stack has one of this name',
    ],
  },
];
