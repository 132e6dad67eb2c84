/** Plays the parts of GitHub's REST API that the stacks' GitHub provider needs, as a GitHub Enterprise Server does. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Token } from "./access";
import { accountRoutes } from "./accounts";
import { Refusal, type Answer, type Change, type Kind } from "./answer";
import { deployKeyRoutes } from "./deploy-keys";
import { gpgKeyRoutes } from "./gpg-keys";
import { hookRoutes } from "./hooks";
import { read, refusalOf, send } from "./http";
import { metaRoute, publicHostKeys } from "./meta";
import type { Route } from "./route";
import { match, perform, permissionHeaders, type Matched, type Viewer } from "./router";
import { State, type DeployKey, type GpgKey, type Hook, type Repository } from "./state";

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
      ...gpgKeyRoutes,
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

  /** An account of a person or a bot. */
  addUser(login: string): this {
    this.state.addUser(login);
    return this;
  }

  /**
   * An organization, or other settings of one that is there.
   *
   * @param options.admins who administers all of its repositories
   * @param options.deployKeys whether they may have deploy keys. @default true, unlike GitHub's for a new one
   */
  addOrganization(login: string, options: { readonly admins: readonly string[]; readonly deployKeys?: boolean }): this {
    for (const admin of options.admins) this.addUser(admin);
    this.state.addOrganization(login, { deployKeys: true, ...options });
    return this;
  }

  /** A repository such as `acme/shop`, or other settings of one that is there. @param options.isPrivate @default false */
  addRepository(fullName: string, { isPrivate = false }: { readonly isPrivate?: boolean } = {}): this {
    this.state.addRepository(fullName, { isPrivate });
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

  /** GPG keys of an account, or all. */
  gpgKeys(login?: string): GpgKey[] {
    return [...this.state.kept["gpg-key"].values()].filter((key) => login === undefined || key.owner.login === login);
  }

  /** Deletes a thing as its owner would on the website; says whether it was there. */
  remove(kind: Kind, id: number): boolean {
    return this.state.remove(kind, id);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "" } = request;
    const path = url.replace(/\?.*$/, "");
    let viewer: Viewer | undefined;
    let found: Matched | undefined;
    let answer: Answer;
    try {
      const body = await read(request);
      viewer = this.viewerOf(request);
      found = match(this.routes, prefix, method, path);
      await this.onCall?.("begin", `${method} ${found.route.path}`);
      // Nobody is there any more.
      if (request.socket.destroyed) return;
      const call = { state: this.state, root: `${this.url}${prefix}`, params: found.params, body };
      answer = await perform(found.route, call, viewer);
      if (answer.change) await this.onChange?.(answer.change);
      await this.onCall?.("end", `${method} ${found.route.path}`);
    } catch (error) {
      answer = refusalOf(error, found?.route.docs ?? "");
    }
    this.logged.push({ method, path, ...(viewer ? { login: viewer.user.login } : {}), status: answer.status });
    send(request, response, answer, permissionHeaders(viewer?.token, found?.route));
  }

  /** Who asks; a token that nobody has is refused whatever is asked. */
  private viewerOf({ headers: { authorization } }: IncomingMessage): Viewer | undefined {
    if (authorization === undefined) return undefined;
    const value = /^(?:bearer|token) (\S+)$/i.exec(authorization)?.[1] ?? "";
    const token = this.state.tokens.get(value);
    const user = token && this.state.user(token.login);
    if (!token || !user) throw new Refusal(401, "Bad credentials");
    return { user, token, value };
  }
}

const isOf =
  (fullName: string | undefined) =>
  ({ repository }: { readonly repository: Repository }): boolean =>
    fullName === undefined || repository.fullName.toLowerCase() === fullName.toLowerCase();
