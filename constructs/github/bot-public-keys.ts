import { Fn, type ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { Bot } from "../../model/delivery";
import { botKeyName } from "../../model/signers";
import type { SecretAccess, StoredSecret } from "../../secrets/backend";

export interface BotPublicKeys {
  readonly bot: Bot;
  readonly kind: "GPG" | "SSH";
  /** Where they are kept for those who verify commits. @default - nowhere */
  readonly path: string | undefined;
  /** Of each generation. */
  readonly keys: readonly { readonly generation: number; readonly publicKey: string }[];
  /** @default - nothing */
  readonly dependsOn?: ITerraformDependable[] | undefined;
  readonly secrets: SecretAccess;
}

const endings = { GPG: "asc", SSH: "sshpub" } as const;

/** Keeps the bot's public keys of one kind, of all their generations by their names in a Secret, where somebody asks for them. */
export function keepPublicKeys(
  scope: Construct,
  { bot, kind, path, keys, dependsOn, secrets }: BotPublicKeys,
): StoredSecret | undefined {
  if (path === undefined) return undefined;
  const named = keys.map(({ generation, publicKey }) => [botKeyName(generation, endings[kind]), publicKey]);
  return secrets.put(scope, "ssm-public", {
    path,
    description: `Public ${kind} keys of ${bot.username}, which Flux knows its commits by`,
    value: Fn.jsonencode(Object.fromEntries(named)),
    dependsOn,
  });
}
