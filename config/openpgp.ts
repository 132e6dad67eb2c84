import { tokenFault } from "./token-shapes";

const begin = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
const end = "-----END PGP PUBLIC KEY BLOCK-----";

/** One block: headers such as `Comment:`, Base64, and a checksum that newer tools leave out. Nothing in it is markup of any kind. */
const block = new RegExp(
  `^${begin}\\n(?:[A-Za-z]+: [A-Za-z0-9 .,:/()<>@+_-]{0,200}\\n)*\\n?((?:[A-Za-z0-9+/]{1,76}\\n)*[A-Za-z0-9+/]{1,76}={0,2}\\n)(?:=[A-Za-z0-9+/]{4}\\n)?${end}$`,
);

/** Kinds of packets. @see https://www.rfc-editor.org/rfc/rfc9580.html#name-packet-tags */
const tag = { publicKey: 6, userId: 13, secret: new Set([5, 7]) } as const;

interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
}

/** Length of a packet's body and of what says it; undefined of one that only a stream has. */
function lengthAt(bytes: Buffer, at: number): { readonly body: number; readonly header: number } | undefined {
  const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
  if ((first & 0x40) === 0) {
    const size = 1 << (first & 3);
    return size === 8 ? undefined : { body: bytes.readUIntBE(at + 1, size), header: 1 + size };
  }
  if (second < 192) return { body: second, header: 2 };
  if (second === 255) return { body: bytes.readUInt32BE(at + 2), header: 6 };
  return second < 224 ? { body: ((second - 192) << 8) + (bytes[at + 2] ?? 0) + 192, header: 3 } : undefined;
}

/** The packets of a key. @see https://www.rfc-editor.org/rfc/rfc9580.html#name-packet-headers */
function packets(bytes: Buffer): readonly Packet[] {
  const all: Packet[] = [];
  for (let at = 0; at < bytes.length;) {
    const [first = 0, length] = [bytes[at], lengthAt(bytes, at)];
    if ((first & 0x80) === 0 || !length) return [];
    const start = at + length.header;
    at = start + length.body;
    if (at > bytes.length) return [];
    all.push({
      tag: first & 0x40 ? first & 0x3f : (first >> 2) & 0xf,
      body: bytes.subarray(start, start + length.body),
    });
  }
  return all;
}

/** Public keys of GnuPG's. */
export interface ArmoredKey {
  /** One armored block, with a line feed after each line. */
  readonly text: string;
  /** How many keys it holds, subkeys left aside. */
  readonly count: number;
  /** E-mail addresses of its user ids. */
  readonly emails: readonly string[];
}

/** Reads one block of public keys, as `gpg --armor --export` writes them; undefined where a text is none. */
export function armoredKeys(given: string): ArmoredKey | undefined {
  const text = given.replaceAll("\r\n", "\n").trim();
  const base64 = block.exec(text)?.[1];
  if (base64 === undefined || tokenFault(text) !== undefined) return undefined;
  try {
    const all = packets(Buffer.from(base64, "base64"));
    if (all[0]?.tag !== tag.publicKey || all.some((each) => tag.secret.has(each.tag))) return undefined;
    const ids = all.filter((each) => each.tag === tag.userId).map(({ body }) => Buffer.from(body).toString("utf8"));
    const emails = Object.freeze(ids.map((id) => /<([^<>]*)>$/.exec(id)?.[1] ?? id));
    return Object.freeze({
      text: `${text}\n`,
      count: all.filter((each) => each.tag === tag.publicKey).length,
      emails,
    });
  } catch {
    // A length that is longer than the rest.
    return undefined;
  }
}

/** What one public key is given as. */
export const oneArmoredKey =
  "one armored GPG public key, from BEGIN to END PGP PUBLIC KEY BLOCK, or a relative path of a file with it";
