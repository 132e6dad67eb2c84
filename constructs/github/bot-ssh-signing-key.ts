import { DataGithubRestApi } from "@cdktf/provider-github/lib/data-github-rest-api";
import type { GithubProvider } from "@cdktf/provider-github/lib/provider";
import { Fn, TerraformLocal, Token, type Precondition } from "cdktf";
import { Construct } from "constructs";
import type { Bot, GitHub, SshSigningKey } from "../../model/delivery";
import { webAddress } from "../../model/github-server";
import type { Adoptable, SecretAccess, StoredSecret } from "../../secrets/backend";
import { TerraformData } from "../opentofu/terraform-data";
import { keepPublicKeys } from "./bot-public-keys";
import { KeptKeyPair } from "./kept-key-pair";
import { newest } from "./newest";

export interface BotSshSigningKeyProps {
  readonly github: GitHub;
  readonly ssh: SshSigningKey;
  /** Any provider of the server: which keys sign for an account is public. */
  readonly provider: GithubProvider;
  /** Where the public keys are kept for those who verify commits. @default - nowhere */
  readonly publicKeysParameter?: string | undefined;
  readonly secrets: SecretAccess;
}

/**
 * The SSH key that signs image updates; no state holds its private half, and each generation is a key of its own. The
 * provider can't register a signing key, so the user does, with the command that the stack puts out. The newest
 * generation is served once GitHub lists it: a commit that Flux signs with it is verified from the first on.
 *
 * @see https://docs.github.com/en/rest/users/ssh-signing-keys
 */
export class BotSshSigningKey extends Construct {
  readonly secret: StoredSecret;
  /** The public keys of all generations. @default - nobody asks for them */
  readonly publicKeys: StoredSecret | undefined;
  /** What else is kept of its generations. */
  readonly kept: readonly Adoptable[];
  /** The public half of the newest generation, and the command that registers it; neither while its halves are of two keys. */
  readonly publicKey: string;
  readonly register: string;

  constructor(scope: Construct, id: string, props: BotSshSigningKeyProps) {
    super(scope, id);
    const { github, ssh, provider, publicKeysParameter, secrets } = props;
    const { bot, apiUrl } = github;
    const pairs = ssh.keys.map(({ generation, kept }) => {
      const name = `SSH signing key ${generation} of ${bot.username}`;
      return { generation, pair: new KeptKeyPair(this, `kept-${generation}`, { ...kept, name, secrets }) };
    });
    this.kept = pairs.flatMap(({ pair }) => [pair.secret, pair.published]);
    const { generation, pair } = newest(pairs);
    const { generations } = ssh;
    const next = [...generations, generation + 1].join(", ");
    const mend = `Flux keeps the key that it has. Add a generation: github.bot.ssh.generations from [${generations.join(", ")}] to [${next}].`;
    const whole = this.whole("", pair, mend);
    this.publicKey = whole.output("public_key");
    const server = apiUrl === undefined ? "" : `GH_HOST=${new URL(webAddress(apiUrl)).host} `;
    this.register = `echo '${this.publicKey}' | ${server}gh ssh-key add --type signing --title flux-${generation}`;
    const registered = new TerraformData(this, "registered", {
      input: { public_key: this.publicKey },
      // One that does not sign yet may be registered in the meantime.
      lifecycle: bot.signing === "ssh" ? { precondition: [this.isListed(bot, provider)] } : undefined,
    });
    this.publicKeys = keepPublicKeys(this, {
      bot,
      kind: "SSH",
      path: publicKeysParameter,
      keys: pairs.map((each) => ({ generation: each.generation, publicKey: each.pair.publicKey })),
      // Nobody's commits are taken by what somebody wrote where a public half is.
      dependsOn:
        publicKeysParameter === undefined ? undefined : [whole, ...pairs.slice(0, -1).map((each) => this.signer(each))],
      secrets,
    });
    this.secret = secrets.put(this, "ssm", {
      path: ssh.parameter,
      description: `SSH key of ${bot.username}, signs image updates`,
      value: { writeOnly: pair.privateKey, version: generation },
      // Flux may sign with it at once: GitHub judges a commit by the keys that it knows at the push, as do those who verify.
      dependsOn: [registered, this.publicKeys].filter((each) => each !== undefined),
    });
  }

  /** An older public half, by which commits are still known. */
  private signer({ generation, pair }: { readonly generation: number; readonly pair: KeptKeyPair }): TerraformData {
    return this.whole(`-${generation}`, pair, `Take generation ${generation} out of github.bot.ssh.generations.`);
  }

  /** A public half, which nobody is told of while it is another key's. */
  private whole(suffix: string, pair: KeptKeyPair, mend: string): TerraformData {
    // It stands in a command that a person runs: whoever writes the parameter, which is in clear, writes no more than a key.
    const asKey: unknown = Fn.regex("^ssh-ed25519 [A-Za-z0-9+/=]+$", pair.publicKey);
    return new TerraformData(this, `whole${suffix}`, {
      input: { public_key: new TerraformLocal(this, `public-key${suffix}`, asKey).asString },
      lifecycle: { precondition: [pair.isWhole(mend)] },
    });
  }

  /** Who signs for an account is public: GitHub's own list says whether the newest key does. */
  private isListed({ username }: Bot, provider: GithubProvider): Precondition {
    const endpoint = `users/${username}/ssh_signing_keys?per_page=100`;
    const { body } = new DataGithubRestApi(this, "listed", { provider, endpoint });
    return {
      condition: Token.asString(Fn.strcontains(body, this.publicKey)),
      // A line that begins with a space is not wrapped, so it can be copied.
      errorMessage: `GitHub does not know the newest SSH signing key of ${username} yet. Run this as the bot, then deploy again:\n\n  ${this.register}`,
    };
  }
}
