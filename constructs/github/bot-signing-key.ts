import type { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { UserGpgKey } from "@cdktf/provider-github/lib/user-gpg-key";
import { DataGithubUser } from "@cdktf/provider-github/lib/data-github-user";
import { Password } from "@cdktf/provider-random/lib/password";
import { Fn, Op, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { PrivateKey as GpgPrivateKey } from "../../.gen/providers/gpg/private-key";
import type { Bot } from "../../model/delivery";
import type { SecretAccess, StoredSecret } from "../../secrets/backend";
import { botKeyName } from "../../model/signers";
import { newest } from "./newest";

export interface BotSigningKeyProps {
  readonly bot: Bot;
  /** Provider that acts as the bot: GitHub adds the key to the account that asks. */
  readonly provider: GithubProvider;
  /** Where the public keys are kept for those who verify commits. @default - nowhere */
  readonly publicKeysParameter?: string | undefined;
  readonly secrets: SecretAccess;
}

/** The GPG key that signs image updates, registered with the bot's account; the newest generation is served. */
export class BotSigningKey extends Construct {
  readonly secret: StoredSecret;
  /** @default - the key has no passphrase */
  readonly passphrase?: StoredSecret;
  /** The public keys of all generations. @default - nobody asks for them */
  readonly publicKeys?: StoredSecret;

  constructor(scope: Construct, id: string, { bot, provider, publicKeysParameter, secrets }: BotSigningKeyProps) {
    super(scope, id);
    const { gpg } = bot;
    // GitHub adds a key to whoever asks, without a word if that is not the bot.
    const { login } = new DataGithubUser(this, "account", { provider, username: "" });
    const lifecycle = {
      precondition: [
        {
          condition: Op.eq(Fn.lower(login), bot.username.toLowerCase()),
          errorMessage: `The credential of provider "individual" belongs to ${login}, not to the bot ${bot.username}: set TF_VAR_github_bot_token to a token of the bot.`,
        },
      ],
    };
    const keys = gpg.generations.map((generation) => {
      const passphrase = gpg.passphrase
        ? new Password(this, `passphrase-${generation}`, { length: 32, special: false })
        : undefined;
      const key = new GpgPrivateKey(this, `generation-${generation}`, {
        name: bot.name,
        email: bot.email,
        rsaBits: gpg.rsaBits,
        passphrase: passphrase?.result,
        // A new name, address or size is for the next generation: a key that signs is not made anew.
        lifecycle: { ignoreChanges: ["name", "email", "rsa_bits"] },
      });
      const registered = new UserGpgKey(this, `registered-${generation}`, {
        provider,
        armoredPublicKey: key.publicKey,
        lifecycle,
      });
      return { key, passphrase, registered, name: botKeyName(generation, "asc") };
    });
    const { key, passphrase, registered } = newest(keys);
    // Flux may sign with it at once: GitHub judges a commit by the keys that it knows at the push.
    const dependsOn: ITerraformDependable[] = [registered];
    if (publicKeysParameter !== undefined) {
      this.publicKeys = secrets.put(this, "ssm-public", {
        path: publicKeysParameter,
        description: `Public keys of ${bot.username}, which Flux knows its commits by`,
        value: Fn.jsonencode(Object.fromEntries(keys.map((each) => [each.name, each.key.publicKey]))),
      });
      // Those who verify know a key before it signs.
      dependsOn.push(this.publicKeys);
    }
    this.secret = secrets.put(this, "ssm", {
      path: gpg.parameter,
      description: `GPG key of ${bot.username}, signs image updates`,
      value: key.privateKey,
      dependsOn,
    });
    if (passphrase) {
      this.passphrase = secrets.put(this, "ssm-passphrase", {
        path: gpg.passphraseParameter,
        description: `Passphrase of the GPG key of ${bot.username}`,
        value: passphrase.result,
        dependsOn,
      });
    }
  }
}
