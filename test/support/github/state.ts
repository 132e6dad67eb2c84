/** What the played GitHub holds. */
import type { KeyObject } from "node:crypto";
import type { JsonObject } from "../synth";
import type { Kind } from "./answer";
import type { Token } from "./access";

export interface User {
  readonly id: number;
  readonly login: string;
  /** E-mails of a person or a bot, and whether each is verified. @default - any that a key names is a verified one */
  readonly emails?: Readonly<Record<string, boolean>> | undefined;
}

export interface Organization extends User {
  /** Logins that administer every repository of it, in lower case. */
  readonly admins: ReadonlySet<string>;
  /** Whether its repositories may have deploy keys; new organizations forbid them. */
  readonly deployKeys: boolean;
  /** Whether its plan has no rules for private repositories. */
  readonly isFree: boolean;
}

export interface Repository {
  readonly id: number;
  readonly owner: Organization;
  readonly name: string;
  /** `acme/shop`. */
  readonly fullName: string;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  /** Classic protection of branches, as GitHub gives it. */
  readonly protection: Readonly<Record<string, JsonObject>>;
}

/** What of a repository can be set. */
export type RepositorySettings = Pick<Repository, "isPrivate" | "isArchived" | "protection">;

/** A GitHub App. */
export interface App {
  readonly id: number;
  readonly slug: string;
  /** Each opens it, as on GitHub. */
  readonly publicKeys: readonly KeyObject[];
  /** Such as `contents=write`. */
  readonly permissions: readonly string[];
  readonly installations: readonly { readonly id: number; readonly owner: string; readonly suspendedAt?: string }[];
}

interface Kept {
  readonly id: number;
  readonly createdAt: string;
}

export interface DeployKey extends Kept {
  readonly repository: Repository;
  readonly title: string;
  /** Without comment and line end. */
  readonly key: string;
  readonly readOnly: boolean;
  /** Token that made it: when it goes, the key goes. */
  readonly madeBy: string;
  readonly addedBy: string;
}

export interface Hook extends Kept {
  readonly repository: Repository;
  readonly active: boolean;
  readonly events: readonly string[];
  readonly url: string;
  readonly contentType: string;
  readonly insecureSsl: boolean;
  /** @default - deliveries are not signed */
  readonly secret?: string;
}

export interface GpgKey extends Kept {
  readonly owner: User;
  /** Sixteen capital hexadecimal digits. */
  readonly keyId: string;
  readonly subkeyIds: readonly string[];
  readonly emails: readonly string[];
  readonly armored: string;
  /** Without armor, in Base64. */
  readonly publicKey: string;
}

/** A key that GitHub verifies an account's commits with. */
export interface SshSigningKey extends Kept {
  readonly owner: User;
  readonly title: string;
  /** Without comment and line end. */
  readonly key: string;
}

export interface Ruleset extends Kept {
  readonly repository: Repository;
  readonly name: string;
  /** `target`, `enforcement`, `conditions`, `rules` and `bypass_actors`, as GitHub gives them. */
  readonly settings: JsonObject;
}

export interface Status extends Kept {
  readonly repository: Repository;
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string;
  readonly addedBy: string;
}

/** An event that was sent to a repository's workflows. */
export interface Dispatch extends Kept {
  readonly repository: Repository;
  readonly event: string;
  readonly payload: JsonObject;
  readonly addedBy: string;
}

const byLogin = <T extends { readonly login: string }>(all: ReadonlyMap<string, T>, login: string): T => {
  const found = all.get(login.toLowerCase());
  if (!found) throw new Error(`the played GitHub has no account ${login}`);
  return found;
};

export class State {
  private readonly users = new Map<string, User>();
  private readonly organizations = new Map<string, Organization>();
  private readonly repositories = new Map<string, Repository>();
  readonly tokens = new Map<string, Token>();
  readonly apps = new Map<number, App>();
  readonly statuses: Status[] = [];
  readonly dispatches: Dispatch[] = [];
  readonly kept: {
    readonly "deploy-key": Map<number, DeployKey>;
    readonly hook: Map<number, Hook>;
    readonly "gpg-key": Map<number, GpgKey>;
    readonly "ssh-signing-key": Map<number, SshSigningKey>;
    readonly ruleset: Map<number, Ruleset>;
  } = {
    "deploy-key": new Map(),
    hook: new Map(),
    "gpg-key": new Map(),
    "ssh-signing-key": new Map(),
    ruleset: new Map(),
  };
  private lastId = 1_000_000;

  /** What every new thing begins with; an id is never given twice, whatever it is of. */
  fresh(): Kept {
    this.lastId += 1;
    return { id: this.lastId, createdAt: new Date().toISOString().replace(/\.\d+/, "") };
  }

  addUser(login: string, emails?: User["emails"]): void {
    const known = this.user(login);
    // Its tokens and keys refer to it.
    if (known) Object.assign(known, emails && { emails });
    else this.users.set(login.toLowerCase(), { id: this.fresh().id, login, emails });
  }

  addOrganization(
    login: string,
    { admins, ...more }: Pick<Organization, "deployKeys" | "isFree"> & { readonly admins: readonly string[] },
  ): void {
    const settings = { ...more, admins: new Set(admins.map((each) => each.toLowerCase())) };
    const known = this.organization(login);
    // Its repositories refer to it.
    if (known) Object.assign(known, settings);
    else this.organizations.set(login.toLowerCase(), { id: this.fresh().id, login, ...settings });
  }

  addRepository(fullName: string, settings: RepositorySettings): void {
    const [login = "", name = ""] = fullName.split("/");
    const known = this.repository(login, name);
    // Its keys and hooks refer to it.
    if (known) Object.assign(known, settings);
    else {
      const owner = byLogin(this.organizations, login);
      const made = { id: this.fresh().id, owner, name, fullName: `${owner.login}/${name}`, ...settings };
      this.repositories.set(fullName.toLowerCase(), made);
    }
  }

  addToken(value: string, token: Token): void {
    byLogin(this.users, token.login);
    this.tokens.set(value, token);
  }

  /** An account of a person or a bot. */
  user(login: string): User | undefined {
    return this.users.get(login.toLowerCase());
  }

  organization(login: string): Organization | undefined {
    return this.organizations.get(login.toLowerCase());
  }

  repository(owner: string, name: string): Repository | undefined {
    return this.repositories.get(`${owner}/${name}`.toLowerCase());
  }

  /** Deletes a thing, whoever made it; says whether it was there. */
  remove(kind: Kind, id: number): boolean {
    return this.kept[kind].delete(id);
  }
}
