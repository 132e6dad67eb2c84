/** A delivery that a release before 0.2 deployed, whose state has the private deploy key, moves over. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { shippedText, shippedWith } from "../support/synth";
import { secondDeployKey } from "./support/generations";
import { group } from "./support/group";
import { older } from "./support/older";
import { publicHalf } from "./support/openssh";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";

const deployKey = (fields: string): string =>
  shippedWith("  - name: echo-server\n\nregistry", `  - name: echo-server\n    deployKey: ${fields}\n\nregistry`);

const privateKey = /BEGIN (OPENSSH |RSA |EC )?PRIVATE KEY/;

/** The files of a project that hold a private key of SSH's; of the GPG key there is another word in its name. */
const holding = ({ folder }: Project, below: string): string[] =>
  readdirSync(join(folder, below), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => privateKey.test(readFileSync(file, "latin1")))
    .map((file) => file.slice(folder.length + 1))
    .sort();

group("a delivery that a release before 0.2 deployed", needsEngine, () => {
  let project: Project;
  const served = (): string => project.world.parameter("/github/echo-server/deploy-key");
  const deployKeys = (): string[] => project.gitHub.deployKeys().map(({ key }) => key);
  const othersUnchanged = async (): Promise<void> => {
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  };

  /** Applies secrets, and gives what was changed, in the order in which it was done. */
  const applied = async (): Promise<readonly string[]> => {
    const journal = join(project.folder, "changes.log");
    rmSync(journal, { force: true });
    await project.apply("secrets", project.journal(journal));
    return readFileSync(journal, "utf8").trim().split("\n");
  };

  before(async () => {
    project = Project.create();
    await project.serve(shippedText());
    for (const stack of shippedStacks) {
      mkdirSync(project.stackFolder(stack), { recursive: true });
      writeFileSync(join(project.stackFolder(stack), "cdk.tf.json"), older("before-0.2", stack));
      await project.apply(stack);
    }
  });
  after(() => project.remove());

  test("has its private deploy key in the state, and nothing changes where the file says that it stays there", async () => {
    assert.deepEqual(holding(project, "state"), ["state/secrets.tfstate"]);
    await project.synth(deployKey("{ keptInState: [1] }"));
    assert.deepEqual(await project.changes("secrets"), []);
    // What newer releases added since, of which nothing deletes or replaces: filters, time limits, alerts, packages.
    assert.deepEqual(await project.changes("flux-bootstrap"), [
      "create kubernetes_manifest.alert-error_images",
      "create kubernetes_manifest.alert-info_images",
      "update github_repository_webhook.webhook-echo-server_webhook",
      "update kubernetes_manifest.git-repository-echo-server",
      "update kubernetes_manifest.git-secret-echo-server",
      "update kubernetes_manifest.receiver",
      "update kubernetes_manifest.receiver-secret",
    ]);
    const [account, binding, ...updates] = await project.changes("app");
    assert.equal(account, "create kubernetes_manifest.deployer-default");
    assert.equal(binding, "create kubernetes_manifest.deployer-default_binding");
    for (const change of updates) assert.match(change, /^update kubernetes_manifest\./);
    for (const stack of ["flux-bootstrap", "app"]) await project.apply(stack);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("gets a second key beside the first by a generation, and the other stacks stay as they are", async () => {
    const [first, ...none] = deployKeys();
    assert.deepEqual(none, []);
    await project.synth(deployKey("{ generations: [1, 2], keptInState: [1] }"));
    assert.deepEqual(await project.changes("secrets"), secondDeployKey);
    const changes = await applied();
    const position = (begin: string): number => changes.findIndex((line) => line.startsWith(begin));
    const registered = position("create github_repository_deploy_key echo-server:");
    assert.ok(registered >= 0, changes.join("\n"));
    assert.ok(registered < position("update aws_ssm_parameter /github/echo-server/deploy-key"), changes.join("\n"));
    assert.deepEqual(deployKeys().sort(), [first, publicHalf(served())].sort());
    assert.notEqual(publicHalf(served()), first);
    await othersUnchanged();
  });

  test("then loses the first, and its private half is in the backup of the state alone, until that is deleted", async () => {
    const second = served();
    await project.synth(deployKey("{ generations: [2] }"));
    assert.deepEqual(await project.changes("secrets"), [
      "delete github_repository_deploy_key.deploy-key-echo-server_registered-1",
      "delete tls_private_key.deploy-key-echo-server_generation-1",
    ]);
    const changes = await applied();
    assert.equal(changes.filter((line) => line.startsWith("delete ")).length, changes.length, changes.join("\n"));
    assert.equal(served(), second);
    assert.deepEqual(deployKeys(), [publicHalf(second)]);
    await othersUnchanged();
    assert.deepEqual(holding(project, "state"), ["state/secrets.tfstate.backup"]);
    // As docs/operations.md says.
    rmSync(join(project.folder, "state", "secrets.tfstate.backup"));
    assert.deepEqual(holding(project, "state"), []);
    assert.deepEqual(holding(project, "cdktf.out"), []);
    assert.doesNotMatch(readFileSync(project.log, "utf8"), privateKey);
  });
});
