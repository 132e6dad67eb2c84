/** What this machine says of the organization, the account and the cluster. */
import { spawnSync } from "node:child_process";

export interface Found {
  /** Owner of the repository that the file's folder is of. */
  readonly organization?: string | undefined;
  /** Region that the AWS CLI uses. */
  readonly region?: string | undefined;
  /** Account of the AWS CLI's credentials. */
  readonly account?: string | undefined;
  /** Current context of kubectl. */
  readonly context?: string | undefined;
  /** Whether GitHub's CLI has a login. @default false */
  readonly hasGitHubLogin?: boolean;
}

/** Milliseconds: the AWS CLI asks AWS for the account, the others answer from their files. */
const timeout = 5000;

/** The line that a program prints; undefined where there is no such program, or it has nothing to say. */
function ask(program: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, {
    encoding: "utf8",
    timeout,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const said = status === 0 ? stdout.trim() : "";
  return said === "" || said.includes("\n") ? undefined : said;
}

/** Whether there is such a program, and it ends well. */
const succeeds = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args, { timeout, stdio: "ignore" }).status === 0;

/** The owner in a Git address, by SSH or HTTPS. */
export const ownerOf = (address: string): string | undefined =>
  /^(?:[a-z+]+:\/\/(?:[^@/]+@)?[^/]+\/|[^@/]+@[^:/]+:)([^/]+)\/[^/]+$/.exec(address)?.[1];

/**
 * Git, the AWS CLI, kubectl and GitHub's CLI, as far as they are installed: each is asked once somebody wants to know.
 *
 * @param folder of the file, in whose repository it is
 */
export const thisMachine = (folder: string): Found => ({
  get organization() {
    const origin = ask("git", "-C", folder, "remote", "get-url", "origin");
    return origin === undefined ? undefined : ownerOf(origin);
  },
  get region() {
    return ask("aws", "configure", "get", "region");
  },
  get account() {
    return ask("aws", "sts", "get-caller-identity", "--query", "Account", "--output", "text");
  },
  get context() {
    return ask("kubectl", "config", "current-context");
  },
  get hasGitHubLogin() {
    return succeeds("gh", "auth", "status");
  },
});
