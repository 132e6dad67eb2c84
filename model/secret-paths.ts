import type { Cluster, Delivery, DeployKey, RegistryCredential, Repository } from "./delivery";

/**
 * Where the secrets that the stacks make are kept: what a manifest says to External Secrets Operator, never a value.
 * In a stack they are references to another stack's outputs, so that their readers wait for them.
 */
export interface SecretPaths {
  readonly deployKey: (repository: Repository) => string;
  readonly registryToken: (credential: RegistryCredential) => string;
  readonly receiverToken: (cluster: Cluster) => string;
  readonly signingKey: string;
  /** @default - the key has no passphrase */
  readonly passphrase?: string | undefined;
}

/** All paths of a deploy key: the one that is served, and where each generation's halves are kept. */
export const deployKeyParameters = ({ parameter, keys }: DeployKey): string[] => [
  parameter,
  ...keys.flatMap(({ kept }) => (kept ? [kept.privateKey, kept.publicKey] : [])),
];

/** The paths as the file gives them. */
export const givenPaths = ({ github: { bot } }: Delivery): SecretPaths => ({
  deployKey: ({ deployKey }) => deployKey.parameter,
  registryToken: ({ parameter }) => parameter,
  receiverToken: ({ receiver }) => receiver?.parameter ?? "",
  signingKey: bot.gpg.parameter,
  passphrase: bot.gpg.passphrase ? bot.gpg.passphraseParameter : undefined,
});
