/** Two clusters, two repositories, two applications: five stacks. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { at, text, type Json } from "../support/synth";
import { group } from "./support/group";
import { Project } from "./support/project";
import { givenSecrets, leaks, madeSecrets, secretsIn } from "./support/secrecy";
import { needsEngine } from "./support/stand-in";

const stacks = [
  "secrets",
  "flux-bootstrap-staging",
  "app-staging",
  "flux-bootstrap-production",
  "app-production",
] as const;

const fleet = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");

group("a fleet of two clusters", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth(fleet);
  });
  after(() => project.remove());

  for (const stack of stacks) {
    test(`${stack} is validated, planned and applied, and its second plan is empty`, async () => {
      await project.init(stack);
      const { code, stdout } = await project.run(stack, ["validate", "-json"]);
      assert.equal(code, 0, stdout);
      assert.match(stdout, /"warning_count": 0/);
      assert.equal(await project.detailedExitCode(stack), 2);
      await project.apply(stack);
      assert.equal(await project.detailedExitCode(stack), 0);
    });
  }

  test("each cluster has its own objects, a webhook of its own on each repository, and a token of its own", () => {
    const scopes = new Set(project.world.things("kubernetes_manifest").map(({ scope }) => scope));
    assert.equal(scopes.size, 2);
    const webhooks = project.gitHub.hooks().map(({ repository, url }) => `${repository.fullName} ${url}`);
    assert.equal(webhooks.length, 4);
    assert.equal(new Set(webhooks).size, 4);
    const tokens = project.world.things("aws_ssm_parameter").filter(({ id }) => id.endsWith("/receiver/token"));
    assert.equal(new Set(tokens.map(({ id }) => project.world.parameter(id))).size, 2);
  });

  test("a reader's key decrypts the parameters that it reads, and no others", () => {
    const statements = project.world.things("aws_iam_policy").map(({ attributes }) => {
      const document = JSON.parse(text(at(attributes, "policy"))) as Json;
      return [0, 1].map((index) => at(document, "Statement", index));
    });
    assert.equal(statements.length, 1);
    for (const [read, decrypt] of statements) {
      assert.deepEqual(at(decrypt, "Action"), ["kms:Decrypt"]);
      assert.deepEqual(at(decrypt, "Condition"), {
        StringEquals: { "kms:EncryptionContext:PARAMETER_ARN": at(read, "Resource") ?? null },
        StringLike: { "kms:ViaService": "ssm.us-east-1.amazonaws.com" },
      });
      const arns = at(read, "Resource");
      assert.ok(Array.isArray(arns) && arns.length > 0);
      for (const arn of arns) assert.match(text(arn), /^arn:aws:ssm:us-east-1:123456789012:parameter\/[^*]+$/);
    }
  });

  test("no stack's state but that of secrets holds a key, and nothing printed holds a secret", () => {
    const made = madeSecrets(project);
    const keys = new Map([...made].filter(([name]) => /deploy-key|gpg-keys|ghcr-token/.test(name)));
    for (const stack of stacks.slice(1)) assert.deepEqual(secretsIn(project.stateText(stack), keys), [], stack);
    assert.deepEqual(leaks(project, new Map([...givenSecrets(project), ...made])), []);
  });

  test("a plan that would destroy a protected environment is refused", async () => {
    const { code, stderr } = await project.run("app-production", ["plan", "-destroy", "-input=false"]);
    assert.equal(code, 1);
    assert.match(stderr, /kubernetes_manifest\.kustomization-web-prod[^]{0,80}prevent_destroy set/);
    await project.synth(fleet.replace("protected: true", "protected: false"));
    await project.apply("app-production");
  });

  test("one cluster's stacks are destroyed without a change to the other's", async () => {
    const others = (): string[] =>
      ["secrets", "flux-bootstrap-staging", "app-staging"].map((stack) => project.stateText(stack));
    const before = others();
    for (const stack of ["app-production", "flux-bootstrap-production"]) await project.destroy(stack);
    assert.deepEqual(others(), before);
    for (const stack of ["secrets", "flux-bootstrap-staging", "app-staging"]) {
      assert.equal(await project.detailedExitCode(stack), 0, stack);
    }
  });

  test("destroying the rest leaves nothing behind", async () => {
    for (const stack of ["app-staging", "flux-bootstrap-staging", "secrets"]) await project.destroy(stack);
    assert.deepEqual(project.world.names(), []);
  });
});
