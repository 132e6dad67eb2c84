import type { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { UserGpgKey } from "@cdktf/provider-github/lib/user-gpg-key";
import { DataGithubUser } from "@cdktf/provider-github/lib/data-github-user";
import { Password } from "@cdktf/provider-random/lib/password";
import { Fn, Op, Token, type Precondition } from "cdktf";
import { Construct } from "constructs";
import { PrivateKey as GpgPrivateKey } from "../../.gen/providers/gpg/private-key";
import type { Bot, GpgGeneration, GpgKey } from "../../model/delivery";
import type { NewSecret, SecretAccess, StoredSecret } from "../../secrets/backend";
import { EphemeralVariable } from "../opentofu/ephemeral-variable";
import { keepPublicKeys } from "./bot-public-keys";
import { newest } from "./newest";

export interface BotSigningKeyProps {
  readonly bot: Bot;
  readonly gpg: GpgKey;
  /** Provider that acts as the bot: GitHub adds the key to the account that asks. */
  readonly provider: GithubProvider;
  /** Where the public keys are kept for those who verify commits. @default - nowhere */
  readonly publicKeysParameter?: string | undefined;
  readonly secrets: SecretAccess;
}

/** A key before it is registered, and its private half as it is served. */
interface Halves {
  /** Names its registration. */
  readonly id: string;
  readonly publicKey: string;
  /** The private half; made where it is served, since only the newest of the user's own is given. */
  readonly value: () => NewSecret["value"];
  /** @default - the key has no passphrase */
  readonly passphrase?: (() => NewSecret["value"]) | undefined;
  /** What must hold of the one that is served. */
  readonly isAsAsked?: Precondition;
}

/** The GPG key that signs image updates, registered with the bot's account; the newest generation is served. */
export class BotSigningKey extends Construct {
  readonly secret: StoredSecret;
  /** @default - the key has no passphrase */
  readonly passphrase?: StoredSecret;
  /** The public keys of all generations. @default - nobody asks for them */
  readonly publicKeys: StoredSecret | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BotSigningKeyProps,
  ) {
    super(scope, id);
    const { bot, gpg, provider, publicKeysParameter, secrets } = props;
    // GitHub adds a key to whoever asks, without a word if that is not the bot.
    const { login } = new DataGithubUser(this, "account", { provider, username: "" });
    const isBots = {
      condition: Op.eq(Fn.lower(login), bot.username.toLowerCase()),
      errorMessage: `The credential of provider "individual" belongs to ${login}, not to the bot ${bot.username}: set TF_VAR_github_bot_token to a token of the bot.`,
    };
    const keys = gpg.keys.map((key) => {
      const halves = this.halves(key);
      const isServed = key === newest(gpg.keys);
      const registered = new UserGpgKey(this, halves.id, {
        provider,
        armoredPublicKey: halves.publicKey,
        lifecycle: { precondition: [isBots, ...(isServed && halves.isAsAsked ? [halves.isAsAsked] : [])] },
      });
      return { ...halves, registered, generation: key.generation };
    });
    const { value, passphrase, registered } = newest(keys);
    this.publicKeys = keepPublicKeys(this, { bot, kind: "GPG", path: publicKeysParameter, keys, secrets });
    // Flux may sign with it at once: GitHub judges a commit by the keys that it knows at the push, as do those who verify.
    const dependsOn = [registered, this.publicKeys].filter((each) => each !== undefined);
    this.secret = secrets.put(this, "ssm", {
      path: gpg.parameter,
      description: `GPG key of ${bot.username}, signs image updates`,
      value: value(),
      dependsOn,
    });
    if (passphrase) {
      this.passphrase = secrets.put(this, "ssm-passphrase", {
        path: gpg.passphraseParameter,
        description: `Passphrase of the GPG key of ${bot.username}`,
        value: passphrase(),
        dependsOn,
      });
    }
  }

  private halves({ generation, provided }: GpgGeneration): Halves {
    return provided ? this.provided(generation, provided.text) : this.generated(generation);
  }

  /** A key of OpenTofu's, which its state holds: the provider has no ephemeral one. */
  private generated(generation: number): Halves {
    const { bot, gpg } = this.props;
    const passphrase = gpg.passphrase
      ? new Password(this, `passphrase-${generation}`, { length: 32, special: false })
      : undefined;
    const key = new GpgPrivateKey(this, `generation-${generation}`, {
      name: bot.name,
      email: bot.email,
      rsaBits: gpg.rsaBits,
      passphrase: passphrase?.result,
      // What is new of these is for the next generation: a key that signs is not made anew.
      lifecycle: { ignoreChanges: ["name", "email", "rsa_bits", "passphrase"] },
    });
    const [made, wanted] = passphrase ? ["without", "with"] : ["with", "without"];
    const more = [...gpg.generations, generation + 1].join(", ");
    return {
      id: `registered-${generation}`,
      publicKey: key.publicKey,
      value: () => key.privateKey,
      // The one that the key was made with.
      passphrase: passphrase && (() => key.passphrase),
      isAsAsked: {
        condition: passphrase ? Op.neq(key.passphrase, Token.nullValue()) : Op.eq(key.passphrase, Token.nullValue()),
        errorMessage: `Generation ${generation} of the GPG key of ${bot.username} was made ${made} a passphrase, and signs. One ${wanted} it is another key: write github.bot.gpg.generations: [${more}] too.`,
      },
    };
  }

  /** A key of the user's own: its private half passes through, and is sent again only with another generation. */
  private provided(version: number, publicKey: string): Halves {
    const { bot, gpg } = this.props;
    return {
      // Not the address of a generated key: the one would be replaced by the other while the cluster still signs with it.
      id: `provided-${version}`,
      publicKey,
      value: () => {
        const variable = new EphemeralVariable(this, "bot_gpg_private_key", {
          description: `Armored private half of generation ${version} of the GPG key of ${bot.username}`,
        });
        variable.addValidation({
          condition: Fn.startswith(Fn.trimspace(variable.stringValue), "-----BEGIN PGP PRIVATE KEY BLOCK-----"),
          errorMessage: "An armored private key, as gpg --armor --export-secret-keys writes it.",
        });
        return { writeOnly: variable.stringValue, version };
      },
      passphrase: gpg.passphrase
        ? () => ({
            writeOnly: new EphemeralVariable(this, "bot_gpg_passphrase", {
              description: `Passphrase of the GPG key of ${bot.username}`,
            }).stringValue,
            version,
          })
        : undefined,
    };
  }
}
