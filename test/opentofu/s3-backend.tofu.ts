/** State in S3, by its real wire protocol: shared, locked, and read by the later stacks. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { needsMoto, startMoto, type Moto } from "../support/moto";
import { shippedWith } from "../support/synth";
import { assertSays, plain } from "./support/engine";
import { group } from "./support/group";
import { duringApply, interrupt } from "./support/interrupt";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";

const bucket = "example-opentofu-state";

/** As a team would write it; the settings are what moto needs in place of AWS. */
const withS3 = (url: string): string =>
  shippedWith(
    "state: { backend: local }\n",
    `state:
  backend: s3
  bucket: ${bucket}
  key: delivery/<stack>.tfstate
  settings:
    endpoints: { s3: "${url}" }
    use_path_style: true
    skip_credentials_validation: true
    skip_requesting_account_id: true
    skip_metadata_api_check: true
`,
  );
const credentials = { AWS_ACCESS_KEY_ID: "example", AWS_SECRET_ACCESS_KEY: "example" };

group("state in S3", needsEngine || needsMoto, () => {
  let moto: Moto;
  let project: Project;
  let colleague: Project;
  let shared: NodeJS.ProcessEnv;
  before(async () => {
    moto = await startMoto();
    await fetch(`${moto.url}/${bucket}`, { method: "PUT" });
    project = Project.create();
    colleague = Project.create();
    for (const each of [project, colleague]) await each.synth(withS3(moto.url));
    shared = { ...credentials, ...project.shared };
  });
  after(async () => {
    project.remove();
    colleague.remove();
    await moto.stop();
  });

  const keys = async (): Promise<string[]> => {
    const listing = await (await fetch(`${moto.url}/${bucket}?list-type=2`)).text();
    return [...listing.matchAll(/<Key>(.*?)<\/Key>/g)].map((match) => match[1] ?? "");
  };

  test("all three stacks are applied through it, each with an object of its own, and nothing is locked after", async () => {
    for (const stack of shippedStacks) {
      await project.apply(stack, shared);
      assert.equal(await project.detailedExitCode(stack, shared), 0, stack);
    }
    assert.deepEqual((await keys()).sort(), shippedStacks.map((stack) => `delivery/${stack}.tfstate`).sort());
  });

  test("a colleague's checkout sees the same state", async () => {
    for (const stack of shippedStacks) {
      await colleague.init(stack, shared);
      assert.equal(await colleague.detailedExitCode(stack, shared), 0, stack);
    }
  });

  test("a second writer is locked out while the first one writes, and gets in after", async () => {
    await project.destroy("app", shared);
    await colleague.init("app", shared);
    const first = await duringApply(project, "app", { after: 1, env: shared, delayMs: 500 }, async () => {
      assert.ok((await keys()).includes("delivery/app.tfstate.tflock"));
      const second = await colleague.run("app", ["apply", "-input=false", "-auto-approve"], shared);
      assert.equal(second.code, 1);
      assertSays(second, /Error: Error acquiring the state lock/);
      assertSays(second, /Operation: OperationTypeApply/);
    });
    assert.equal(first.code, 0, first.output);
    assert.equal(await colleague.detailedExitCode("app", shared), 0);
  });

  test("after a kill -9 the lock stays, the message names its id, and force-unlock lets the next apply in", async () => {
    await project.destroy("app", shared);
    const killed = await interrupt(project, "app", { after: 1, env: shared, signal: "SIGKILL", to: "group" });
    assert.equal(killed.code, null);
    const next = await project.run("app", ["apply", "-input=false", "-auto-approve"], shared);
    assert.equal(next.code, 1);
    assertSays(next, /Error: Error acquiring the state lock/);
    const id = /ID: ([0-9a-f-]{36})/.exec(plain(next.output))?.[1] ?? "";
    const unlocked = await project.run("app", ["force-unlock", "-force", id], shared);
    assert.equal(unlocked.code, 0, unlocked.output);
    assert.equal(await project.detailedExitCode("app", shared), 2);
  });
});
