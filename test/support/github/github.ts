/** Plays the parts of GitHub's REST API that the stacks' GitHub provider needs, as a GitHub Enterprise Server does. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { allows, isInstalledFor, type Token } from "./access";
import { accountRoutes } from "./accounts";
import { Refusal, type Answer, type Change, type Kind } from "./answer";
import { appOf, appRoutes, isJwt } from "./apps";
import { deployKeyRoutes } from "./deploy-keys";
import { gpgKeyRoutes } from "./gpg-keys";
import { hookRoutes } from "./hooks";
import { read, refusalOf, send } from "./http";
import { metaRoute, publicHostKeys } from "./meta";
import type { Route } from "./route";
import { match, perform, permissionHeaders, type Matched, type Viewer } from "./router";
import { rulesetRoutes } from "./rulesets";
import { sshSigningKeyRoutes } from "./ssh-signing-keys";
import {
  State,
  type App,
  type DeployKey,
  type Dispatch,
  type GpgKey,
  type Hook,
  type Repository,
  type RepositorySettings,
  type Ruleset,
  type SshSigningKey,
  type Status,
} from "./state";
import { statusRoutes } from "./statuses";

/** A request that was answered. */
export interface Logged {
  readonly method: string;
  readonly path: string;
  /** Who asked. @default - nobody whom GitHub knows */
  readonly login?: string;
  readonly status: number;
}

/** Where an Enterprise Server has its API. */
const prefix = "/api/v3";

/**
 * Holds its state in memory, and refuses what GitHub refuses, in its words. Tests say who and what is there, and ask
 * what it holds.
 */
export class GitHub {
  private readonly state = new State();
  private readonly server: Server;
  private readonly routes: readonly Route[];
  private readonly logged: Logged[] = [];
  /** What `/meta` gives. */
  hostKeys: readonly string[] = publicHostKeys;
  /** Answers what is not for the API, such as Git. @default - nobody */
  website?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  /** Told of each change before it is answered; the answer waits for it. @default - nobody */
  onChange?: ((change: Change) => void | Promise<void>) | undefined;
  /** Told of each operation, such as `GET /user`, before it is done and before it is answered, which wait for it. @default - nobody */
  onCall?: ((moment: "begin" | "end", operation: string) => void | Promise<void>) | undefined;

  constructor() {
    this.routes = [
      metaRoute(() => this.hostKeys),
      ...accountRoutes,
      ...deployKeyRoutes,
      ...hookRoutes,
      ...rulesetRoutes,
      ...gpgKeyRoutes,
      ...sshSigningKeyRoutes,
      ...appRoutes,
      ...statusRoutes,
    ];
    this.server = createServer((request, response) => void this.serve(request, response));
    // A test that fails before it stops it still ends.
    this.server.unref();
  }

