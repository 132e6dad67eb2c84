/** GitHub's API as the checks ask it: as an administrator, as the bot, or as the App. */
import { Semaphore } from "es-toolkit/promise";
import { z } from "zod";
import { reason, type Path } from "../config/problems";
import type { App, GitHub } from "../model/delivery";
import { apiAddress, webAddress } from "../model/github-server";
import { NotKnown } from "./check";
import { runProgram } from "./program";

/** A token, and what gave it. */
export interface Credential {
  readonly token: string;
  /** Such as `TF_VAR_github_token`. */
  readonly source: string;
}

export interface Reply {
  readonly status: number;
  readonly data: unknown;
  /** Of a classic token. @default - it is of another kind */
  readonly scopes: readonly string[] | undefined;
  /** Whether a single sign-on stands before what was asked for. */
  readonly wantsSignOn: boolean;
}

/** What stands in a route in the place of `{name}`. */
export type Parameters = Readonly<Record<string, string | number>>;

/** GitHub asks that not many requests are made at once. @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
const atOnce = 20;

const answered = z.object({
  status: z.number(),
  headers: z.record(z.string(), z.unknown()).catch({}),
  data: z.unknown().optional(),
});

/** An error of a request that was answered. */
const refusal = z.object({ response: answered });

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
};

/** GitHub does not answer from here at all. */
export class Unreached extends NotKnown {}

export class GitHubApi {
  private readonly answers = new Map<string, Promise<Reply>>();
  private readonly turns = new Semaphore(atOnce);
  /** Without a slash at its end. */
  readonly address: string;

  constructor(
    private readonly github: GitHub,
    private readonly env: NodeJS.ProcessEnv,
    private readonly signal: AbortSignal,
  ) {
    const { apiUrl } = github;
    this.address = (apiUrl === undefined ? "https://api.github.com" : apiAddress(apiUrl)).replace(/\/$/, "");
  }

  /** Who registers keys and webhooks, found as OpenTofu's provider does; the App where it administers. @returns undefined where nobody is given */
  readonly administrator = once(async (): Promise<Credential | undefined> => {
    const { app } = this.github;
    if (app?.administers) return this.installed(app);
    return this.given("TF_VAR_github_token");
  });

  /** Who owns the signing key. */
  readonly bot = once(() => this.given("TF_VAR_github_bot_token"));

  /** Asks once for each answer. @throws Unreached where the server can't be reached @throws NotKnown where it takes too long */
  async ask(route: string, parameters: Parameters = {}, credential?: Credential): Promise<Reply> {
    const key = JSON.stringify([route, parameters, credential?.token]);
    const asked = this.answers.get(key) ?? this.answer(route, parameters, credential && `token ${credential.token}`);
    this.answers.set(key, asked);
    return asked;
  }

  /** As an App itself. */
  async askAs(app: App, route: string, parameters: Parameters = {}): Promise<Reply> {
    const auth = await this.authOf(app);
    const { token } = await this.signed(() => auth({ type: "app" }));
    return this.answer(route, parameters, `bearer ${token}`);
  }

  private async installed(app: App): Promise<Credential> {
    const auth = await this.authOf(app);
    const { token } = await this.signed(() => auth({ type: "installation", installationId: app.installationId ?? 0 }));
    return { token, source: `GitHub App ${app.id}` };
  }

  private async authOf({ id }: App) {
    const privateKey = this.env[appKeyVariable];
    if (!privateKey) throw new NotKnown(`${appKeyVariable} is not set`);
    const [{ createAppAuth }, request] = await Promise.all([import("@octokit/auth-app"), this.request()]);
    return createAppAuth({ appId: id, privateKey, request });
  }

  /** What the App signs; the words of a failure may hold its key. */
  private async signed<T>(sign: () => Promise<T>): Promise<T> {
    try {
      return await sign();
    } catch (error) {
      const answer = refusal.safeParse(error);
      if (!answer.success && error instanceof Error && error.name === "HttpError") throw this.unreached(error);
      throw new NotKnown(
        answer.success
          ? `GitHub refuses the App (status ${answer.data.response.status}): see github-app`
          : `${appKeyVariable} signs nothing: it is no private key as GitHub gives it`,
      );
    }
  }

  private async given(variable: string): Promise<Credential | undefined> {
    for (const source of [variable, "GITHUB_TOKEN"]) {
      const token = this.env[source];
      if (token) return { token, source };
    }
    const host = new URL(webAddress(this.github.apiUrl)).host;
    const ended = await runProgram("gh", ["auth", "token", "--hostname", host], this.env, this.signal);
    const token = ended?.status === 0 ? ended.stdout.trim() : "";
    return token === "" ? undefined : { token, source: "gh auth token" };
  }

  private async request() {
    const { request } = await import("@octokit/request");
    return request.defaults({ baseUrl: this.address, request: { signal: this.signal } });
  }

  private unreached(error: unknown): NotKnown {
    return this.signal.aborted
      ? new NotKnown(`${this.address} takes too long`)
      : new Unreached(`${this.address} can't be reached (${reason(error)})`);
  }

  private async answer(route: string, parameters: Parameters, authorization: string | undefined): Promise<Reply> {
    // A header takes nothing else, and the error of one that does would repeat it.
    if (authorization !== undefined && !/^\w+ [\x21-\x7e]+$/.test(authorization)) {
      throw new NotKnown("the token has characters that no token has");
    }
    const request = await this.request();
    await this.turns.acquire();
    try {
      return replyOf(await request(route, { ...parameters, headers: authorization ? { authorization } : {} }));
    } catch (error) {
      const answer = refusal.safeParse(error);
      if (answer.success) return replyOf(answer.data.response);
      throw this.unreached(error);
    } finally {
      this.turns.release();
    }
  }
}

function replyOf(response: unknown): Reply {
  const { status, headers, data } = answered.parse(response);
  const scopes = headers["x-oauth-scopes"];
  return {
    status,
    data,
    scopes: typeof scopes === "string" ? scopes.split(/, */).filter((each) => each !== "") : undefined,
    // Lists that leave something out have the header too.
    wantsSignOn: status === 403 && headers["x-github-sso"] !== undefined,
  };
}

export const appKeyVariable = "TF_VAR_github_app_private_key";

/** A remedy, where GITHUB_TOKEN is what is bad: gh has another, but does not log in while that is set. */
export const unsetBefore = (source: string, remedy: string): string =>
  source === "GITHUB_TOKEN" ? `unset GITHUB_TOKEN; then ${remedy}` : remedy;

/** GitHub knows names and e-mails in any case of their letters. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Whose a token is, by the answer to `GET /user`. @throws NotKnown where that does not say it */
export function loginIn(user: Reply, { source }: Credential): string {
  if (user.status !== 200)
    throw new NotKnown(`GitHub does not say whose the token of ${source} is (status ${user.status})`);
  return read(z.object({ login: z.string() }), user).login;
}

/** Where the file says who administers the repositories, and who the bot is. */
export const organizationAt: Path = ["github", "organization"];
export const botAt: Path = ["github", "bot", "username"];

/** What the administrator sees. @throws NotKnown where there is none */
export async function asAdministrator(api: GitHubApi, route: string, parameters: Parameters): Promise<Reply> {
  const credential = await api.administrator();
  if (!credential) throw new NotKnown("there is no token of an administrator: see github-token");
  return api.ask(route, parameters, credential);
}

/** What the answer holds. @throws NotKnown where it is none of GitHub's */
export function read<T>(schema: z.ZodType<T>, { data }: Reply): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new NotKnown("the answer is none of GitHub's");
}
