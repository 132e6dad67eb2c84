/** A played GitHub with an organization, its administrator, a bot and a stranger, and how tests ask it. */
import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach } from "node:test";
import { at, isObject, type Json, type JsonObject } from "../synth";
import { GitHub } from "./github";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Json;
}

export interface Asked {
  /** @default - none */
  readonly token?: string;
  readonly body?: JsonObject;
  readonly headers?: Readonly<Record<string, string>>;
}

export const admin = { token: "of-admin" } as const;
export const bot = { token: "of-bot" } as const;
export const stranger = { token: "of-stranger" } as const;

/** A new GitHub for each test of a file. */
export function played(): () => GitHub {
  let gitHub = new GitHub();
  beforeEach(async () => {
    gitHub = new GitHub()
      .addUser("acme-bot")
      .addUser("stranger")
      .addOrganization("acme", { admins: ["acme-admin"] })
      .addRepository("acme/shop")
      .addRepository("acme/vault", { isPrivate: true })
      .addToken(admin.token, { login: "acme-admin", scopes: ["repo"] })
      .addToken(bot.token, { login: "acme-bot", scopes: ["admin:gpg_key"] })
      .addToken(stranger.token, { login: "stranger", scopes: ["repo", "admin:gpg_key"] });
    await gitHub.listen();
  });
  afterEach(() => gitHub.stop());
  return () => gitHub;
}

/** Asks the API as the provider does. */
export const asking =
  (gitHub: () => GitHub) =>
  async (method: string, path: string, { token, body, headers = {} }: Asked = {}): Promise<Reply> => {
    const response = await fetch(`${gitHub().url}/api/v3${path}`, {
      method,
      headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await response.text();
    const json = text === "" ? null : (JSON.parse(text) as Json);
    return { status: response.status, headers: response.headers, json };
  };

/** The number of what was made. */
export const idOf = ({ json }: Reply): string => JSON.stringify(at(json, "id"));

/** Status, message, and the reasons that a 422 gives, as `<resource>.<field>: <message>`. */
export function refusal({ status, json }: Reply): string {
  const words = (value: Json | undefined): string => (typeof value === "string" ? value : "");
  const errors = at(json, "errors");
  const reasons = (Array.isArray(errors) ? errors : [])
    .filter(isObject)
    .map(({ resource, field, message }) => ` ${words(resource)}.${words(field)}: ${words(message)}`);
  return `${status} ${words(at(json, "message"))}${reasons.join()}`;
}

/** A new SSH public key. */
export function sshKey(): string {
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const part = (content: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(content.length);
    return Buffer.concat([length, content]);
  };
  return `ssh-ed25519 ${Buffer.concat([part(Buffer.from("ssh-ed25519")), part(raw)]).toString("base64")}`;
}
