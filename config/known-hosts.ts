import { isSshPublicKey } from "./ssh-public-key";

/** A line of a known_hosts file: whose key it is, and the key. */
export interface KnownHost {
  /** As written: in brackets where the port is not 22. */
  readonly names: readonly string[];
  /** Kind of key and key, without a comment. */
  readonly key: string;
}

/** Kinds of host keys. */
const kinds = ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"];

/** Names without patterns or hashes, in brackets with a port or without both. */
const names = /^(?:[a-z0-9.:-]+|\[[a-z0-9.:-]+\]:[0-9]{1,5})(?:,(?:[a-z0-9.:-]+|\[[a-z0-9.:-]+\]:[0-9]{1,5}))*$/;

/**
 * What a line says, or undefined where it is none that Flux could read: without markers, hashed names and patterns, of
 * which nobody sees whose key it is.
 *
 * @see https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT
 */
export function knownHost(line: string): KnownHost | undefined {
  const [hosts = "", kind = "", base64 = ""] = line.trim().split(/[ \t]+/);
  if (!names.test(hosts) || !kinds.includes(kind) || !isSshPublicKey(kind, base64)) return undefined;
  return { names: Object.freeze(hosts.split(",")), key: `${kind} ${base64}` };
}

/** What is expected of a line. */
export const knownHostLine = `a line of a known_hosts file, such as ssh-keyscan writes: a host (with a port other than 22 [host]:port), ${kinds.slice(0, -1).join(", ")} or ${kinds.at(-1) ?? ""}, and that key in Base64`;

/** The lines of a known_hosts file that say something, with their numbers. */
export const linesWithin = (text: string): { readonly number: number; readonly line: string }[] =>
  text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, line }))
    .filter(({ line }) => !/^\s*(#|$)/.test(line));
