import { z } from "zod";
import { secretPath } from "../../secrets/path";
import { knownHost, knownHostLine } from "../known-hosts";
import { armoredKeys, oneArmoredKey } from "../openpgp";
import {
  dnsLabel,
  email,
  fileName,
  generations,
  gitHubLogin,
  gitHubUser,
  hostAndPort,
  httpUrl,
  version,
} from "./primitives";

const ownKey = z.strictObject({
  generation: version.describe("The generation that is this key."),
  publicKey: z
    .string(oneArmoredKey)
    .refine((text) => fileName.safeParse(text).success || armoredKeys(text) !== undefined, oneArmoredKey)
    .describe(
      "Its public half, as gpg --armor --export writes it; or the path of a file that holds it, relative to this file.",
    ),
});

const gpg = z.strictObject({
  source: z
    .enum(["generated", "provided"], "generated or provided")
    .default("generated")
    .describe(
      "Who makes the newest key: OpenTofu, whose state then holds it; or you, by the variable bot_gpg_private_key, and no state holds it.",
    ),
  generations: generations
    .default([1])
    .describe("Key generations, oldest first; the newest signs. See docs/operations.md."),
  publicKeys: z.array(ownKey).default([]).describe("The generations that are keys of your own."),
  rsaBits: z
    .union([z.literal(2048), z.literal(3072), z.literal(4096)], "2048, 3072 or 4096")
    .default(2048)
    .describe("Size of the RSA key in bits."),
  passphrase: z
    .boolean("true or false")
    .default(false)
    .describe(
      "Whether a passphrase encrypts the private key: made by OpenTofu, or for a key of your own given by the variable bot_gpg_passphrase. Both go to SSM.",
    ),
  parameter: secretPath
    .optional()
    .describe("SSM path of the private key. Default: <prefix>/github/gpg-keys/<username>."),
  passphraseParameter: secretPath.optional().describe("SSM path of the passphrase. Default: <parameter>/passphrase."),
  secretName: dnsLabel
    .optional()
    .describe("Name of the Secret with the key in each Flux namespace. Default: <username>-gpgkey."),
});

const ssh = z.strictObject({
  generations: generations
    .default([1])
    .describe("Key generations, oldest first; the newest signs, once GitHub knows it. See docs/operations.md."),
  parameter: secretPath
    .optional()
    .describe("SSM path of the private key. Default: <prefix>/github/ssh-signing-keys/<username>."),
  secretName: dnsLabel
    .optional()
    .describe("Name of the Secret with the key in each Flux namespace. Default: <username>-ssh-signing-key."),
});

/** What a key has of which the file says nothing. */
export const signingDefaults = { gpg: gpg.parse({}), ssh: ssh.parse({}) } as const;

const bot = z.strictObject({
  username: gitHubUser.describe("Login of the account that owns the signing key and signs the commits."),
  name: z
    .string("the bot's name")
    .regex(
      /^(?!\s)[^<>()\p{Cc}$%{}]+(?<!\s)$/u,
      "a name in one line, without <>(), $, %, {} or spaces around it: it becomes the key's user id",
    )
    .describe("Author of the commits, user id of the GPG key, title of the deploy keys."),
  email: email.describe("A verified e-mail of the bot's account: GitHub marks a commit verified only if it matches."),
  signing: z
    .enum(["gpg", "ssh"], "gpg or ssh")
    .default("gpg")
    .describe("Which key signs the image updates; ssh needs image-automation-controller 1.2 or newer."),
  gpg: gpg
    .optional()
    .describe("The GPG key. It is made where it signs, or where this is written: beside the one that signs."),
  ssh: ssh
    .optional()
    .describe(
      "The SSH signing key, which no state holds. It is made where it signs, or where this is written: beside the one that signs.",
    ),
});

/** The lines themselves, or the file that they are in. */
const knownHosts = z.union(
  [
    z
      .array(
        z.string(knownHostLine).refine((line) => knownHost(line) !== undefined, knownHostLine),
        "a list of lines of a known_hosts file, or the name of one beside this file",
      )
      .min(1, "at least one line of a known_hosts file"),
    fileName,
  ],
  "a list of lines of a known_hosts file, or the name of one beside this file",
);

const app = z.strictObject({
  id: version.describe("The App's ID, a number."),
  installationOwner: gitHubLogin
    .optional()
    .describe("Organization or user that it is installed for. Either this or installationId."),
  installationId: version.optional().describe("ID of the installation. Either this or installationOwner."),
  parameter: secretPath
    .optional()
    .describe("SSM path of its private key. Default: <prefix>/github/apps/<id>/private-key."),
  keyVersion: version
    .default(1)
    .describe("Raise it to send a new private key from the variable github_app_private_key."),
  administers: z
    .boolean("true or false")
    .default(false)
    .describe(
      "Whether OpenTofu registers deploy keys and webhooks as the App, in the place of github_token; needs installationId.",
    ),
});

/** The organization, its bot account and, for GitHub Enterprise Server, where they live. */
export const github = z.strictObject({
  organization: gitHubLogin.describe("Owner of the repositories."),
  bot: bot.describe("The user account that the image updates are written as."),
  app: app
    .optional()
    .describe(
      "A GitHub App, for repositories with access: app and for notifications without a token. Its private key comes by the variable github_app_private_key. Default: none.",
    ),
  apiUrl: httpUrl("an http(s) URL of a GitHub API such as https://github.example.com/")
    .optional()
    .describe(
      "GitHub Enterprise Server, by its address or its API's: https://github.example.com or https://github.example.com/api/v3/; with data residency https://acme.ghe.com. Default: github.com.",
    ),
  sshHost: hostAndPort
    .default("github.com")
    .describe("Host, with a port where it is not 22, that Flux clones from over SSH, such as ssh.github.com:443."),
  knownHosts: knownHosts
    .optional()
    .describe(
      "SSH host keys of sshHost: lines of a known_hosts file, or the name of one beside this file. Required with another server than github.com where a repository has a deploy key. Default: those that github.com tells at each plan.",
    ),
});
