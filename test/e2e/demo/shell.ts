/** What a second terminal needs to look at the demo. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { run } from "../support/process";
import { builtTool, systemTool } from "../support/tools";
import type { World } from "../support/world";

export interface Shell {
  /** A file for `.`, which sets the environment. */
  readonly file: string;
  /** Path of the application's repository on the Git host. */
  readonly repository: string;
  /** The same for the demo's own commands, with nothing else of the user's. */
  readonly env: NodeJS.ProcessEnv;
}

/** A word of a shell, whatever is in it. */
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Has GnuPG take the bot's keys for what they are, and start nothing that would stay. */
function trustKeys(world: World, folder: string): void {
  writeFileSync(join(folder, "gpg.conf"), "no-autostart\n");
  const trust = world.gpgKeys().map((key) => `${world.keyring.fingerprint(key)}:6:\n`);
  run(systemTool("gpg"), ["--batch", "--quiet", "--import-ownertrust"], {
    env: { GNUPGHOME: folder },
    input: trust.join(""),
  });
}

/** Writes it into the world's folder. */
export function writeShell(world: World): Shell {
  const { folder } = world.project;
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const name of ["kubectl", "crane"] as const) symlinkSync(builtTool(name), join(bin, name));
  const gnupg = join(folder, "gnupg");
  trustKeys(world, gnupg);
  const variables = {
    KUBECONFIG: join(folder, "kubeconfig"),
    KUBECACHEDIR: join(folder, "home", "kubectl"),
    DELIVERY_CONFIG: world.deliveryFile,
    DOCKER_CONFIG: world.registry.loginOfCi,
    GNUPGHOME: gnupg,
  };
  const file = join(folder, "shell");
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  writeFileSync(file, `export PATH=${quoted(bin)}:"$PATH"\n${lines.join("")}`, { mode: 0o600 });
  const path = [bin, process.env["PATH"]].join(delimiter);
  const env = { ...variables, PATH: path, HOME: join(folder, "home"), LC_ALL: "C" };
  return { file, repository: world.repository("echo-server").path, env };
}
