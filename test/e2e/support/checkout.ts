/** A developer's clone of a repository, and what its branches hold. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "./process";
import { systemTool } from "./tools";

export interface Commit {
  readonly id: string;
  readonly author: string;
  readonly message: string;
}

const person = {
  GIT_AUTHOR_NAME: "A Developer",
  GIT_AUTHOR_EMAIL: "developer@example.com",
  GIT_COMMITTER_NAME: "A Developer",
  GIT_COMMITTER_EMAIL: "developer@example.com",
  GIT_CONFIG_NOSYSTEM: "1",
  HOME: "/nonexistent",
};

/** Git's settings for commits that an SSH key signs. @see https://git-scm.com/docs/git-config#ENVIRONMENT */
const signedBy = (key: string): NodeJS.ProcessEnv => ({
  GIT_CONFIG_COUNT: "3",
  GIT_CONFIG_KEY_0: "gpg.format",
  GIT_CONFIG_VALUE_0: "ssh",
  GIT_CONFIG_KEY_1: "user.signingKey",
  GIT_CONFIG_VALUE_1: key,
  GIT_CONFIG_KEY_2: "commit.gpgSign",
  GIT_CONFIG_VALUE_2: "true",
});

export class Repository {
  constructor(
    /** The bare repository on the host. */
    readonly path: string,
    private readonly scratch: string,
  ) {}

  git(...args: readonly string[]): string {
    return run(systemTool("git"), args, { cwd: this.path, env: person }).trim();
  }

  /** The newest commit of a branch, or undefined where the branch doesn't exist. */
  head(branch = "main"): string | undefined {
    return this.git("for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`) || undefined;
  }

  /** Commits of a branch after another commit, oldest first. */
  commits(since: string | undefined, branch = "main"): Commit[] {
    const range = since === undefined ? branch : `${since}..${branch}`;
    const output = this.git("log", "--reverse", "--format=%H%x1f%an <%ae>%x1f%B%x1e", range);
    return output
      .split("\x1e")
      .map((entry) => entry.trim().split("\x1f"))
      .filter(([id]) => id !== undefined && id !== "")
      .map(([id = "", author = "", message = ""]) => ({ id, author, message: message.trim() }));
  }

  /** A file as a commit or branch has it. */
  file(path: string, at = "main"): string {
    return this.git("show", `${at}:${path}`);
  }

  /** Commits files to a branch as a person does. @param key file of the private SSH key that signs. @default - nobody signs */
  commit(message: string, files: Readonly<Record<string, string>>, branch = "main", key?: string): string {
    return this.change(
      message,
      (folder) => {
        for (const [path, content] of Object.entries(files)) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), content);
        }
      },
      branch,
      key,
    );
  }

  /** Makes a branch what it was, as who may force a push does. */
  reset(commit: string, branch = "main"): void {
    this.git("update-ref", `refs/heads/${branch}`, commit);
  }

  /** Merges a branch in a clone, as a pull request does; for {@link change}. */
  merge(folder: string, branch: string): void {
    run(systemTool("git"), ["merge", "--quiet", "--no-ff", "--no-commit", `origin/${branch}`], {
      cwd: folder,
      env: person,
    });
  }

  /** Commits what is done to a clone, if anything is, and pushes it, again where somebody else was faster; returns the commit. */
  change(message: string, edit: (folder: string) => void, branch = "main", key?: string): string {
    const folder = mkdtempSync(join(this.scratch, "clone-"));
    const env = key === undefined ? person : { ...person, ...signedBy(key) };
    const git = (...args: readonly string[]): string => run(systemTool("git"), args, { cwd: folder, env });
    try {
      run(systemTool("git"), ["clone", "--quiet", this.path, folder], { env: person });
      if (this.head(branch) !== undefined) git("checkout", "--quiet", branch);
      edit(folder);
      git("add", "--all");
      if (git("status", "--porcelain") === "") return git("rev-parse", "HEAD").trim();
      git("commit", "--quiet", "-m", message);
      for (let attempt = 1; ; attempt += 1) {
        try {
          git("push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
          return git("rev-parse", "HEAD").trim();
        } catch (error) {
          if (attempt === 20) throw error;
          git("pull", "--quiet", "--rebase", "origin", branch);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