  /** Listens on a free port of this machine, unless it does already. */
  async listen(): Promise<void> {
    if (this.server.listening) return;
    await new Promise<void>((resolve, reject) => {
      this.server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Address of the server, without a slash at its end. */
  get url(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("the played GitHub does not listen yet");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Every request so far, in the order of the answers. */
  get requests(): readonly Logged[] {
    return this.logged;
  }

  /** An account of a person or a bot, or the e-mails of one that is there. @param emails and whether each is verified */
  addUser(login: string, emails?: Readonly<Record<string, boolean>>): this {
    this.state.addUser(login, emails);
    return this;
  }

  /**
   * An organization, or other settings of one that is there.
   *
   * @param options.admins who administers all of its repositories
   * @param options.deployKeys whether they may have deploy keys. @default true, unlike GitHub's for a new one
   * @param options.isFree whether its plan has no rules for private repositories. @default false
   */
  addOrganization(
    login: string,
    options: { readonly admins: readonly string[]; readonly deployKeys?: boolean; readonly isFree?: boolean },
  ): this {
    for (const admin of options.admins) this.addUser(admin);
    this.state.addOrganization(login, { deployKeys: true, isFree: false, ...options });
    return this;
  }

  /**
   * A repository such as `acme/shop`, or other settings of one that is there.
   *
   * @param settings @default - public, in use, no branch has classic protection
   */
  addRepository(fullName: string, settings: Partial<RepositorySettings> = {}): this {
    this.state.addRepository(fullName, { isPrivate: false, isArchived: false, protection: {}, ...settings });
    return this;
  }

  /** An App, or other keys and permissions of one that is there: the tokens that it has stay as they are. */
  addApp(app: App): this {
    this.state.apps.set(app.id, app);
    return this;
  }

  addToken(value: string, token: Token): this {
    this.state.addToken(value, token);
    return this;
  }

  /** Deletes a token, and with it the deploy keys that it made. @see https://fluxcd.io/flux/installation/bootstrap/github/ */
  deleteToken(value: string): void {
    this.state.tokens.delete(value);
    for (const key of this.deployKeys()) if (key.madeBy === value) this.remove("deploy-key", key.id);
  }

  /** Deploy keys of a repository such as `acme/shop`, or all. */
  deployKeys(repository?: string): DeployKey[] {
    return [...this.state.kept["deploy-key"].values()].filter(isOf(repository));
  }

  /** Webhooks of a repository such as `acme/shop`, or all. */
  hooks(repository?: string): Hook[] {
    return [...this.state.kept.hook.values()].filter(isOf(repository));
  }

  /** Rulesets of a repository such as `acme/shop`, or all. */
  rulesets(repository?: string): Ruleset[] {
    return [...this.state.kept.ruleset.values()].filter(isOf(repository));
  }

  /** GPG keys of an account, or all. */
  gpgKeys(login?: string): GpgKey[] {
    return [...this.state.kept["gpg-key"].values()].filter((key) => login === undefined || key.owner.login === login);
  }

  /** SSH signing keys of an account, or all. */
  sshSigningKeys(login?: string): SshSigningKey[] {
    return [...this.state.kept["ssh-signing-key"].values()].filter(
      (key) => login === undefined || key.owner.login === login,
    );
  }

  /** Statuses of the commits of a repository such as `acme/shop`, or all, in their order. */
  statuses(repository?: string): Status[] {
    return this.state.statuses.filter(isOf(repository));
  }

  /** Events that were sent to the workflows of a repository, or all, in their order. */
  dispatches(repository?: string): Dispatch[] {
    return this.state.dispatches.filter(isOf(repository));
  }

  /** Whether an App's token, as the password of `x-access-token`, may read a repository or write it, over HTTPS. */
  opens(token: string, fullName: string, access: "read" | "write"): boolean {
    const [owner = "", name = ""] = fullName.split("/");
    const known = this.state.tokens.get(token);
    if (!known || !("expiresAt" in known) || (known.expiresAt ?? 0) < Date.now()) return false;
    if (!this.state.repository(owner, name) || !isInstalledFor(known, owner)) return false;
    return allows(known, { scopes: [], permission: `contents=${access}` });
  }

  /** Deletes a thing as its owner would on the website; says whether it was there. */
  remove(kind: Kind, id: number): boolean {
    return this.state.remove(kind, id);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const path = url.replace(/\?.*$/, "");
    if (this.website && !path.startsWith(`${prefix}/`)) {
      this.website(request, response);
      return;
    }
    let viewer: Viewer | undefined;
    let found: Matched | undefined;
    let answer: Answer;
    try {
      const body = await read(request);
      const app = this.appOf(request);
      viewer = app ? undefined : this.viewerOf(request);
      found = match(this.routes, prefix, method, path);
      await this.onCall?.("begin", `${method} ${found.route.path}`);
      // Nobody is there any more.
      if (request.socket.destroyed) return;
      const query = new URLSearchParams(url.slice(path.length));
      const call = { state: this.state, root: `${this.url}${prefix}`, params: found.params, body, query, viewer };
      answer = await perform(found.route, call, viewer, app);
      if (answer.change) await this.onChange?.(answer.change);
      await this.onCall?.("end", `${method} ${found.route.path}`);
    } catch (error) {
      answer = refusalOf(error, found?.route.docs ?? "");
    }
    this.logged.push({ method, path, ...(viewer ? { login: viewer.user.login } : {}), status: answer.status });
    send(request, response, answer, permissionHeaders(viewer?.token, found?.route));
  }

  /** The App that asks as itself, if one does. */
  private appOf({ headers: { authorization } }: IncomingMessage): App | undefined {
    const value = tokenIn(authorization);
    return isJwt(value) ? appOf(this.state, value, Date.now() / 1000) : undefined;
  }

  /** Who asks; a token that nobody has is refused whatever is asked. */
  private viewerOf({ headers: { authorization } }: IncomingMessage): Viewer | undefined {
    if (authorization === undefined) return undefined;
    const value = tokenIn(authorization);
    const token = this.state.tokens.get(value);
    const user = token && this.state.user(token.login);
    if (!token || !user) throw new Refusal(401, "Bad credentials");
    return { user, token, value };
  }
}

const tokenIn = (authorization = ""): string => /^(?:bearer|token) (\S+)$/i.exec(authorization)?.[1] ?? "";

const isOf =
  (fullName: string | undefined) =>
  ({ repository }: { readonly repository: Repository }): boolean =>
    fullName === undefined || repository.fullName.toLowerCase() === fullName.toLowerCase();
