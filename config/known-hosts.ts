/** A line of a known_hosts file: whose key it is, and the key. */
export interface KnownHost {
  /** As written: in brackets where the port is not 22. */
  readonly names: readonly string[];
  /** Kind of key and key, without a comment. */
  readonly key: string;
}

/** Fields of a public key by its kind: the kind itself, and the numbers of the key. */
const fieldsOf: Readonly<Record<string, number>> = {
  "ssh-ed25519": 2,
  "ecdsa-sha2-nistp256": 3,
  "ecdsa-sha2-nistp384": 3,
  "ecdsa-sha2-nistp521": 3,
  "ssh-rsa": 3,
};

const kinds = Object.keys(fieldsOf);

/** The fields of a key, each after its length, or undefined where they do not fill it exactly. @see https://www.rfc-editor.org/rfc/rfc4253#section-6.6 */
function fieldsIn(blob: Buffer): Buffer[] | undefined {
  const fields: Buffer[] = [];
  for (let at = 0; at < blob.length;) {
    if (at + 4 > blob.length) return undefined;
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** Whether a text is the public key of its kind, to the last byte. */
function isKey(kind: string, base64: string): boolean {
  const blob = Buffer.from(base64, "base64");
  const fields = blob.toString("base64") === base64 ? fieldsIn(blob) : undefined;
  if (fields?.[0]?.toString("latin1") !== kind || fields.length !== fieldsOf[kind]) return false;
  return fields.every(({ length }) => length > 0) && (kind !== "ssh-ed25519" || fields[1]?.length === 32);
}

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
  if (!names.test(hosts) || !kinds.includes(kind) || !isKey(kind, base64)) return undefined;
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
