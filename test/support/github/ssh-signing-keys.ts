import { notFound } from "./answer";
import { idOf, textOf, type Route } from "./route";
import { bareKey, refused } from "./ssh-key";
import type { SshSigningKey } from "./state";
import type { JsonObject } from "../synth";

const needs = (scope: "read" | "write" | "admin") => ({
  scopes: [`${scope}:ssh_signing_key`],
  permission: `git_signing_ssh_public_keys=${scope === "read" ? "read" : "write"}`,
});

const json = ({ id, key, title, createdAt }: SshSigningKey): JsonObject => ({ id, key, title, created_at: createdAt });

/** SSH keys that an account's commits are verified with. @see https://docs.github.com/en/rest/users/ssh-signing-keys */
export const sshSigningKeyRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/users/:login/ssh_signing_keys",
    docs: "/users/ssh-signing-keys#list-ssh-signing-keys-for-a-user",
    for: "anyone",
    answer: ({ state, params }) => {
      const owner = state.user(params["login"] ?? "");
      if (!owner) throw notFound();
      const keys = [...state.kept["ssh-signing-key"].values()];
      return { status: 200, body: keys.filter((key) => key.owner === owner).map(json) };
    },
  },
  {
    method: "POST",
    path: "/user/ssh_signing_keys",
    docs: "/users/ssh-signing-keys#create-a-ssh-signing-key-for-the-authenticated-user",
    for: "users",
    needs: needs("write"),
    answer: ({ state, user, body }) => {
      const key = bareKey(textOf(body, "key") ?? "");
      const keys = state.kept["ssh-signing-key"];
      if ([...keys.values()].some((each) => each.key === key)) throw refused("key is already in use", "key");
      const made: SshSigningKey = { ...state.fresh(), owner: user, key, title: textOf(body, "title") ?? "" };
      keys.set(made.id, made);
      return { status: 201, body: json(made), change: { action: "create", kind: "ssh-signing-key", id: made.id } };
    },
  },
  {
    method: "DELETE",
    path: "/user/ssh_signing_keys/:id",
    docs: "/users/ssh-signing-keys#delete-an-ssh-signing-key-for-the-authenticated-user",
    for: "users",
    needs: needs("admin"),
    answer: (call) => {
      const found = call.state.kept["ssh-signing-key"].get(idOf(call));
      if (found?.owner !== call.user) throw notFound();
      call.state.remove("ssh-signing-key", found.id);
      return { status: 204, change: { action: "delete", kind: "ssh-signing-key", id: found.id } };
    },
  },
];
