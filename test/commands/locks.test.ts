import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { delivery as schema } from "../../config/schema";
import { shippedText } from "../support/synth";

const root = join(__dirname, "..", "..");
/** As users run it. */
const runner = join(root, "commands", "run.cjs");
const releases = schema.shape.providers.parse({});

interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(cwd: string, program: readonly string[], env: NodeJS.ProcessEnv = {}): Ran {
  const { DELIVERY_CONFIG: _config, CDKTF_OUTDIR: _outdir, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [runner, ...program], {
    cwd,
    env: { ...inherited, ...env },
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

const synth = (cwd: string, ...args: readonly string[]): Ran => run(cwd, ["main.ts", ...args]);
const lock = (cwd: string, env: NodeJS.ProcessEnv): Ran => run(cwd, ["commands/main.ts", "lock"], env);

/** A lock file as the engine writes one. */
const lockText = (providers: Readonly<Record<string, string>>, host = "registry.opentofu.org"): string =>
  [
    '# This file is maintained automatically by "tofu init".\n# Manual edits may be lost in future updates.\n',
    ...Object.entries(providers).map(
      ([address, version]) =>
        `provider "${host}/${address}" {\n  version     = "${version}"\n  constraints = "${version}"\n  hashes = [\n    "h1:AAAA",\n  ]\n}\n`,
    ),
  ].join("\n");

const appLock = lockText({ "hashicorp/kubernetes": releases.kubernetes });
const secretsLock = lockText({
  "hashicorp/aws": releases.aws,
  "hashicorp/random": releases.random,
  "hashicorp/tls": releases.tls,
  "integrations/github": releases.github,
  "olivr/gpg": releases.gpg,
});

/** A folder with the shipped file and locks of stacks. */
function folderWith(t: TestContext, locks: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-locks-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "delivery.yaml"), shippedText());
  for (const [stack, text] of Object.entries(locks)) {
    const file = kept(folder, stack);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return folder;
}

const kept = (folder: string, stack: string): string => join(folder, "locks", stack, ".terraform.lock.hcl");
const placed = (folder: string, stack: string): string =>
  join(folder, "cdktf.out", "stacks", stack, ".terraform.lock.hcl");

/** Every file below a folder, by path. */
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path, readFileSync(path, "utf8")]),
  );

test("a lock that is kept beside the delivery file is put where the engine looks, byte for byte", (t) => {
  const folder = folderWith(t, { app: appLock, secrets: secretsLock.replaceAll("\n", "\r\n") });
  assert.deepEqual(synth(folder).stderr, "");
  for (const stack of ["app", "secrets"]) {
    assert.equal(readFileSync(placed(folder, stack), "utf8"), readFileSync(kept(folder, stack), "utf8"));
  }
});

test("a stack without a lock that is kept keeps the one that its engine made", (t) => {
  const folder = folderWith(t, { app: appLock });
  assert.equal(synth(folder).status, 0);
  assert.ok(!existsSync(placed(folder, "secrets")));
  writeFileSync(placed(folder, "secrets"), "made by init");
  assert.equal(synth(folder).status, 0);
  assert.equal(readFileSync(placed(folder, "secrets"), "utf8"), "made by init");
});

test("what an engine added to a lock in the output is taken back by the next synth", (t) => {
  const folder = folderWith(t, { app: appLock });
  assert.equal(synth(folder).status, 0);
  writeFileSync(placed(folder, "app"), `${appLock}# another provider`);
  assert.equal(synth(folder).status, 0);
  assert.equal(readFileSync(placed(folder, "app"), "utf8"), appLock);
});

test("the same file and locks give the same bytes", (t) => {
  const folder = folderWith(t, { app: appLock, secrets: secretsLock });
  assert.equal(synth(folder).status, 0);
  const before = contents(join(folder, "cdktf.out"));
  assert.ok(placed(folder, "app") in before);
  rmSync(join(folder, "cdktf.out"), { recursive: true });
  assert.equal(synth(folder).status, 0);
  assert.deepEqual(contents(join(folder, "cdktf.out")), before);
});

