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

/**
 * Text of a file for `.` that sets variables and goes on with the user's own PATH: sudo's has neither the Node nor the
 * tools that the demo was started with.
 */
export const shellText = ({
  PATH: path,
  ...others
}: Readonly<Record<string, string>> & { readonly PATH: string }): string =>
  [
    `export PATH=${quoted(path)}:"$PATH"\n`,
    ...Object.entries(others).map(([name, value]) => `export ${name}=${quoted(value)}\n`),
  ].join("");

/** What one does in a second terminal. It must be root's, as all that the demo keeps is. */
export const invitation = ({ file, repository }: Pick<Shell, "file" | "repository">): string => `\
In a second terminal, in this folder, as root (sudo -s):

  . ${file}
  npm run -s status -- --all --watch
  npm run -s why -- app
  kubectl get kustomizations,imagepolicies,deployments,pods -A
  git -C ${repository} log --show-signature
  npm run -s release -- pin --app echo-server --env dev --tag 100   # and then \`deploy\` in the demo
`;

/** Writes it into the world's folder. */
export function writeShell(world: World): Shell {
  const { folder } = world.project;
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const name of ["kubectl", "crane"] as const) symlinkSync(builtTool(name), join(bin, name));
  const gnupg = join(folder, "gnupg");
  trustKeys(world, gnupg);
  const variables = {
    PATH: [bin, process.env["PATH"]].join(delimiter),
    KUBECONFIG: join(folder, "kubeconfig"),
    KUBECACHEDIR: join(folder, "home", "kubectl"),
    DELIVERY_CONFIG: world.deliveryFile,
    DOCKER_CONFIG: world.registry.loginOfCi,
    GNUPGHOME: gnupg,
  };
  const file = join(folder, "shell");
  writeFileSync(file, shellText(variables), { mode: 0o600 });
  const env = { ...variables, HOME: join(folder, "home"), LC_ALL: "C" };
  return { file, repository: world.repository("echo-server").path, env };
}
