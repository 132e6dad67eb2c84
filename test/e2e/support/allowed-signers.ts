/** OpenSSH with the keys that the bot's account lists: judges signatures as GitHub does. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { systemTool } from "./tools";
import type { World } from "./world";

/**
 * Fingerprint of the key that signed a commit as somebody.
 *
 * @param keys the keys that may have, as authorized_keys has them
 * @throws where none of them did
 * @see https://man.openbsd.org/ssh-keygen.1#ALLOWED_SIGNERS
 */
export function sshSigner(
  world: World,
  repository: string,
  commit: string,
  email: string,
  keys: readonly string[],
): string {
  const file = `${world.project.folder}/${world.fresh("allowed-signers")}`;
  writeFileSync(file, keys.map((key) => `${email} namespaces="git" ${key}\n`).join(""));
  const args = ["-c", `gpg.ssh.allowedSignersFile=${file}`, "verify-commit", "--raw", commit];
  const { stderr, status } = spawnSync(systemTool("git"), args, {
    cwd: repository,
    env: { PATH: process.env["PATH"], HOME: world.project.folder, LC_ALL: "C" },
    encoding: "utf8",
  });
  const good = /^Good "git" signature for (\S+) with ED25519 key (SHA256:\S+)$/m.exec(stderr);
  if (status !== 0 || good?.[1] !== email || good[2] === undefined) {
    throw new Error(`commit ${commit} has no good signature:\n${stderr}`);
  }
  return good[2];
}
