import type { PublicKey } from "../model/signers";
import { armoredKeys } from "./openpgp";
import { isSshPublicKey } from "./ssh-public-key";

/** What a file of public keys may hold. */
const expected =
  "a file with public keys alone: armored GPG keys (gpg --armor --export), or SSH keys as in authorized_keys, without options";

/** Headers of an armored block, which say nothing that anybody needs. @see https://www.rfc-editor.org/rfc/rfc9580.html#section-6.2 */
const headers = /(?<=^-----BEGIN PGP PUBLIC KEY BLOCK-----\n)(?:[A-Za-z]+: [^\n]*\n)*/;

/** A block of one key or more as Flux takes it, or undefined where it is none: nothing of it but Base64 is kept. */
function gpgKey(block: string): PublicKey | undefined {
  const keys = armoredKeys(block.replace(headers, ""));
  return keys && { kind: "asc", text: keys.text };
}

/** A line as Flux takes it, without its comment, or undefined where it is none. */
function sshKey(line: string): PublicKey | undefined {
  const [kind = "", base64 = ""] = line.split(" ");
  return isSshPublicKey(kind, base64) ? { kind: "sshpub", text: `${kind} ${base64}\n` } : undefined;
}

/** Blocks of a file, one a key ring: of a Secret's value Flux reads the first alone. */
const blocksOf = (text: string): string[] => text.split(/(?<=-----END PGP PUBLIC KEY BLOCK-----)\n*/).filter(Boolean);

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

/**
 * The keys of a file, as Flux takes them.
 *
 * @see https://fluxcd.io/flux/components/source/gitrepositories/#verification
 */
export function publicKeysOf(content: string): { readonly keys: readonly PublicKey[] } | { readonly expected: string } {
  const text = content.trim();
  const found = text.includes("-----BEGIN PGP ") ? blocksOf(text).map(gpgKey) : linesOf(text).map(sshKey);
  const keys = found.filter((key) => key !== undefined);
  return keys.length === 0 || keys.length < found.length ? { expected } : { keys };
}
