/** The real providers judge the synthesized files, on a machine that reaches their registry: `npm run test:registry`. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { shippedText, shippedWith } from "../support/synth";
import { Project } from "./support/project";

const files = {
  "the shipped delivery.yaml": shippedText(),
  "two clusters": readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8"),
  "a cluster of EKS that is confirmed": shippedWith(
    "  - name: blog\n",
    "  - name: blog\n    uid: 6a1b2c3d-0000-4000-8000-0123456789ab\n    connection: { type: eks, name: blog }\n",
  ),
} as const;

const projects: Project[] = [];
after(() => projects.forEach((project) => project.remove()));

for (const [name, yaml] of Object.entries(files)) {
  test(`the real providers accept every stack of ${name}`, async () => {
    const project = Project.create();
    projects.push(project);
    await project.synth(yaml);
    // An empty configuration: no mirror, so providers come from their registry.
    const configuration = join(project.folder, "registry.rc");
    writeFileSync(configuration, "");
    const real = { TF_CLI_CONFIG_FILE: configuration };
    for (const stack of readdirSync(join(project.folder, project.outdir, "stacks"))) {
      const init = await project.run(stack, ["init", "-backend=false", "-input=false"], real);
      assert.equal(init.code, 0, init.output);
      const { code, output } = await project.run(stack, ["validate", "-json"], real);
      assert.equal(code, 0, output);
      assert.match(output, /"error_count": 0/);
    }
  });
}
