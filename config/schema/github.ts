import { z } from "zod";
import { secretPath } from "../../secrets/path";
import { email, generations, gitHubLogin, gitHubUser, hostAndPort, httpUrl, dnsLabel, version } from "./primitives";

const gpg = z.strictObject({
  generations: generations
    .default([1])
    .describe("Key generations, oldest first; the newest signs. See docs/operations.md."),
  rsaBits: z
    .union([z.literal(2048), z.literal(3072), z.literal(4096)], "2048, 3072 or 4096")
    .default(2048)
    .describe("Size of the RSA key in bits."),
  passphrase: z
    .boolean("true or false")
    .default(false)
    .describe("Whether OpenTofu makes a passphrase that encrypts the private key; both go to SSM."),
  parameter: secretPath.optional().describe("SSM path of the private key. Default: /github/gpg-keys/<username>."),
  passphraseParameter: secretPath.optional().describe("SSM path of the passphrase. Default: <parameter>/passphrase."),
  secretName: dnsLabel
    .optional()
    .describe("Name of the Secret with the key in each Flux namespace. Default: <username>-gpgkey."),
});

const bot = z.strictObject({
  username: gitHubUser.describe("Login of the account that owns the GPG key and signs the commits."),
  name: z
    .string("the bot's name")
    .regex(
      /^(?!\s)[^<>()\p{Cc}$%{}]+(?<!\s)$/u,
      "a name in one line, without <>(), $, %, {} or spaces around it: it becomes the key's user id",
    )
    .describe("Author of the commits, user id of the GPG key, title of the deploy keys."),
  email: email.describe("A verified e-mail of the bot's account: GitHub marks a commit verified only if it matches."),
  gpg: gpg.prefault({}).describe("The key that signs the image updates."),
});

const apiUrl =
  "an http(s) URL of a GitHub API such as https://github.example.com/, without user, password, query or fragment";

const app = z.strictObject({
  id: version.describe("The App's ID, a number."),
  installationOwner: gitHubLogin
    .optional()
    .describe("Organization or user that it is installed for. Either this or installationId."),
  installationId: version.optional().describe("ID of the installation. Either this or installationOwner."),
  parameter: secretPath.optional().describe("SSM path of its private key. Default: /github/apps/<id>/private-key."),
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
  apiUrl: httpUrl(apiUrl)
    .refine((url) => !/[?#]/.test(url), apiUrl)
    .optional()
    .describe(
      "GitHub Enterprise Server, by its address or its API's: https://github.example.com or https://github.example.com/api/v3/; with data residency https://acme.ghe.com. Default: github.com.",
    ),
  sshHost: hostAndPort
    .default("github.com")
    .describe("Host, with a port where it is not 22, that Flux clones from over SSH, such as ssh.github.com:443."),
});
