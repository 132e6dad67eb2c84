/**
 * A Git host over SSH, as GitHub is one: the user git, deploy keys that each open one repository, hooks after a
 * push. The sshd is real; it sees a user database with `git` in a mount namespace of its own, so that the machine's
 * stays as it is.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, watch, writeFileSync, type FSWatcher } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import type { GitDoor } from "../faults/git-door";
import { Daemon, run, runClient } from "./process";
import { systemTool } from "./tools";

export interface DeployKey {
  readonly repository: string;
  readonly publicKey: string;
  readonly readOnly: boolean;
}

export interface GitHostOptions {
  readonly folder: string;
  readonly logs: string;
  readonly port: number;
  /** What leads to that port. */
  readonly door: GitDoor;
  readonly organization: string;
  readonly repositories: readonly string[];
}

/** Asks the door about the request that this command is part of; bash knows how to reach a port. */
const askDoor = ({ wordPort }: GitDoor): string => `
ask() {
  local answer
  read -r _ seen _ <<< "$SSH_CLIENT"
  exec 3<> /dev/tcp/127.0.0.1/${wordPort} || return
  echo "$seen $1" >&3
  read -r answer <&3
  exec 3>&-
  echo "$answer"
}
`;

/** Speaks for one deploy key: $1 is its repository, $2 what it may do. */
const serveScript = (git: string, data: string, organization: string, door: GitDoor): string => `#!/bin/bash
${askDoor(door)}
repository="${organization}/$1"
for path in "$repository" "/$repository" "$repository.git" "/$repository.git"; do
  case "$SSH_ORIGINAL_COMMAND" in
    "git-upload-pack '$path'")
      [ "$(ask fetch)" = stop ] && exit 1
      exec ${git} upload-pack "${data}/$1.git" ;;
    "git-receive-pack '$path'")
      if [ "$2" = write ]; then
        case "$(ask push)" in
          stop) exit 1 ;;
          twice)
            sent=$(mktemp "${data}/sent-XXXXXX")
            tee "$sent" | ${git} receive-pack "${data}/$1.git"
            ${git} receive-pack "${data}/$1.git" < "$sent" > "$sent.answer" 2>&1
            exit 0 ;;
        esac
        exec ${git} receive-pack "${data}/$1.git"
      fi
      echo "ERROR: The key you are authenticating with has been marked as read only." >&2
      exit 1 ;;
  esac
done
echo "ERROR: Repository not found." >&2
exit 1
`;

export class GitHost {
  private watcher: FSWatcher | undefined;
  private notified = 0;
  private readonly listeners = new Set<(repository: string) => void>();

  private constructor(
    readonly daemon: Daemon,
    private readonly data: string,
    private readonly organization: string,
    /** Host and port. */
    readonly address: string,
    /** The host's public keys, a line each. */
    readonly hostKeys: string,
  ) {}

  static async start({ folder, logs, port, door, organization, repositories }: GitHostOptions): Promise<GitHost> {
    const data = join(folder, "git-host");
    mkdirSync(data);
    const file = (name: string): string => join(data, name);
    const keyTypes = ["ed25519", "ecdsa", "rsa"];
    for (const type of keyTypes) {
      run(systemTool("ssh-keygen"), ["-q", "-t", type, "-N", "", "-C", "", "-f", file(`host-${type}`)]);
    }
    const hostKeys = keyTypes.map((type) => readFileSync(file(`host-${type}.pub`), "utf8").trim()).join("\n");

    writeFileSync(file("serve"), serveScript(systemTool("git"), data, organization, door), { mode: 0o755 });
    writeFileSync(file("authorized_keys"), "", { mode: 0o600 });
    writeFileSync(file("pushes"), "");
    const others = readFileSync("/etc/passwd", "utf8").replaceAll(/^git:.*\n/gm, "");
    writeFileSync(file("passwd"), `${others}git:*:0:0:Git:${data}:/bin/sh\n`);
    writeFileSync(
      file("sshd_config"),
      [
        `ListenAddress 127.0.0.1:${port}`,
        ...keyTypes.map((type) => `HostKey ${file(`host-${type}`)}`),
        `AuthorizedKeysFile ${file("authorized_keys")}`,
        `PidFile ${file("sshd.pid")}`,
        "AllowUsers git",
        // The user git has the number of root here, because the repositories belong to who runs the suite.
        "PermitRootLogin forced-commands-only",
        "AuthenticationMethods publickey",
        "StrictModes no",
        "UsePAM no",
        "PrintMotd no",
        "MaxStartups 100",
        "LogLevel VERBOSE",
        "",
      ].join("\n"),
    );
    const start = [
      "mkdir -p /run/sshd",
      `mount --bind "${file("passwd")}" /etc/passwd`,
      `exec ${systemTool("sshd")} -D -e -f "${file("sshd_config")}"`,
    ].join(" && ");
    const daemon = await Daemon.start({
      name: "sshd",
      logs,
      command: systemTool("unshare"),
      args: ["--mount", "/bin/sh", "-c", start],
      ready: () => accepts(port),
    });
    const host = new GitHost(daemon, data, organization, `127.0.0.1:${door.port}`, hostKeys);
    for (const repository of repositories) host.createRepository(repository, door);
    host.watcher = watch(file("pushes"), () => host.announce());
    host.watcher.unref();
    return host;
  }

