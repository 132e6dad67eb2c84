import { notFound, unprocessable, type Reason } from "./answer";
import { idOf, textOf, type Route, type UserCall } from "./route";
import type { GpgKey } from "./state";
import type { JsonObject } from "../synth";

const needs = (scope: "read" | "write" | "admin") => ({
  scopes: [`${scope}:gpg_key`],
  permission: `gpg_keys=${scope === "read" ? "read" : "write"}`,
});

const json = ({ id, owner, keyId, subkeyIds, emails, armored, publicKey, createdAt }: GpgKey): JsonObject => ({
  id,
  name: null,
  primary_key_id: null,
  key_id: keyId,
  public_key: publicKey,
  emails: emails.map((email) => ({ email, verified: owner.emails ? owner.emails[email] === true : true })),
  subkeys: subkeyIds.map((subkeyId) => ({ primary_key_id: id, key_id: subkeyId })),
  can_sign: true,
  created_at: createdAt,
  expires_at: null,
  revoked: false,
  raw_key: armored,
});

const refused = (message: string, field?: string): Reason => ({
  resource: "GpgKey",
  code: "custom",
  ...(field === undefined ? {} : { field }),
  message,
});

/** The one public key in an armored text. */
async function readPublicKey(armored: string) {
  const { readKey } = await import("openpgp");
  const key = await readKey({ armoredKey: armored }).catch(() => undefined);
  if (!key || key.isPrivate()) throw unprocessable(refused("We got an error doing that."));
  return key;
}

const idText = (key: { getKeyID(): { toHex(): string } }): string => key.getKeyID().toHex().toUpperCase();

function find(call: UserCall): GpgKey {
  const found = call.state.kept["gpg-key"].get(idOf(call));
  if (found?.owner !== call.user) throw notFound();
  return found;
}

/** GPG keys of the account that asks; a key is there once, whoever's. @see https://docs.github.com/en/rest/users/gpg-keys */
export const gpgKeyRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/user/gpg_keys",
    docs: "/users/gpg-keys#list-gpg-keys-for-the-authenticated-user",
    for: "users",
    needs: needs("read"),
    answer: ({ state, user }) => ({
      status: 200,
      body: [...state.kept["gpg-key"].values()].filter((key) => key.owner === user).map(json),
    }),
  },
  {
    method: "GET",
    path: "/users/:login/gpg_keys",
    docs: "/users/gpg-keys#list-gpg-keys-for-a-user",
    for: "anyone",
    answer: ({ state, params }) => {
      const owner = state.user(params["login"] ?? "");
      if (!owner) throw notFound();
      return { status: 200, body: [...state.kept["gpg-key"].values()].filter((key) => key.owner === owner).map(json) };
    },
  },
  {
    method: "POST",
    path: "/user/gpg_keys",
    docs: "/users/gpg-keys#create-a-gpg-key-for-the-authenticated-user",
    for: "users",
    needs: needs("write"),
    answer: async ({ state, user, body }) => {
      const armored = textOf(body, "armored_public_key") ?? "";
      const key = await readPublicKey(armored);
      const keyId = idText(key);
      const keys = state.kept["gpg-key"];
      if ([...keys.values()].some((each) => each.keyId === keyId)) {
        throw unprocessable(
          refused("key_id already exists", "key_id"),
          refused("public_key already exists", "public_key"),
        );
      }
      const made: GpgKey = {
        ...state.fresh(),
        owner: user,
        keyId,
        subkeyIds: key.getSubkeys().map(idText),
        emails: key.getUserIDs().flatMap((name) => /<(.*)>/.exec(name)?.[1] ?? []),
        armored,
        publicKey: Buffer.from(key.write()).toString("base64"),
      };
      keys.set(made.id, made);
      return { status: 201, body: json(made), change: { action: "create", kind: "gpg-key", id: made.id } };
    },
  },
  {
    method: "GET",
    path: "/user/gpg_keys/:id",
    docs: "/users/gpg-keys#get-a-gpg-key-for-the-authenticated-user",
    for: "users",
    needs: needs("read"),
    answer: (call) => ({ status: 200, body: json(find(call)) }),
  },
  {
    method: "DELETE",
    path: "/user/gpg_keys/:id",
    docs: "/users/gpg-keys#delete-a-gpg-key-for-the-authenticated-user",
    for: "users",
    needs: needs("admin"),
    answer: (call) => {
      const { id } = find(call);
      call.state.remove("gpg-key", id);
      return { status: 204, change: { action: "delete", kind: "gpg-key", id } };
    },
  },
];
