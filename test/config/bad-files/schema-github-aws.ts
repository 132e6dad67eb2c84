import { knownHostLine } from "../../../config/known-hosts";
import { formatGiven } from "../../../config/problems";
import { ecdsa, ed25519 } from "../../support/host-keys";
import type { Row } from "./row";

const gpg = "      secretName: echo-server-gpgkey\n";
const region = "  region: eu-central-1\n";
const tags = "region, accountId, kmsKeyId, parameterPrefix, tags";
const prefix =
  "'/' for none, or '/' before each of at most 5 parts of letters, digits, '.', '-' and '_', not beginning with /aws or /ssm, at most 200";
const parameter =
  "an SSM parameter path: '/' before each of at most 15 parts of letters, digits, '.', '-' and '_', not beginning with /aws or /ssm, at most 951";
const botName = "a name in one line, without <>(), $, %, {} or spaces around it: it becomes the key's user id";

/** Mistakes in `github` and `aws`. */
export const gitHubAndAwsRows: readonly Row[] = [
  {
    title: "A part that is left out is asked for, with the keys that it has",
    file: [
      ["aws:\n  region: eu-central-1\n", ""],
      ["  # The published system's paths begin with /github. A new delivery leaves this out.\n", ""],
      ["  parameterPrefix: /\n", ""],
      ["state: { backend: local }\n", ""],
      ["github:", "▶▶github:"],
    ],
    messages: [
      `aws: got nothing, expected a mapping with ${tags}`,
      "state: got nothing, expected a mapping with backend, which is local, s3 or other",
    ],
  },
  {
    title: "What stands before default paths is a path that leaves room for them, or nothing",
    file: [["parameterPrefix: /\n", "parameterPrefix: ▶/a/b/c/d/e/f\n"]],
    messages: [`aws.parameterPrefix: got "/a/b/c/d/e/f", expected ${prefix}`],
  },
  {
    title: "What stands before default paths is none of AWS' own",
    file: [["parameterPrefix: /\n", "parameterPrefix: ▶/AWS/a\n"]],
    messages: [`aws.parameterPrefix: got "/AWS/a", expected ${prefix}`],
  },
  {
    title: "An organization whose name begins as no path may needs other paths",
    file: [
      ["organization: developer-friendly\n", "organization: awslabs\n"],
      ["  parameterPrefix: /\n", ""],
      ["aws:\n  region", "aws:\n  ▶region"],
    ],
    messages: [
      "aws.parameterPrefix: got nothing, expected one such as /delivery: SSM takes no path that begins as /awslabs does",
    ],
  },
  {
    title: "A key without a value counts as left out",
    file: [["  organization: developer-friendly\n", "  organization:▶\n"]],
    messages: ["github.organization: got nothing, expected a GitHub login: letters, digits and single '-', at most 39"],
  },
  {
    title: "A tilde is shown as it was written",
    file: [["  organization: developer-friendly\n", "  organization: ▶~\n"]],
    messages: ["github.organization: got ~, expected a GitHub login: letters, digits and single '-', at most 39"],
  },
  {
    title: "A number where text is expected is shown as it was written, with the remedy",
    file: [["  organization: developer-friendly\n", "  organization: ▶0042\n"]],
    messages: [
      "github.organization: got 0042, expected a GitHub login: letters, digits and single '-', at most 39 (put it in quotes)",
    ],
  },
  {
    title: "A boolean where text is expected is shown with the remedy",
    file: [["name: Developer Friendly Bot", "name: ▶True"]],
    messages: [`github.bot.name: got True, expected the bot's name (put it in quotes)`],
  },
  {
    title: "A login of more than 39 characters is refused, hyphens counted",
    file: [["  organization: developer-friendly\n", `  organization: ▶${"a-".repeat(20)}a\n`]],
    messages: [
      `github.organization: got "${"a-".repeat(20)}a", expected a GitHub login: letters, digits and single '-', at most 39`,
    ],
  },
  {
    title: "A bot's login with two underscores is refused",
    file: [["username: developer-friendly-bot", "username: ▶bot_a_b"]],
    messages: [
      `github.bot.username: got "bot_a_b", expected a GitHub login: letters, digits and single '-', at most 39; an enterprise's users end in _<short code>`,
    ],
  },
  {
    title: "A bot's name that would break the key's user id is refused",
    file: [["name: Developer Friendly Bot", "name: ▶Bot <bot@example.com>"]],
    messages: [`github.bot.name: got "Bot <bot@example.com>", expected ${botName}`],
  },
  {
    title: "A bot's name of nothing but spaces is refused",
    file: [["name: Developer Friendly Bot", 'name: ▶"  "']],
    messages: [`github.bot.name: got "  ", expected ${botName}`],
  },
  {
    title: "A very long value is cut",
    file: [["name: Developer Friendly Bot", `name: ▶<${"😀".repeat(5000)}`]],
    messages: [`github.bot.name: got "<${"😀".repeat(75)}..., expected ${botName}`],
  },
  {
    title: "An e-mail that is none is refused",
    file: [["email: github@developer-friendly.blog", "email: ▶developer-friendly.blog"]],
    messages: [`github.bot.email: got "developer-friendly.blog", expected an e-mail address`],
  },
  {
    title: "A left-out field is asked for where its mapping begins",
    file: [
      ["    username: developer-friendly-bot", "    ▶username: developer-friendly-bot"],
      ["    email: github@developer-friendly.blog\n", ""],
    ],
    messages: ["github.bot.email: got nothing, expected an e-mail address"],
  },
  {
    title: "No generation of a key is refused",
    file: [[gpg, `${gpg}      generations: ▶[]\n`]],
    messages: ["github.bot.gpg.generations: got an empty list, expected at least one generation, such as [1]"],
  },
  {
    title: "More generations than a key can have at once are refused",
    file: [[gpg, `${gpg}      generations: ▶[${Array.from({ length: 21 }, (_, at) => at + 1).join(", ")}]\n`]],
    messages: [
      "github.bot.gpg.generations: got [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21], expected at most 20 generations: a key is needed until the next one is in use",
    ],
  },
  {
    title: "A single generation that is no list is refused",
    file: [[gpg, `${gpg}      generations: ▶2\n`]],
    messages: ["github.bot.gpg.generations: got 2, expected a list of generations such as [1] or [1, 2]"],
  },
  {
    title: "Generations out of order are refused, since the last one is served",
    file: [[gpg, `${gpg}      generations: ▶[2, 1]\n`]],
    messages: [
      "github.bot.gpg.generations: got [2,1], expected generations in rising order without repeats, such as [1, 2]",
    ],
  },
  {
    title: "A generation that is no whole number from 1 is refused",
    file: [[gpg, `${gpg}      generations: [▶0, ▶1.5, ▶"2"]\n`]],
    messages: [
      "github.bot.gpg.generations[0]: got 0, expected a whole number, 1 or more",
      "github.bot.gpg.generations[1]: got 1.5, expected a whole number, 1 or more",
      `github.bot.gpg.generations[2]: got "2", expected a whole number, 1 or more (without quotes)`,
    ],
  },
  {
    title: "An RSA key of another size is refused",
    file: [[gpg, `${gpg}      rsaBits: ▶1024\n`]],
    messages: ["github.bot.gpg.rsaBits: got 1024, expected 2048, 3072 or 4096"],
  },
  {
    title: "Quotes around a boolean are pointed at",
    file: [[gpg, `${gpg}      passphrase: ▶"true"\n`]],
    messages: [`github.bot.gpg.passphrase: got "true", expected true or false (without quotes)`],
  },
  {
    title: "An SSM path without its first slash is refused",
    file: [[gpg, `${gpg}      parameter: ▶github/key\n`]],
    messages: [`github.bot.gpg.parameter: got "github/key", expected ${parameter}`],
  },
  {
    title: "SSM paths that AWS keeps for itself are refused in any case",
    file: [[gpg, `${gpg}      parameter: ▶/AWS-keys/a\n      passphraseParameter: ▶/ssm\n`]],
    messages: [
      `github.bot.gpg.parameter: got "/AWS-keys/a", expected ${parameter}`,
      `github.bot.gpg.passphraseParameter: got "/ssm", expected ${parameter}`,
    ],
  },
  {
    title: "An API address without its scheme is refused",
    file: [["  bot:\n", "  apiUrl: ▶ghe.example.com\n  sshHost: ghe.example.com\n  bot:\n"]],
    messages: [
      `github.apiUrl: got "ghe.example.com", expected an http(s) URL of a GitHub API such as https://github.example.com/, without user, password, query, fragment, spaces, quotes, braces or '..'`,
    ],
  },
  {
    title: "An API address that would be a template in the App's Secret is refused",
    file: [
      ["  bot:\n", '  apiUrl: ▶"https://ghe.example.com/{{ .privateKey }}"\n  sshHost: ghe.example.com\n  bot:\n'],
    ],
    messages: [
      `github.apiUrl: got "https://ghe.example.com/{{ .privateKey }}", expected an http(s) URL of a GitHub API such as https://github.example.com/, without user, password, query, fragment, spaces, quotes, braces or '..'`,
    ],
  },
  {
    title: "An API address with a query is refused: the provider adds its path to the end",
    file: [["  bot:\n", "  apiUrl: ▶https://ghe.example.com/?v=3\n  sshHost: ghe.example.com\n  bot:\n"]],
    messages: [
      `github.apiUrl: got "https://ghe.example.com/?v=3", expected an http(s) URL of a GitHub API such as https://github.example.com/, without user, password, query, fragment, spaces, quotes, braces or '..'`,
    ],
  },
  {
    title: "A password in a URL is refused and not repeated",
    file: [["  bot:\n", "  apiUrl: ▶https://me:hunter2@ghe.example.com/\n  sshHost: ghe.example.com\n  bot:\n"]],
    messages: [
      "github.apiUrl: got a URL with a secret, expected no secret in this file: write the URL without it; where one is needed, keep it in a Secret of your own, which the chart or the backend refers to",
    ],
  },
  {
    title: "A GitHub server whose SSH host is missing is refused: Flux would clone from github.com",
    file: [
      ["  organization: ", "  ▶organization: "],
      ["  bot:\n", "  apiUrl: https://ghe.example.com/\n  bot:\n"],
    ],
    messages: [
      "github.sshHost: got nothing, expected the SSH host of the server that apiUrl is of: github.com where there is no apiUrl, and another where there is",
    ],
  },
  {
    title: "An SSH host without its server's API is refused, whatever else is wrong beside it",
    file: [["  organization: developer-friendly\n", "  organization: ▶a--b\n  sshHost: ▶ghe.example.com:2222\n"]],
    messages: [
      `github.organization: got "a--b", expected a GitHub login: letters, digits and single '-', at most 39`,
      `github.sshHost: got "ghe.example.com:2222", expected the SSH host of the server that apiUrl is of: github.com where there is no apiUrl, and another where there is`,
    ],
  },
  {
    title: "A GitHub server without its host keys is refused: its API does not tell them, and Flux would trust no host",
    file: [
      ["  organization: ", "  ▶organization: "],
      ["  bot:\n", "  apiUrl: https://ghe.example.com/\n  sshHost: ghe.example.com:2222\n  bot:\n"],
    ],
    messages: [
      "github.knownHosts: got nothing, expected the SSH host keys of [ghe.example.com]:2222, which no GitHub but github.com tells by its API: the lines that ssh-keyscan -p 2222 ghe.example.com writes, compared with what the server's administrator says",
    ],
  },
  {
    title: "A host key of another host is refused: Flux would find none under the name of sshHost",
    file: [
      [
        "  bot:\n",
        `  sshHost: ssh.github.com:443\n  knownHosts: [▶github.com ${ed25519}, "[ssh.github.com]:443 ${ecdsa}"]\n  bot:\n`,
      ],
    ],
    messages: [
      `github.knownHosts[0]: got a key of "github.com", expected a key of [ssh.github.com]:443, as known_hosts has the name of sshHost`,
    ],
  },
  {
    title:
      "Lines that are none of a known_hosts file are refused: a key alone, cut, of another kind, hashed, marked or a pattern",
    file: [
      [
        "  bot:\n",
        `  knownHosts:\n${[
          ed25519,
          `github.com ${ed25519.slice(0, -4)}`,
          `github.com ${ed25519.replace("ssh-ed25519", "ssh-rsa")}`,
          `"|1|c2FsdA==|aGFzaA== ${ed25519}"`,
          `"@revoked github.com ${ed25519}"`,
          `"*.com ${ed25519}"`,
          `"!github.com ${ed25519}"`,
          `"github.com:22 ssh-dss AAAA"`,
          `github.com ${ed25519}{{ .x }}`,
          `"github.com ${ecdsa.replace("AAAAE2", "AAAAE3")}"`,
        ]
          .map((line) => `    - ▶${line}\n`)
          .join("")}  bot:\n`,
      ],
    ],
    messages: [
      ed25519,
      `github.com ${ed25519.slice(0, -4)}`,
      `github.com ${ed25519.replace("ssh-ed25519", "ssh-rsa")}`,
      `|1|c2FsdA==|aGFzaA== ${ed25519}`,
      `@revoked github.com ${ed25519}`,
      `*.com ${ed25519}`,
      `!github.com ${ed25519}`,
      "github.com:22 ssh-dss AAAA",
      `github.com ${ed25519}{{ .x }}`,
      `github.com ${ecdsa.replace("AAAAE2", "AAAAE3")}`,
    ].map((line, index) => `github.knownHosts[${index}]: got ${formatGiven(line)}, expected ${knownHostLine}`),
  },
  {
    title: "A list of no host keys is refused",
    file: [["  bot:\n", "  knownHosts: ▶[]\n  bot:\n"]],
    messages: ["github.knownHosts: got an empty list, expected at least one line of a known_hosts file"],
  },
  {
    title: "Host keys that are neither lines nor a file's name are refused",
    file: [["  bot:\n", "  knownHosts: ▶{ a: b }\n  bot:\n"]],
    messages: [
      "github.knownHosts: got a mapping with a, expected a list of lines of a known_hosts file, or the name of one beside this file",
    ],
  },
  {
    title: "A file of host keys outside of the folder is refused",
    file: [["  bot:\n", "  knownHosts: ▶../known_hosts\n  bot:\n"]],
    messages: [
      `github.knownHosts: got "../known_hosts", expected the name of a file beside this one, or below: relative, without './' or '..', of letters, digits and ._@+-`,
    ],
  },
  {
    title: "A file of host keys that is not there is refused",
    file: [["  bot:\n", "  knownHosts: ▶no/known_hosts\n  bot:\n"]],
    messages: ['github.knownHosts: got "no/known_hosts" (ENOENT), expected a file beside this one that can be read'],
  },
  {
    title: "A private key among the host keys is refused and not repeated",
    file: [["  bot:\n", "  knownHosts: [▶-----BEGIN OPENSSH PRIVATE KEY-----]\n  bot:\n"]],
    messages: [
      "github.knownHosts[0]: got a private key, expected no secret in this file: OpenTofu makes the keys; no private key is ever in the file",
    ],
  },
  {
    title: "A port that is none is refused",
    file: [["  bot:\n", "  sshHost: ▶ghe.example.com:65536\n  bot:\n"]],
    messages: [
      `github.sshHost: got "ghe.example.com:65536", expected a host with an optional port, such as ghcr.io or registry.example.com:5000, without scheme`,
    ],
  },
  {
    title: "A key that is not known is refused, with those that are",
    file: [[region, `${region}  ▶kmsKeyID: alias/delivery\n`]],
    messages: [
      `aws.kmsKeyID: got the unknown key "kmsKeyID", expected one of the keys ${tags}: did you mean kmsKeyId?`,
    ],
  },
  {
    title: "The beginning of a key says which is meant",
    file: [["  bot:\n", "  ▶api: https://ghe.example.com\n  bot:\n"]],
    messages: [
      'github.api: got the unknown key "api", expected one of the keys organization, bot, app, apiUrl, sshHost, knownHosts: did you mean apiUrl?',
    ],
  },
  {
    title: "An unknown key of control characters can't fake another line",
    file: [[region, `${region}  ▶"a\\nb\\e[31m": 1\n`]],
    messages: [`aws["a\\nb\\u001b[31m"]: got the unknown key "a\\nb\\u001b[31m", expected one of the keys ${tags}`],
  },
  {
    title: "A region that is none is refused",
    file: [[region, "  region: ▶EU (Frankfurt)\n"]],
    messages: [`aws.region: got "EU (Frankfurt)", expected an AWS region such as eu-central-1`],
  },
  {
    title: "An account without quotes is refused, since a number has no zeros before it",
    file: [[region, `${region}  accountId: ▶123456789012\n`]],
    messages: ["aws.accountId: got 123456789012, expected an AWS account's id of 12 digits (put it in quotes)"],
  },
  {
    title: "An account as a console shows it is refused",
    file: [[region, `${region}  accountId: ▶1234-5678-9012\n`]],
    messages: [`aws.accountId: got "1234-5678-9012", expected an AWS account's id of 12 digits`],
  },
  {
    title: "A KMS key that is none is refused",
    file: [[region, `${region}  kmsKeyId: ▶delivery\n`]],
    messages: [`aws.kmsKeyId: got "delivery", expected a KMS key's id, ARN or alias such as alias/delivery`],
  },
  {
    title: "A KMS key of another partition is refused, whatever its region",
    file: [[region, `${region}  kmsKeyId: ▶arn:aws-cn:kms:eu-central-1:123456789012:alias/delivery\n`]],
    messages: [
      `aws.kmsKeyId: got "arn:aws-cn:kms:eu-central-1:123456789012:alias/delivery", expected a key in aws.region: SSM uses no other`,
    ],
  },
  {
    title: "A KMS key of another region is refused",
    file: [[region, `${region}  kmsKeyId: ▶arn:aws:kms:us-east-1:123456789012:alias/delivery\n`]],
    messages: [
      `aws.kmsKeyId: got "arn:aws:kms:us-east-1:123456789012:alias/delivery", expected a key in aws.region: SSM uses no other`,
    ],
  },
  {
    title: "A tag of a bare number is refused: AWS knows text only",
    file: [[region, `${region}  tags: { cost-center: ▶1234 }\n`]],
    messages: [
      "aws.tags.cost-center: got 1234, expected a tag value: letters, digits, spaces and _.:/=+@-, at most 256, not beginning with aws: (put it in quotes)",
    ],
  },
  {
    title: "A tag key that AWS keeps for itself is refused at the key",
    file: [[region, `${region}  tags: { ▶"AWS:team": platform }\n`]],
    messages: [
      `aws.tags["AWS:team"]: got the key "AWS:team", expected a tag key: letters, digits, spaces and _.:/=+@-, at most 128, not beginning with aws:`,
    ],
  },
  {
    title: "Tags that IAM would take for one are refused",
    file: [[region, `${region}  tags: ▶{ team: a, Team: b }\n`]],
    messages: [
      "aws.tags: got a mapping with team, Team, expected tag keys that differ in more than upper and lower case",
    ],
  },
  {
    title: "More tags than AWS takes are refused",
    file: [
      [region, `${region}  tags:\n    ▶k0: v\n${Array.from({ length: 50 }, (_, i) => `    k${i + 1}: v\n`).join("")}`],
    ],
    messages: [
      "aws.tags: got a mapping with k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, 41 others, expected at most 50 tags",
    ],
  },
];
