/** A copy of the project in which the commands of a page are run, one after another, as a reader does. */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { copySources } from "../../support/copy-sources";
import { play } from "../../support/play";
import { root } from "./pages";
import type { Argv } from "./recorded";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Nothing of whoever runs the test, nor of an outer npm, reaches the commands. */
const environment = (home: string): NodeJS.ProcessEnv => ({
  // The Node that runs the test goes before others.
  PATH: [join(home, "bin"), dirname(process.execPath), process.env["PATH"]].join(delimiter),
  HOME: home,
  // npm tells which script it runs, and where a newer npm is.
  npm_config_loglevel: "silent",
  npm_config_update_notifier: "false",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Reader",
  GIT_AUTHOR_EMAIL: "reader@acme.example",
  GIT_COMMITTER_NAME: "Reader",
  GIT_COMMITTER_EMAIL: "reader@acme.example",
});

export class World {
  private readonly home = mkdtempSync(join(tmpdir(), "flux-delivery-docs-"));
  private readonly project = join(this.home, "delivery");

  /** @param example the file that the page is about, in the place of the shipped one. @default - the shipped one */
  constructor(example?: string) {
    mkdirSync(join(this.home, "bin"));
    copySources(this.project);
    symlinkSync(join(root, "node_modules"), join(this.project, "node_modules"));
    if (example !== undefined) copyFileSync(join(root, example), join(this.project, "delivery.yaml"));
    // Plays a registry that has every tag; no other program is played.
    play(join(this.home, "bin"), "crane", `console.log("sha256:" + "0".repeat(64));`);
    for (const args of [
      ["init", "--quiet"],
      ["add", "--all"],
      ["commit", "--quiet", "--message", "Begin"],
    ]) {
      this.run(["git", ...args]);
    }
  }

  /** @param input what the command reads */
  run([program = "", ...args]: Argv, input = ""): Ended {
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: this.project,
      env: environment(this.home),
      encoding: "utf8",
      input,
    });
    return { code: status, out: stdout, err: stderr };
  }

  remove(): void {
    rmSync(this.home, { recursive: true, force: true });
  }
}
