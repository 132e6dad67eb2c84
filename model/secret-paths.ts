import type { Bot, Cluster, Delivery, KeyGeneration, RegistryCredential, Repository, TokenReceiver } from "./delivery";
import { deployKeyOn } from "./deploy-keys";
import { botKeysParameters } from "./signers";

/**
 * Where the secrets that the stacks make are kept: what a manifest says to External Secrets Operator, never a value.
 * In a stack they are references to another stack's outputs, so that their readers wait for them.
 */
export interface SecretPaths {
  /** Of a repository that has one, the key that the cluster uses. */
  readonly deployKey: (repository: Repository, cluster: Cluster) => string;
  /** @default - there is no GitHub App */
  readonly appKey?: string | undefined;
  /** The bot's public keys, of each kind that it has. @default - no repository is verified */
  readonly botKeys: readonly string[];
  readonly registryToken: (credential: RegistryCredential) => string;
  readonly receiverToken: (cluster: Cluster) => string;
  readonly registryReceiverToken: (receiver: TokenReceiver) => string;
  /** The bot's GPG key. @default - it has none */
  readonly signingKey?: string | undefined;
  /** @default - the GPG key has no passphrase */
  readonly passphrase?: string | undefined;
  /** The bot's SSH signing key. @default - it has none */
  readonly sshSigningKey?: string | undefined;
}

/** An SSH key, of which each generation's halves may be kept apart from what is served. */
interface KeptKey {
  readonly parameter: string;
  readonly keys: readonly KeyGeneration[];
}

/** All paths of a deploy key or an SSH signing key: the one that is served, and where each generation's halves are kept; of none, none. */
export const sshKeyParameters = (key: KeptKey | undefined): string[] =>
  key ? [key.parameter, ...key.keys.flatMap(({ kept }) => (kept ? [kept.privateKey, kept.publicKey] : []))] : [];

/** All paths of the bot's keys: of the one that signs, and of the one beside it. */
export const signingKeyParameters = ({ gpg, ssh }: Bot): string[] => [
  ...(gpg ? [gpg.parameter] : []),
  ...(gpg?.passphrase ? [gpg.passphraseParameter] : []),
  ...sshKeyParameters(ssh),
];

/** The paths as the file gives them. */
export function givenPaths(delivery: Delivery): SecretPaths {
  const { app, bot } = delivery.github;
  return {
    deployKey: (repository, cluster) => deployKeyOn(repository, cluster)?.parameter ?? "",
    appKey: app?.parameter,
    botKeys: Object.values(botKeysParameters(delivery)),
    registryToken: ({ parameter }) => parameter,
    receiverToken: ({ receiver }) => receiver?.parameter ?? "",
    registryReceiverToken: ({ parameter }) => parameter,
    signingKey: bot.gpg?.parameter,
    passphrase: bot.gpg?.passphrase ? bot.gpg.passphraseParameter : undefined,
    sshSigningKey: bot.ssh?.parameter,
  };
}
