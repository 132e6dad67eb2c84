import type { Cluster, Delivery, DeployKey, RegistryCredential, Repository } from "./delivery";
import { botKeysParameter } from "./signers";

/**
 * Where the secrets that the stacks make are kept: what a manifest says to External Secrets Operator, never a value.
 * In a stack they are references to another stack's outputs, so that their readers wait for them.
 */
export interface SecretPaths {
  /** Of a repository that has one. */
  readonly deployKey: (repository: Repository) => string;
  /** @default - there is no GitHub App */
  readonly appKey?: string | undefined;
  /** The bot's public keys. @default - no repository is verified */
  readonly botKeys?: string | undefined;
  readonly registryToken: (credential: RegistryCredential) => string;
  readonly receiverToken: (cluster: Cluster) => string;
  readonly signingKey: string;
  /** @default - the key has no passphrase */
  readonly passphrase?: string | undefined;
}

/** All paths of a deploy key: the one that is served, and where each generation's halves are kept; of none, none. */
export const deployKeyParameters = (key: DeployKey | undefined): string[] =>
  key ? [key.parameter, ...key.keys.flatMap(({ kept }) => (kept ? [kept.privateKey, kept.publicKey] : []))] : [];

/** The paths as the file gives them. */
export const givenPaths = (delivery: Delivery): SecretPaths => ({
  deployKey: ({ deployKey }) => deployKey?.parameter ?? "",
  appKey: delivery.github.app?.parameter,
  botKeys: botKeysParameter(delivery),
  registryToken: ({ parameter }) => parameter,
  receiverToken: ({ receiver }) => receiver?.parameter ?? "",
  signingKey: delivery.github.bot.gpg.parameter,
  passphrase: delivery.github.bot.gpg.passphrase ? delivery.github.bot.gpg.passphraseParameter : undefined,
});
