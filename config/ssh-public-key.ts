/** Fields of a public key by its kind: the kind itself, the numbers of the key, and of a key on a token its application. */
const fieldsOf: Readonly<Record<string, number>> = {
  "ssh-ed25519": 2,
  "ecdsa-sha2-nistp256": 3,
  "ecdsa-sha2-nistp384": 3,
  "ecdsa-sha2-nistp521": 3,
  "ssh-rsa": 3,
  "sk-ssh-ed25519@openssh.com": 3,
  "sk-ecdsa-sha2-nistp256@openssh.com": 4,
};

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

/** Whether a text is a public key of a kind that OpenSSH has, to the last byte. */
export function isSshPublicKey(kind: string, base64: string): boolean {
  const blob = Buffer.from(base64, "base64");
  const fields = blob.toString("base64") === base64 ? fieldsIn(blob) : undefined;
  if (fields?.[0]?.toString("latin1") !== kind || fields.length !== fieldsOf[kind]) return false;
  return fields.every(({ length }) => length > 0) && (kind !== "ssh-ed25519" || fields[1]?.length === 32);
}
