/** What the program accepts, the engine does too: generated files, each stack by one process. */
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { acceptedFiles } from "../fuzz/support/accepted";
import { seed, some } from "../fuzz/support/settings";
import { at, isObject, synthesize, type Json } from "../support/synth";
import { succeeded } from "./support/engine";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

const count = some(2);
const lockFile = ".terraform.lock.hcl";

group(`files generated with the seed ${seed}`, needsEngine, () => {
  const project = Project.create();
  const files = acceptedFiles(count).map(({ text }) => ({ text, synthesized: synthesize(text) }));
  /** Where the providers are, once for all stacks. */
  const shared = { TF_DATA_DIR: join(project.folder, "data") };
  after(() => project.remove());

  const folderOf = (stack: string, content: Json): void => {
    mkdirSync(project.stackFolder(stack), { recursive: true });
    writeFileSync(join(project.stackFolder(stack), "cdk.tf.json"), JSON.stringify(content));
  };

  before(async () => {
    await project.serve();
    const providers = files.flatMap(({ synthesized }) =>
      [...synthesized.texts.keys()].map((name) => at(synthesized.stack(name), "terraform", "required_providers")),
    );
    folderOf("providers", {
      terraform: { required_providers: Object.assign({}, ...providers.filter(isObject)) as Json },
    });
    succeeded(await project.run("providers", ["init", "-input=false"], shared), "init");
  });

  files.forEach(({ text, synthesized }, index) => {
    test(`number ${index + 1} is valid, stack by stack, without a warning.`, async () => {
      for (const name of synthesized.texts.keys()) {
        const folder = `${index}-${name}`;
        folderOf(folder, synthesized.stack(name));
        copyFileSync(join(project.stackFolder("providers"), lockFile), join(project.stackFolder(folder), lockFile));
        const { code, stdout } = await project.run(folder, ["validate", "-json"], shared);
        assert.equal(code, 0, `${name} of\n${text}\n${stdout}`);
        assert.match(stdout, /"warning_count": 0/, `${name} of\n${text}\n${stdout}`);
      }
    });
  });
});
