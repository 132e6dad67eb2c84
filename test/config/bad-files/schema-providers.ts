import { ed25519 } from "../../support/host-keys";
import type { Row } from "./row";

const clusters = "\nclusters:\n";
const providers = (releases: string): readonly [string, string] => [clusters, `\nproviders: ${releases}\n${clusters}`];
const exact = 'an exact version such as "3.2.1"';

/** Mistakes in `providers`. */
export const providerRows: readonly Row[] = [
  {
    title: "A provider that no stack has is refused, with those that there are",
    file: [providers('{ ▶vault: "5.3.0" }')],
    messages: [
      'providers.vault: got the unknown key "vault", expected one of the keys aws, github, gpg, helm, kubernetes, random, tls',
    ],
  },
  {
    title: "A provider's version that leaves a choice is refused: another day would bring another release",
    file: [
      providers(
        '{ kubernetes: ▶"~> 3.0", tls: ▶"4.2", random: ▶latest, github: ▶v6.9.0, aws: ▶">=6.25.0", gpg: ▶"0.2.01" }',
      ),
    ],
    messages: [
      `providers.kubernetes: got "~> 3.0", expected ${exact}`,
      `providers.tls: got "4.2", expected ${exact}`,
      `providers.random: got "latest", expected ${exact}`,
      `providers.github: got "v6.9.0", expected ${exact}`,
      `providers.aws: got ">=6.25.0", expected ${exact}`,
      `providers.gpg: got "0.2.01", expected ${exact}`,
    ],
  },
  {
    title: "A provider's version that YAML takes for a number is refused with the remedy",
    file: [providers("{ kubernetes: ▶3.2 }")],
    messages: [`providers.kubernetes: got 3.2, expected ${exact} (put it in quotes)`],
  },
  {
    title: "A provider that is held back below what the stacks need of it is refused",
    file: [providers('{ kubernetes: ▶"2.22.0", github: ▶"5.19.0", random: ▶"2.1.2" }')],
    messages: [
      'providers.kubernetes: got "2.22.0", expected 2.23.0 or newer for objects that are waited for (older ones lose from the state what is not ready in time), as clusters[0] has it',
      'providers.github: got "5.19.0", expected 5.20.0 or newer for the host keys that GitHub tells, as repositories[0].deployKey has it, or github.knownHosts',
      'providers.random: got "2.1.2", expected 2.2.0 or newer for the tokens that webhooks are signed with, as clusters[0].receiver has it',
    ],
  },
  {
    title: "A provider of GitHub's that is held back below ghe.com is refused there",
    file: [
      providers('{ github: ▶"6.5.0" }'),
      [
        "  bot:\n",
        `  apiUrl: https://api.acme.ghe.com\n  sshHost: acme.ghe.com\n  knownHosts: ["acme.ghe.com ${ed25519}"]\n  bot:\n`,
      ],
    ],
    messages: ['providers.github: got "6.5.0", expected 6.6.0 or newer for an API at ghe.com, as github.apiUrl has it'],
  },
  {
    title: "A provider of GitHub's that is held back below what a ruleset needs is refused",
    file: [
      providers('{ github: ▶"6.6.0" }'),
      ["  - name: echo-server\n\nregistry", "  - name: echo-server\n    ruleset: {}\n\nregistry"],
    ],
    messages: [
      'providers.github: got "6.6.0", expected 6.9.0 or newer for a ruleset that lets deploy keys through, as repositories[0].ruleset has it',
    ],
  },
  {
    title: "A provider that is held back below what keys and tokens in no state need is refused",
    file: [providers('{ tls: ▶"4.1.0", aws: ▶▶"5.87.0" }')],
    messages: [
      'providers.tls: got "4.1.0", expected 4.2.0 or newer for a deploy key that is in no state, as repositories[0].deployKey has it, or its generations in keptInState',
      'providers.aws: got "5.87.0", expected 5.88.0 or newer for a deploy key that is in no state, as repositories[0].deployKey has it, or its generations in keptInState',
      'providers.aws: got "5.87.0", expected 5.88.0 or newer for a registry\'s token that is in no state, as registryCredentials[0] has it',
    ],
  },
  {
    title: "A provider that is held back below what the bot's and an App's keys need is refused",
    file: [
      providers('{ tls: ▶"4.1.0", aws: ▶▶▶▶"5.87.0" }'),
      ["  - name: echo-server\n\nregistry", "  - name: echo-server\n    deployKey: { keptInState: [1] }\n\nregistry"],
      ["  bot:\n", "  app: { id: 7, installationId: 8 }\n  bot:\n    ssh: {}\n"],
      [
        "      secretName: echo-server-gpgkey\n",
        "      source: provided\n      publicKeys: [{ generation: 1, publicKey: test/support/bot.asc }]\n",
      ],
    ],
    messages: [
      'providers.tls: got "4.1.0", expected 4.2.0 or newer for an SSH signing key, as github.bot.ssh has it',
      'providers.aws: got "5.87.0", expected 5.88.0 or newer for a registry\'s token that is in no state, as registryCredentials[0] has it',
      'providers.aws: got "5.87.0", expected 5.88.0 or newer for an SSH signing key, as github.bot.ssh has it',
      'providers.aws: got "5.87.0", expected 5.88.0 or newer for a GPG key of your own, as github.bot.gpg has it',
      'providers.aws: got "5.87.0", expected 5.88.0 or newer for a GitHub App\'s private key, as github.app has it',
    ],
  },
  {
    title: "A provider that is held back below an SSH signing key's list and tags is refused",
    file: [
      providers('{ github: ▶"5.25.1", aws: ▶▶▶▶"3.37.0" }'),
      ["  region: eu-central-1\n", "  region: eu-central-1\n  tags: { a: b }\n"],
      ["  bot:\n", "  bot:\n    ssh: {}\n"],
    ],
    messages: [
      'providers.github: got "5.25.1", expected 5.26.0 or newer for an SSH signing key, as github.bot.ssh has it',
      'providers.aws: got "3.37.0", expected 3.38.0 or newer for tags of all that it makes, as aws.tags has it',
      'providers.aws: got "3.37.0", expected 5.88.0 or newer for a deploy key that is in no state, as repositories[0].deployKey has it, or its generations in keptInState',
      'providers.aws: got "3.37.0", expected 5.88.0 or newer for a registry\'s token that is in no state, as registryCredentials[0] has it',
      'providers.aws: got "3.37.0", expected 5.88.0 or newer for an SSH signing key, as github.bot.ssh has it',
    ],
  },
  {
    title: "A provider's version that only looks like one is refused",
    file: [
      providers('{ tls: ▶"4.2.1-a.", random: ▶"3.9.0-01", aws: ▶"6.99999999999999999999.0", github: "6.11.1-rc.1" }'),
    ],
    messages: [
      `providers.tls: got "4.2.1-a.", expected ${exact}`,
      `providers.random: got "3.9.0-01", expected ${exact}`,
      `providers.aws: got "6.99999999999999999999.0", expected ${exact}`,
    ],
  },
];
