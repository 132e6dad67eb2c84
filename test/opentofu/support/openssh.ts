import { generateKeyPairSync } from "node:crypto";

/**
 * The public half that an OpenSSH private key holds beside the private one, as in authorized_keys.
 *
 * @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 */
export function publicHalf(privateKey: string): string {
  const bytes = Buffer.from(privateKey.replace(/-----.*?-----|\s/g, ""), "base64");
  const magic = "openssh-key-v1\0";
  if (bytes.toString("latin1", 0, magic.length) !== magic) throw new Error("no OpenSSH private key");
  let at = magic.length;
  const next = (): Buffer => {
    const start = at + 4;
    at = start + bytes.readUInt32BE(at);
    return bytes.subarray(start, at);
  };
  // Cipher, key derivation and its options; then the number of keys, which is one.
  for (let index = 0; index < 3; index += 1) next();
  at += 4;
  const blob = next();
  const type = blob.toString("latin1", 4, 4 + blob.readUInt32BE(0));
  return `${type} ${blob.toString("base64")}`;
}

/** A public key of nobody's, as in authorized_keys. */
export function newPublicKey(): string {
  const { x = "" } = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  const field = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const type = "ssh-ed25519";
  return `${type} ${Buffer.concat([field(Buffer.from(type)), field(Buffer.from(x, "base64url"))]).toString("base64")}`;
}
