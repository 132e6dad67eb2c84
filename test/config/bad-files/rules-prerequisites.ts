import { add, environment, repositories } from "./pieces";
import type { Edit, Row } from "./row";

const name = "  - name: blog\n";
const bare = (prerequisites: string): Edit => [name, `${name}    prerequisites: ${prerequisites}\n`];
const receiver = "      name: github-receiver\n";
const flux = "a release of Flux such as 2.9.4, or the newest patch of one such as 2.9.x";
const exact = 'an exact version such as "3.2.1"';

/** What the prerequisites stack is to install. */
export const prerequisiteRows: readonly Row[] = [
  {
    title: "A range of Flux's that would bring another minor release by itself is refused",
    file: [bare("{ flux: { version: ▶2.x } }")],
    messages: [`clusters[0].prerequisites.flux.version: got "2.x", expected ${flux}`],
  },
  {
    title: "A chart's version that leaves a choice is refused",
    file: [bare('{ flux: { operatorVersion: ▶"0.x" }, externalSecrets: { version: ▶v2.9.0 } }')],
    messages: [
      `clusters[0].prerequisites.flux.operatorVersion: got "0.x", expected ${exact}`,
      `clusters[0].prerequisites.externalSecrets.version: got "v2.9.0", expected ${exact}`,
    ],
  },
  {
    title: "What is not installed is said so of by install",
    file: [bare("{ flux: ▶false }")],
    messages: ["clusters[0].prerequisites.flux: got false, expected a mapping with install, version, operatorVersion"],
  },
  {
    title: "Flux and ESO of before the versions that the stacks write are refused",
    file: [bare("{ flux: { version: ▶2.6.x }, externalSecrets: { version: ▶0.18.2 } }")],
    messages: [
      'clusters[0].prerequisites.flux.version: got "2.6.x", expected 2.7.x or newer for image.toolkit.fluxcd.io/v1',
      'clusters[0].prerequisites.externalSecrets.version: got "0.18.2", expected 0.19.0 or newer, which serves external-secrets.io/v1',
    ],
  },
  {
    title: "Flux of before signatures by SSH is refused where the bot signs so",
    file: [bare("{ flux: { version: ▶2.8.7 } }"), ["  bot:\n", "  bot:\n    signing: ssh\n"]],
    messages: [
      'clusters[0].prerequisites.flux.version: got "2.8.7", expected 2.9.x or newer for commits that are signed with an SSH key, as github.bot.signing has it',
    ],
  },
  {
    title: "Flux of before SSH keys in verify is refused where a listed key, or one of the bot's, is one",
    file: [
      bare("{ flux: { version: ▶2.8.x } }"),
      [repositories, `${repositories}    verify: { keys: [test/support/keys/alice.pub] }\n`],
    ],
    messages: [
      'clusters[0].prerequisites.flux.version: got "2.8.x", expected 2.9.x or newer for commits that are verified with SSH keys, as repositories[0].verify has it',
    ],
  },
  {
    title: "Flux of before CI's own calls is refused where it calls",
    file: [
      bare("{ flux: { version: ▶2.8.x } }"),
      [receiver, `${receiver}      registries: [{ type: generic-oidc, registry: ghcr.io }]\n`],
    ],
    messages: [
      'clusters[0].prerequisites.flux.version: got "2.8.x", expected 2.9.x or newer for a receiver that CI calls, as clusters[0].receiver.registries[0] has it',
    ],
  },
  {
    title: "Flux of before an App's installationOwner is refused where it acts as the App",
    file: [
      bare("{ flux: { version: ▶2.7.x } }"),
      ["  bot:\n", "  app: { id: 7, installationOwner: acme }\n  bot:\n"],
      [repositories, `${repositories}    access: app\n`],
    ],
    messages: [
      'clusters[0].prerequisites.flux.version: got "2.7.x", expected 2.8.x or newer for an App that is found by whom it is installed for, as github.app.installationOwner has it',
    ],
  },
  {
    title: "The namespace of ESO is there before the app stack makes any",
    file: [
      bare("{}"),
      add(environment("eso", "cluster: blog", "namespace: external-secrets", "createNamespace: ▶true")),
    ],
    messages: [
      'applications[0].environments[1].createNamespace: got true for "external-secrets", expected false: the namespace is there before the stack, which would delete it with all that is in it',
    ],
  },
  {
    title: "A provider of Helm's that is held back below what the charts need of it is refused",
    file: [bare("{}"), ["\nclusters:\n", '\nproviders: { helm: ▶"3.0.2" }\n\nclusters:\n']],
    messages: [
      'providers.helm: got "3.0.2", expected 3.1.0 or newer for charts that are installed again where the state has lost them, as clusters[0].prerequisites has it',
    ],
  },
];
