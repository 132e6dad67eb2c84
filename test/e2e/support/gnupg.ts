/** GnuPG with only the keys that the bot's account has: judges signatures as GitHub does. */
import { mkdirSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { run } from "./process";
import { systemTool } from "./tools";

export class Keyring {
  private readonly env: NodeJS.ProcessEnv;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.env = { GNUPGHOME: folder, HOME: folder, LC_ALL: "C" };
  }

  /** Adds public keys; one that is here already does no harm. */
  add(armored: readonly string[]): void {
    if (armored.length > 0)
      run(systemTool("gpg"), ["--batch", "--no-autostart", "--quiet", "--import"], {
        env: this.env,
        input: armored.join("\n"),
      });
  }

  /** Who signed a commit: fingerprint and user id. @throws where no key of the ring did */
  signer(repository: string, commit: string): { readonly fingerprint: string; readonly user: string } {
    const { stderr, status } = spawnSync(systemTool("git"), ["verify-commit", "--raw", commit], {
      cwd: repository,
      env: { PATH: process.env["PATH"], ...this.env },
      encoding: "utf8",
    });
    const good = /^\[GNUPG:\] GOODSIG \S+ (.*)$/m.exec(stderr);
    const valid = /^\[GNUPG:\] VALIDSIG (\S+)/m.exec(stderr);
    if (status !== 0 || !good?.[1] || !valid?.[1])
      throw new Error(`commit ${commit} has no good signature:\n${stderr}`);
    return { fingerprint: valid[1], user: good[1] };
  }

  /** Fingerprint of an armored public key. */
  fingerprint(armored: string): string {
    const args = ["--batch", "--no-autostart", "--with-colons", "--show-keys"];
    const found = /^fpr:+([0-9A-F]+):/m.exec(run(systemTool("gpg"), args, { env: this.env, input: armored }))?.[1];
    if (found === undefined) throw new Error(`no key in ${armored}`);
    return found;
  }
}
