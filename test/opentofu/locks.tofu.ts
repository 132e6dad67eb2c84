/** Checksums of providers that are kept beside the delivery file, with the real engine. */
import assert from "node:assert/strict";
import { appendFileSync, cpSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { delivery as schema } from "../../config/schema";
import { shippedText } from "../support/synth";
import { cdktf, installSources } from "./support/cdktf";
import { assertSays, start, succeeded, type Ended } from "./support/engine";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { cliConfig, needsEngine } from "./support/stand-in";

const root = join(__dirname, "..", "..");
const { tls } = schema.shape.providers.parse({});
const readOnly = ["init", "-input=false", "-lockfile=readonly"] as const;

group("locks", needsEngine, () => {
  let project: Project;
  before(() => {
    project = Project.create();
    installSources(project);
  });
  after(() => project.remove());

  const file = (): string => join(project.folder, "delivery.yaml");
  const kept = (stack: string): string =>
    readFileSync(join(project.folder, "locks", stack, ".terraform.lock.hcl"), "utf8");
  const placed = (stack: string): string =>
    readFileSync(join(project.stackFolder(stack), ".terraform.lock.hcl"), "utf8");

  async function lock(more: NodeJS.ProcessEnv = {}): Promise<void> {
    const args = [join(root, "commands", "run.cjs"), "commands/main.ts", "lock", "-c", file()];
    // Nothing of what the stacks need: no variable, no credential.
    const { PATH, HOME, TF_CLI_CONFIG_FILE } = project.env();
    const env = { PATH, HOME, TF_CLI_CONFIG_FILE, TERRAFORM_BINARY_NAME: project.engine, ...more };
    succeeded(await start(process.execPath, args, { cwd: root, env, log: project.log }).ended, "lock");
  }

  /** A mirror in which tls is another binary under the same version, or the same binary under another version. */
  function otherTls(name: string, change: (binary: string, version: string) => void): NodeJS.ProcessEnv {
    const mirror = join(project.folder, name);
    const all = dirname(cliConfig());
    const of = join("registry.opentofu.org", "hashicorp", "tls");
    cpSync(join(all, of), join(mirror, of), { recursive: true });
    const version = join(mirror, of, tls);
    const [platform = ""] = readdirSync(version);
    change(join(version, platform, `terraform-provider-tls_v${tls}`), version);
    const configuration = join(project.folder, `${name}.rc`);
    const block = (path: string, which: string): string =>
      `  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n    ${which} = ["hashicorp/tls"]\n  }\n`;
    writeFileSync(configuration, `provider_installation {\n${block(mirror, "include")}${block(all, "exclude")}}\n`);
    return { TF_CLI_CONFIG_FILE: configuration };
  }
  const changedTls = (): NodeJS.ProcessEnv => otherTls("changed", (binary) => appendFileSync(binary, "\n"));

  /** The output without what an init put there. */
  const forgetInit = (): void => {
    for (const stack of shippedStacks)
      rmSync(join(project.stackFolder(stack), ".terraform"), { recursive: true, force: true });
  };

  test("npm run lock writes the checksums of every stack's providers, without any credential or state", async () => {
    await project.serve();
    writeFileSync(file(), shippedText());
    await lock();
    for (const stack of shippedStacks) assert.match(kept(stack), /^ {4}"h1:/m);
    assert.ok(kept("secrets").includes(`"registry.opentofu.org/hashicorp/tls" {\n  version     = "${tls}"`));
  });

  test("a synth hands them over, and an init may not change a byte of them", async () => {
    await project.synth();
    for (const stack of shippedStacks) {
      const { output } = succeeded(await project.run(stack, readOnly), `init of ${stack}`);
      assert.ok(!output.includes("lock file not updated"), output);
      assert.equal(placed(stack), kept(stack));
    }
  });

  test("the next lock of the same providers is the same", async () => {
    const before = shippedStacks.map(kept);
    await lock();
    assert.deepEqual(shippedStacks.map(kept), before);
  });

  test("a provider that is another binary under the same version is refused", async () => {
    forgetInit();
    await project.synth();
    const refused = async (args: readonly string[]): Promise<Ended> => {
      const ended = await project.run("secrets", args, changedTls());
      assert.equal(ended.code, 1);
      return ended;
    };
    for (const args of [readOnly, ["init", "-input=false"]]) {
      assertSays(await refused(args), /hashicorp\/tls .*doesn't match any of the checksums/);
    }
    // The stacks without it are not concerned.
    succeeded(await project.run("app", readOnly, changedTls()), "init of app");
  });

  test("npx cdktf deploy refuses it too, and makes nothing", async () => {
    const ended = await cdktf(project, ["deploy", "secrets", "--auto-approve", "--skip-provider-lock"], changedTls());
    assert.equal(ended.code, 1);
    assertSays(ended, /doesn't match any of the checksums/);
    assert.deepEqual(project.world.names(), []);
  });

  test("the next lock has the other binary's checksum alone changed, for a review, and then it is taken", async () => {
    const lines = (): string[] => kept("secrets").split("\n");
    const before = lines();
    await lock(changedTls());
    const after = lines();
    const changed = before.flatMap((line, index) => (line === after[index] ? [] : [line, after[index]]));
    assert.equal(changed.length, 2);
    for (const line of changed) assert.match(line ?? "", /^ {4}"h1:/);
    assert.equal(after.length, before.length);
    forgetInit();
    await project.synth();
    succeeded(await project.run("secrets", readOnly, changedTls()), "init");
  });

  test("a provider that is held back wants a new lock first, and is taken with it", async () => {
    const heldBack = `${shippedText()}\nproviders: { tls: "4.2.0" }\n`;
    await assert.rejects(
      project.synth(heldBack),
      /has .* tls, expected 4\.2\.0\n.*make the locks anew with npm run lock/,
    );
    const older = otherTls("older", (binary, version) => {
      renameSync(binary, join(dirname(binary), "terraform-provider-tls_v4.2.0"));
      renameSync(version, join(dirname(version), "4.2.0"));
    });
    await lock(older);
    await project.synth(heldBack);
    succeeded(await project.run("secrets", readOnly, older), "init");
    assert.ok(placed("secrets").includes('tls" {\n  version     = "4.2.0"'));
  });
});