test("locks are beside the delivery file, wherever the synth runs", (t) => {
  const folder = folderWith(t, { app: appLock });
  const cwd = join(folder, "elsewhere");
  mkdirSync(cwd);
  assert.equal(synth(cwd, "-c", "../delivery.yaml").status, 0);
  assert.equal(readFileSync(placed(cwd, "app"), "utf8"), appLock);
});

for (const [what, host] of [
  ["OpenTofu", "registry.opentofu.org"],
  ["Terraform", "registry.terraform.io"],
  ["an engine with a registry of its own", "registry.acme.example:8443"],
] as const) {
  test(`a lock of ${what} fits`, (t) => {
    const folder = folderWith(t, { app: lockText({ "hashicorp/kubernetes": releases.kubernetes }, host) });
    assert.equal(synth(folder).status, 0);
  });
}

test("locks that do not fit their stacks are refused, all in one run, and nothing is written", (t) => {
  const folder = folderWith(t, {
    app: appLock.replaceAll(releases.kubernetes, "2.38.0"),
    secrets: secretsLock.replace("olivr/gpg", "olivr/gnupg"),
  });
  assert.deepEqual(synth(folder), {
    status: 1,
    stdout: "",
    stderr: [
      `locks/secrets/.terraform.lock.hcl: has no gpg, expected ${releases.gpg}`,
      `locks/app/.terraform.lock.hcl: has 2.38.0 kubernetes, expected ${releases.kubernetes}`,
      "Nothing was written: make the locks anew with npm run lock.",
      "",
    ].join("\n"),
  });
  assert.ok(!existsSync(join(folder, "cdktf.out")));
});

test("what a lock says is told without signs that a terminal obeys", (t) => {
  const folder = folderWith(t, { app: appLock.replaceAll(releases.kubernetes, "1\u001b[31m\u202e2") });
  const { status, stderr } = synth(folder);
  assert.equal(status, 1);
  assert.match(stderr, /^locks\/app\/\.terraform\.lock\.hcl: has 1\\u\{1b\}\[31m\\u\{202e\}2 kubernetes, expected /);
});

test("a lock that can't be read is told, and nothing is written", (t) => {
  const folder = folderWith(t, {});
  mkdirSync(kept(folder, "app"), { recursive: true });
  const { status, stderr } = synth(folder);
  assert.equal(status, 1);
  assert.match(stderr, /^locks\/app\/\.terraform\.lock\.hcl: cannot be read \(EISDIR: .*\)\n$/);
  assert.ok(!existsSync(join(folder, "cdktf.out")));
});

test("something in the way of a lock in the output leaves all of the output as it was", (t) => {
  const folder = folderWith(t, {});
  assert.equal(synth(folder).status, 0);
  mkdirSync(join(placed(folder, "app"), "mine"), { recursive: true });
  mkdirSync(dirname(kept(folder, "app")), { recursive: true });
  writeFileSync(kept(folder, "app"), appLock);
  writeFileSync(join(folder, "delivery.yaml"), shippedText().replace("eu-central-1", "eu-west-1"));
  const before = contents(join(folder, "cdktf.out"));
  const { status, stderr } = synth(folder);
  assert.equal(status, 1);
  assert.match(stderr, /nothing was written\.\n$/);
  assert.deepEqual(contents(join(folder, "cdktf.out")), before);
});

test("an engine that is not there is told with the variable that names another, and no lock is written", (t) => {
  const folder = folderWith(t, {});
  const { status, stderr } = lock(folder, { TERRAFORM_BINARY_NAME: "no-such-engine" });
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^no-such-engine can't be run \(.*ENOENT\): install it, or set TERRAFORM_BINARY_NAME to another/,
  );
  assert.deepEqual(readdirSync(folder), ["delivery.yaml"]);
});
