/** Terraform, for those who stay with it, where no feature of OpenTofu alone is on. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, test } from "node:test";
import { isExecutable } from "../tools/locate";
import { shippedWith } from "../support/synth";
import { assertSays } from "./support/engine";
import { group } from "./support/group";
import { Project } from "./support/project";
import { needsEngine, uidOf } from "./support/stand-in";

const terraform = [
  process.env["TERRAFORM"] ?? "",
  ...(process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "terraform")),
]
  .filter((path) => path !== "")
  .find(isExecutable);
const needsTerraform =
  needsEngine ||
  (terraform === undefined && "terraform is not here: install Terraform 1.11 or newer, or set TERRAFORM to its path.");

group("Terraform", needsTerraform, () => {
  const projects: Project[] = [];
  after(() => projects.forEach((project) => project.remove()));
  const synthesized = async (yaml: string): Promise<Project> => {
    const project = Project.create({ engine: terraform ?? "" });
    projects.push(project);
    await project.synth(yaml);
    return project;
  };

  // Keys of which no state has the private half need 1.12.
  const shipped = shippedWith(
    "  - name: echo-server\n\nregistry",
    "  - name: echo-server\n    deployKey: { keptInState: [1] }\n\nregistry",
  );
  const fleet = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8")
    .replace("deployKey: { generations: [1, 2] }", "deployKey: { generations: [1, 2], keptInState: [1, 2] }")
    .replace(
      "    gitHubName: Internal_Tools\n",
      "    gitHubName: Internal_Tools\n    deployKey: { keptInState: [1] }\n",
    );
  const stacks = {
    "the shipped delivery.yaml": [shipped, ["secrets", "flux-bootstrap", "app"]],
    "two clusters": [
      fleet,
      ["secrets", "flux-bootstrap-staging", "app-staging", "flux-bootstrap-production", "app-production"],
    ],
  } as const;
  for (const [name, [yaml, names]] of Object.entries(stacks)) {
    test(`validates every stack of ${name}`, async () => {
      const project = await synthesized(yaml);
      for (const stack of names) {
        await project.init(stack);
        const { code, output } = await project.run(stack, ["validate", "-json"]);
        assert.equal(code, 0, output);
        assert.match(output, /"warning_count": 0/);
      }
    });
  }

  test("applies the shipped stacks, and its second plans are empty", async () => {
    const project = await synthesized(shipped);
    for (const stack of ["secrets", "flux-bootstrap", "app"]) {
      await project.apply(stack);
      assert.equal(await project.detailedExitCode(stack), 0, stack);
    }
  });

  test("destroys nothing of a cluster that is not the one meant, and forgets nothing", async () => {
    const of = (context: string): string =>
      shipped.replace(
        "  - name: blog\n",
        `  - name: blog\n    uid: ${uidOf("blog")}\n    connection: { type: kubeconfig, context: ${context} }\n`,
      );
    const project = await synthesized(of("blog"));
    for (const stack of ["secrets", "flux-bootstrap"]) await project.apply(stack);
    const state = project.stateText("flux-bootstrap");
    await project.synth(of("other"));
    const ended = await project.run("flux-bootstrap", ["destroy", "-input=false", "-auto-approve"]);
    assert.equal(ended.code, 1);
    assertSays(ended, /This is another cluster than blog/);
    assert.equal(project.stateText("flux-bootstrap"), state);
  });

  test("refuses state encryption, which is OpenTofu's alone, at init", async () => {
    const project = await synthesized(
      shipped.replace("{ backend: local }", "{ backend: local, encryption: { keyProvider: pbkdf2 } }"),
    );
    const ended = await project.run("secrets", ["init", "-input=false"]);
    assert.equal(ended.code, 1);
    assertSays(ended, /"encryption"/);
  });
});