  /** Where the bare repositories are. */
  get folder(): string {
    return this.data;
  }

  /** Path of a bare repository. */
  path(repository: string): string {
    return join(this.data, `${repository}.git`);
  }

  /** The keys that open the host from now on; any other is refused. */
  authorize(keys: readonly DeployKey[]): void {
    const lines = keys.map(
      ({ repository, publicKey, readOnly }) =>
        `restrict,command="${join(this.data, "serve")} ${repository} ${readOnly ? "read" : "write"}" ${publicKey}\n`,
    );
    // Replaced in one step: who logs in meanwhile meets the old list or the new one.
    const file = join(this.data, "authorized_keys");
    writeFileSync(`${file}.new`, lines.join(""), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  /** Whether a private key opens a repository. */
  async accepts(privateKey: string, repository: string): Promise<boolean> {
    const file = join(this.data, "identity");
    writeFileSync(file, privateKey, { mode: 0o600 });
    const [host, port] = this.address.split(":");
    const options = ["IdentitiesOnly=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes"];
    const ssh = ["ssh", "-F", "/dev/null", "-i", file, "-p", String(port), ...options.flatMap((each) => ["-o", each])];
    const url = `ssh://git@${host}:${port}/${this.organization}/${repository}`;
    try {
      await runClient(systemTool("git"), ["ls-remote", url], { HOME: this.data, GIT_SSH_COMMAND: ssh.join(" ") });
      return true;
    } catch {
      return false;
    } finally {
      rmSync(file);
    }
  }

  /** Calls back after each push to a repository, whoever pushed. */
  onPush(listener: (repository: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  stopWatching(): void {
    this.watcher?.close();
  }

  private createRepository(repository: string, door: GitDoor): void {
    const path = this.path(repository);
    if (existsSync(path)) return;
    run(systemTool("git"), ["init", "--quiet", "--bare", "--initial-branch=main", path]);
    const hook = `#!/bin/sh\necho ${repository} >> "${join(this.data, "pushes")}"\n`;
    writeFileSync(join(path, "hooks", "post-receive"), hook, { mode: 0o755 });
    // It runs before the client has the answer; a person pushes to the folder and not by SSH.
    const committed = `#!/bin/bash\n${askDoor(door)}\nif [ "$1" = committed ] && [ -n "$SSH_CLIENT" ]; then ask committed > /dev/null; fi\n`;
    writeFileSync(join(path, "hooks", "reference-transaction"), committed, { mode: 0o755 });
  }

  private announce(): void {
    const pushes = readFileSync(join(this.data, "pushes"), "utf8").split("\n").slice(0, -1);
    const fresh = pushes.slice(this.notified);
    this.notified = pushes.length;
    for (const repository of fresh) for (const listener of this.listeners) listener(repository);
  }
}

/** Throws while nothing accepts connections at a port. */
const accepts = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createConnection(port, "127.0.0.1", () => {
      socket.destroy();
      resolve();
    });
    socket.on("error", reject);
  });
