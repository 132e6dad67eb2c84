import type { PublicKey } from "../model/signers";
import { secretIn } from "./secret-shapes";

/** What a file of public keys may hold. */
const expected =
  "a file with public keys alone: armored GPG keys (gpg --armor --export), or SSH keys as in authorized_keys, without options";

/** Armor with its headers, which say nothing that anybody needs. @see https://www.rfc-editor.org/rfc/rfc9580.html#section-6.2 */
const armor =
  /^-----BEGIN PGP PUBLIC KEY BLOCK-----\n(?:[A-Za-z]+: [^\n]*\n)*\n((?:[A-Za-z0-9+/]+={0,2}\n)+)(=[A-Za-z0-9+/]{4}\n)?-----END PGP PUBLIC KEY BLOCK-----$/;

/** The first packet of a public key, in the old form and the new. @see https://www.rfc-editor.org/rfc/rfc9580.html#section-4.2 */
const isPublicKeyPacket = (first: number | undefined): boolean =>
  first !== undefined && (first === 0xc6 || (first & 0xfc) === 0x98);

/** A block as Flux takes it, or undefined where it is none: nothing of it but Base64 is kept. */
function gpgKey(block: string): PublicKey | undefined {
  const [, body = "", checksum = ""] = armor.exec(block) ?? [];
  if (!isPublicKeyPacket(Buffer.from(body, "base64")[0])) return undefined;
  const text = `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${body}${checksum}-----END PGP PUBLIC KEY BLOCK-----\n`;
  return { kind: "asc", text };
}

const sshLine =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) ([A-Za-z0-9+/]+={0,2})(?: |$)/;

/** A line as Flux takes it, without its comment, or undefined where it is none. */
function sshKey(line: string): PublicKey | undefined {
  const [, type = "", body = ""] = sshLine.exec(line) ?? [];
  // The key says its type itself, after the type's length.
  const bytes = Buffer.from(body, "base64");
  if (type === "" || bytes.length <= 4 || bytes.readUInt32BE(0) !== type.length) return undefined;
  if (bytes.subarray(4, 4 + type.length).toString("latin1") !== type) return undefined;
  return { kind: "sshpub", text: `${type} ${body}\n` };
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
  const text = content.replaceAll("\r\n", "\n").trim();
  if (secretIn(text)) return { expected: `${expected}; this one holds a secret, which belongs nowhere near it` };
  const found = text.includes("-----BEGIN PGP ") ? blocksOf(text).map(gpgKey) : linesOf(text).map(sshKey);
  const keys = found.filter((key) => key !== undefined);
  return keys.length === 0 || keys.length < found.length ? { expected } : { keys };
}
