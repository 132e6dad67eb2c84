/** What the faults at the Git host do to a push, with the real sshd and git: the repository has it, whatever is answered. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { Faults, type Way } from "./faults/fault";
import { openGitDoor, type GitDoor } from "./faults/git-door";
import { Repository } from "./support/checkout";
import { GitHost } from "./support/git-host";
import { freePorts } from "./support/ports";
import { run, stopAll } from "./support/process";
import { missing, systemTool } from "./support/tools";

const skip = missing();
const title = "faults at the Git host";
// A test, not a suite: a skipped suite counts as nothing.
if (skip !== false) test(title, { skip });

function faultsAtTheGitHost(): void {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-git-host-"));
  /** Where git says what it sends and gets. */
  const packets = join(folder, "packets");
  const faults = new Faults();
  let door: GitDoor;
  let host: GitHost;
  let repository: Repository;
  let clone = "";

  before(async () => {
    const [port = 0] = await freePorts(1);
    door = await openGitDoor({ faults, to: port });
    mkdirSync(join(folder, "logs"));
    host = await GitHost.start({
      folder,
      logs: join(folder, "logs"),
      port,
      door,
      organization: "acme",
      repositories: ["shop"],
    });
    const key = join(folder, "key");
    run(systemTool("ssh-keygen"), ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", key]);
    host.authorize([{ repository: "shop", publicKey: readFileSync(`${key}.pub`, "utf8").trim(), readOnly: false }]);
    repository = new Repository(host.path("shop"), folder);
    repository.commit("Begin", { a: "1" });
  });
  after(async () => {
    host.stopWatching();
    await stopAll();
    await door.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs git as a client of the host; the exit code. It must not block this process, which the door is part of. */
  const git = (...args: readonly string[]): Promise<number | null> => {
    const options = ["IdentitiesOnly=yes", "StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes"];
    const ssh = ["ssh", "-F", "/dev/null", "-i", join(folder, "key"), ...options.flatMap((each) => ["-o", each])];
    const child = spawn(systemTool("git"), ["-c", "user.name=A", "-c", "user.email=a@example.com", ...args], {
      env: { PATH: process.env["PATH"], HOME: folder, GIT_SSH_COMMAND: ssh.join(" "), GIT_TRACE_PACKET: packets },
      stdio: "ignore",
    });
    return new Promise((resolve) => child.once("close", resolve));
  };
  beforeEach(async () => {
    faults.arm([]);
    clone = mkdtempSync(join(folder, "clone-"));
    assert.equal(await git("clone", `ssh://git@${host.address}/acme/shop`, clone), 0);
    writeFileSync(join(clone, "a"), clone);
    assert.equal(await git("-C", clone, "commit", "-am", "Change"), 0);
  });

  const push = async (way: Way): Promise<number | null> => {
    faults.arm([{ door: "Git host", request: "push", nth: 1, way, delayMs: 300 }]);
    const code = await git("-C", clone, "push");
    assert.equal(faults.happened.length, 1);
    return code;
  };
  const mine = (): boolean => repository.file("a") === clone;

  test("a push that is refused changes nothing", async () => {
    assert.notEqual(await push("refuse"), 0);
    assert.equal(mine(), false);
  });
  test("a push whose answer is lost is one that failed, and is in the repository", async () => {
    assert.notEqual(await push("lose"), 0);
    assert.equal(mine(), true);
  });
  test("a delayed push works", async () => {
    assert.equal(await push("delay"), 0);
    assert.equal(mine(), true);
  });
  test("a doubled push is refused the second time, and in the repository once", async () => {
    const before = repository.commits(undefined).length;
    assert.equal(await push("double"), 0);
    assert.equal(mine(), true);
    assert.equal(repository.commits(undefined).length, before + 1);
    const [answer = ""] = readdirSync(join(folder, "git-host")).filter((name) => name.endsWith(".answer"));
    assert.match(readFileSync(join(folder, "git-host", answer), "latin1"), /ng refs\/heads\/main/);
  });
  test("a fetch that is cut has nothing", async () => {
    faults.arm([{ door: "Git host", request: "fetch", nth: 1, way: "lose", delayMs: 0 }]);
    writeFileSync(packets, "");
    assert.notEqual(await git("-C", clone, "fetch"), 0);
    // A short answer that comes whole is a fetch that may have worked.
    assert.doesNotMatch(readFileSync(packets, "utf8"), /fetch</);
  });
}

if (skip === false) describe(title, faultsAtTheGitHost);
