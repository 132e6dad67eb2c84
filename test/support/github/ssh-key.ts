import { unprocessable, type Refusal } from "./answer";

export const refused = (message: string, field?: string): Refusal =>
  unprocessable({ resource: "PublicKey", code: "custom", ...(field === undefined ? {} : { field }), message });

/** An SSH public key without comment and line end, as GitHub keeps it; its second part begins with its type again. */
export function bareKey(given: string): string {
  const [type = "", base64 = ""] = given.trim().split(/\s+/);
  const blob = Buffer.from(base64, "base64");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  const isKey = type !== "" && blob.subarray(0, 4 + type.length).equals(Buffer.concat([length, Buffer.from(type)]));
  if (!isKey) throw refused("key is invalid. You must supply a key in OpenSSH public key format", "key");
  return `${type} ${base64}`;
}
