import { uniqBy } from "es-toolkit/array";
import { whereKnown } from "../config/ill-formed";
import type { Delivery } from "./delivery";

/** A public key that commits are known by: an armored GPG key, or an SSH key as in authorized_keys. */
export interface PublicKey {
  /** What its name in the Secret ends in. @see https://fluxcd.io/flux/components/source/gitrepositories/#verification */
  readonly kind: "asc" | "sshpub";
  readonly text: string;
}

/** The keys of each file that the delivery names. */
export type ListedKeys = ReadonlyMap<string, readonly PublicKey[]>;

/** Keys by their names in a Secret: numbered, and each once. */
export const namedKeys = (keys: readonly PublicKey[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    uniqBy(keys, ({ text }) => text).map(({ kind, text }, index) => [`listed-${index + 1}.${kind}`, text]),
  );

/** What a generation of the bot's keys is called in a Secret. */
export const botKeyName = (generation: number, kind: PublicKey["kind"]): string => `bot-${generation}.${kind}`;

/**
 * Where the bot's public keys of each kind are kept, of all its generations by their names in a Secret; nowhere if nobody
 * asks. One path for all generations: a rotation changes what is there, and no object in a cluster.
 */
export function botKeysParameters({ github: { bot }, repositories }: Delivery): {
  readonly gpg?: string;
  readonly ssh?: string;
} {
  if (whereKnown(repositories, ({ verify }) => verify).length === 0) return {};
  const { gpg, ssh } = bot;
  return {
    ...(gpg && { gpg: `${gpg.parameter}.pub` }),
    ...(ssh && { ssh: `${ssh.parameter}.pub` }),
  };
}
