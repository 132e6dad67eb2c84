/** The stacks through `npx cdktf deploy` and `npx cdktf destroy`. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { cdktf, installSources } from "./support/cdktf";
import { assertSays, succeeded, type Ended } from "./support/engine";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { givenSecrets, leaks, madeSecrets } from "./support/secrecy";
import { needsEngine } from "./support/stand-in";

/** Alone: a stack that others need, or that needs others, without them. */
const alone = "--ignore-missing-stack-dependencies";

group("npx cdktf", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    installSources(project);
    await project.serve();
  });
  after(() => project.remove());

  const journal = (): string => join(project.folder, "journal");
  beforeEach(() => rmSync(journal(), { force: true }));
  /** What the providers did, as `<action> <type> <id>`, in order. */
  const done = (): string[] => (existsSync(journal()) ? readFileSync(journal(), "utf8").trim().split("\n") : []);
  const run = (command: string, stacks: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<Ended> =>
    cdktf(project, [command, ...stacks, "--auto-approve", "--skip-provider-lock"], {
      ...project.journal(journal()),
      ...more,
    });
  const position = (line: RegExp): number => {
    const found = done().findIndex((each) => line.test(each));
    assert.ok(found >= 0, `${String(line)} is not among what was done`);
    return found;
  };

  test("deploy secrets deploys secrets alone", async () => {
    assertSays(
      succeeded(await run("deploy", ["secrets"]), "deploy"),
      /Apply complete! Resources: \d+ added, 0 changed/,
    );
    assert.ok(done().every((line) => !line.includes("kubernetes_manifest")));
  });

  test("deploy app alone is refused with the stacks that it needs, and nothing is deployed", async () => {
    const ended = await run("deploy", ["app"]);
    assert.equal(ended.code, 1);
    assertSays(
      ended,
      /dependencies are not included in the stacks to run: flux-bootstrap, secrets\. Either add them or add the --ignore-missing-stack-dependencies flag/,
    );
    assert.deepEqual(done(), []);
  });

  test("deploy of all three goes in their order, in whatever order they are named", async () => {
    succeeded(await run("deploy", ["app", "secrets", "flux-bootstrap"]), "deploy");
    assert.ok(
      position(/^create github_repository_webhook /) < position(/^create kubernetes_manifest .*ImageRepository/),
    );
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("a stack whose predecessors stand is deployed by itself on request", async () => {
    for (const stack of ["flux-bootstrap", "app"]) {
      assertSays(succeeded(await run("deploy", [stack, alone]), "deploy"), /No changes\./);
    }
    assert.deepEqual(done(), []);
  });

  test("destroy app leaves secrets and flux-bootstrap untouched, and a new deploy gives the same names", async () => {
    const names = project.world.names();
    const own = project.addresses("app").length;
    const states = (): string[] => ["secrets", "flux-bootstrap"].map((stack) => project.stateText(stack));
    const before = states();
    succeeded(await run("destroy", ["app"]), "destroy");
    assert.deepEqual(project.addresses("app"), []);
    assert.equal(project.world.names().length, names.length - own);
    assert.deepEqual(states(), before);

    succeeded(await run("deploy", ["*"]), "deploy");
    assert.deepEqual(project.world.names(), names);
  });

  for (const [stack, others] of [
    ["secrets", /app, flux-bootstrap\./],
    ["flux-bootstrap", /app\./],
  ] as const) {
    test(`destroy ${stack} is refused with the names of the later stacks, and nothing is destroyed`, async () => {
      const ended = await run("destroy", [stack]);
      assert.equal(ended.code, 1);
      assertSays(ended, /dependant stacks are not included in the stacks to run: /);
      assertSays(ended, others);
      assert.deepEqual(done(), []);
    });
  }

  test("nothing that was printed or written holds a secret", () => {
    assert.deepEqual(leaks(project, new Map([...givenSecrets(project), ...madeSecrets(project)])), []);
  });

  test("destroy of all goes against their order and leaves nothing", async () => {
    succeeded(await run("destroy", ["*"]), "destroy");
    assert.ok(
      position(/^delete kubernetes_manifest .*ImageRepository/) < position(/^delete github_repository_webhook /),
    );
    assert.ok(position(/^delete kubernetes_manifest .*GitRepository/) < position(/^delete aws_ssm_parameter /));
    assert.deepEqual(project.world.names(), []);
  });

  test("without input, a variable that is not given fails the deploy with the engine's own message", async () => {
    // Without TF_INPUT=0 the engine asks for the value, and cdktf waits.
    const ended = await run("deploy", ["secrets"], { TF_VAR_github_pat: undefined, TF_INPUT: "0" });
    assert.equal(ended.code, 1);
    assertSays(ended, /No value for required variable/);
    assertSays(ended, /The root module input variable "github_pat" is not set/);
    assert.deepEqual(done(), []);
  });

  test("what a provider refuses fails the deploy with the provider's own message and the resource's address", async () => {
    succeeded(await run("deploy", ["secrets"]), "deploy");
    rmSync(project.stateFile("secrets"));
    const ended = await run("deploy", ["secrets"]);
    assert.equal(ended.code, 1);
    assertSays(ended, /ParameterAlreadyExists: The parameter already exists\./);
    assertSays(ended, /with aws_ssm_parameter\.deploy-key-echo-server_kept-1_private_parameter/);
  });
});
