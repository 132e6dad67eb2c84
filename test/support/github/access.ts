/** Who may do what: scopes of classic tokens, permissions of fine-grained ones, roles in repositories. */

/**
 * A personal access token: a classic one has scopes, a fine-grained one permissions such as `administration=write`. An
 * App's token is for the repositories of one account, and for an hour.
 */
export type Token = { readonly login: string } & (
  | {
      readonly scopes: readonly string[];
      /** Whether the single sign-on of organizations stands before it. @default false */
      readonly lacksSignOn?: boolean;
    }
  | { readonly permissions: readonly string[]; readonly installedFor?: string; readonly expiresAt?: number }
);

/** Whether an App's token is for an account's repositories. */
export const isInstalledFor = (token: Token, owner: string): boolean =>
  "installedFor" in token && token.installedFor?.toLowerCase() === owner.toLowerCase();

/** What a request needs of a token. */
export interface Needs {
  /** Any of them is enough; none is needed where it is empty. */
  readonly scopes: readonly string[];
  /** Of a fine-grained token; none is needed where it is empty. */
  readonly permission: string;
}

/** What a scope holds beside itself. @see https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps */
const held: Readonly<Record<string, readonly string[]>> = {
  repo: ["public_repo"],
  "admin:repo_hook": ["write:repo_hook"],
  "write:repo_hook": ["read:repo_hook"],
  "admin:org": ["write:org"],
  "write:org": ["read:org"],
  user: ["read:user", "user:email"],
  "admin:gpg_key": ["write:gpg_key"],
  "write:gpg_key": ["read:gpg_key"],
  "admin:ssh_signing_key": ["write:ssh_signing_key"],
  "write:ssh_signing_key": ["read:ssh_signing_key"],
};

/** A scope with all that it holds. */
const withHeld = (scope: string): readonly string[] => [scope, ...(held[scope] ?? []).flatMap(withHeld)];

export function allows(token: Token, { scopes, permission }: Needs): boolean {
  if ("scopes" in token) {
    const granted = new Set(token.scopes.flatMap(withHeld));
    return scopes.length === 0 || scopes.some((scope) => granted.has(scope));
  }
  if (permission === "") return true;
  const [name = ""] = permission.split("=");
  return token.permissions.some((each) => each === permission || each === `${name}=write`);
}
