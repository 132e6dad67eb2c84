/** What docs/operations.md says to do after a killed run, step by step, and what must be there in the end. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { at, shippedText, text } from "../../support/synth";
import { errorsIn } from "./engine";
import { publicHalf } from "./openssh";
import type { Project } from "./project";

/** Parameters whose value no state has, and their addresses. */
const writeOnly = {
  "/github/echo-server/deploy-key": "deploy-key-echo-server_ssm_parameter",
  "/github/echo-server/deploy-key/generation-1": "deploy-key-echo-server_kept-1_private_parameter",
  "/github/echo-server/deploy-key/generation-1.pub": "deploy-key-echo-server_kept-1_public_parameter",
  "/github/echo-server/ghcr-token": "pull-token-echo-server_ssm_parameter",
} as const;

/** What of the parameters that are there an apply names: what waits for a refused one is not tried. */
function refused(parameters: readonly string[]): string[] {
  const key = "/github/echo-server/deploy-key";
  const waits = parameters.includes(`${key}/generation-1`) ? [key, `${key}/generation-1.pub`] : [];
  return parameters.filter((path) => !waits.includes(path));
}

/** Ids of a type that a journal's lines created. */
export const created = (done: readonly string[], type: string): string[] =>
  done.filter((line) => line.startsWith(`create ${type} `)).map((line) => line.slice(`create ${type} `.length));

/** SSM serves the private half of the deploy key that GitHub knows. */
export function assertOneKey({ gitHub, world }: Project): void {
  const served = world.parameter("/github/echo-server/deploy-key");
  assert.deepEqual(
    gitHub.deployKeys().map(({ key }) => key),
    [publicHalf(served)],
  );
  assert.equal(world.parameter("/github/echo-server/deploy-key/generation-1"), served);
  assert.equal(world.parameter("/github/echo-server/deploy-key/generation-1.pub"), publicHalf(served));
}

/** Everything is there once, the state knows it, and SSM serves the keys that GitHub knows. */
export async function assertWhole(project: Project): Promise<void> {
  assert.equal(await project.detailedExitCode("secrets"), 0);
  assertOneKey(project);
  const state = JSON.parse(readFileSync(project.stateFile("secrets"), "utf8")) as Parameters<typeof at>[0];
  const attribute = (type: string, name: string): string => {
    const resources = at(state, "resources");
    const found = (Array.isArray(resources) ? resources : []).find((resource) => at(resource, "type") === type);
    return text(at(found, "instances", 0, "attributes", name));
  };
  assert.deepEqual(
    project.gitHub.gpgKeys().map(({ armored }) => armored),
    [attribute("gpg_private_key", "public_key")],
  );
  assert.equal(
    project.world.parameter("/github/gpg-keys/developer-friendly-bot"),
    attribute("gpg_private_key", "private_key"),
  );
  assert.equal(project.world.things("aws_ssm_parameter").length, 6);
  assert.equal(project.world.things("aws_iam_policy").length, 1);
}

/** Recovers from a killed first apply of secrets that has made these things. */
export async function recoverSecrets(project: Project, done: readonly string[]): Promise<void> {
  const parameters = created(done, "aws_ssm_parameter");
  const policies = created(done, "aws_iam_policy");

  // 1. The next apply needs no unlocking, and names each parameter that is there already.
  const next = await project.run("secrets", ["apply", "-input=false", "-auto-approve"]);
  assert.deepEqual(
    errorsIn(next)
      .map((error) => /^Error: creating SSM Parameter \((.*?)\): .*ParameterAlreadyExists/.exec(error)?.[1] ?? error)
      .sort(),
    refused(parameters).sort(),
  );
  assert.equal(next.code, parameters.length === 0 ? 0 : 1);

  // 2. As docs/operations.md says: adopt the parameters; delete on GitHub and in IAM what the killed run made.
  if (parameters.length > 0) await project.synth(`${shippedText()}\nadopt: { parameters: [${parameters.join()}] }\n`);
  for (const id of created(done, "github_repository_deploy_key")) {
    project.world.remove("github_repository_deploy_key", id.split(":")[1] ?? "");
  }
  for (const id of created(done, "github_user_gpg_key")) project.world.remove("github_user_gpg_key", id);
  for (const id of policies) project.world.remove("aws_iam_policy", id);
  await project.apply("secrets");

  // 3. Without the entries again, all is there once. A write-only parameter was adopted by `overwrite`.
  await project.synth();
  const overwritten = Object.entries(writeOnly).filter(([path]) => parameters.includes(path));
  assert.deepEqual(
    await project.changes("secrets"),
    overwritten.map(([, address]) => `update aws_ssm_parameter.${address}`).sort(),
  );
  await project.apply("secrets");
  await assertWhole(project);
}

/** The shipped file with all that a journal's lines created under `adopt`. */
function adopting(done: readonly string[]): string {
  const objects = created(done, "kubernetes_manifest")
    .map((id) => new Map(id.split(",").map((part) => [part.split("=")[0], part.split("=")[1]])))
    .map((id) => `{ cluster: blog, object: ${id.get("kind")} ${id.get("namespace")}/${id.get("name")} }`);
  const webhooks = created(done, "github_repository_webhook").map(
    (id) => `{ repository: echo-server, cluster: blog, id: ${id} }`,
  );
  return `${shippedText()}\nadopt: { objects: [${objects.join()}], webhooks: [${webhooks.join()}] }\n`;
}

/**
 * Recovers from a killed rotation to the deploy key's second generation; the killed run's key, which nobody has, stays
 * at GitHub until it is deleted.
 */
export async function recoverRotation(project: Project, file: string, done: readonly string[]): Promise<void> {
  const parameters = created(done, "aws_ssm_parameter");
  const next = await project.run("secrets", ["apply", "-input=false", "-auto-approve"]);
  assert.equal(next.code, parameters.length === 0 ? 0 : 1);
  for (const error of errorsIn(next)) {
    assert.match(error, /^Error: creating SSM Parameter \(\/github\/echo-server\/deploy-key\/generation-2(\.pub)?\)/);
  }
  if (parameters.length > 0) {
    await project.synth(`${file}\nadopt: { parameters: [${parameters.join()}] }\n`);
    await project.apply("secrets");
    await project.synth(file);
    await project.apply("secrets");
  }
  const orphans = created(done, "github_repository_deploy_key").map((id) => id.split(":")[1] ?? "");
  assert.equal(project.gitHub.deployKeys().length, 2 + orphans.length);
  for (const id of orphans) project.world.remove("github_repository_deploy_key", id);
  assert.equal(await project.detailedExitCode("secrets"), 0);
  assertSecondServed(project);
}

/** SSM serves the second generation, which GitHub knows beside the first. */
function assertSecondServed({ gitHub, world }: Project): void {
  const path = "/github/echo-server/deploy-key";
  const known = gitHub.deployKeys().map(({ key }) => key);
  const served = world.parameter(path);
  assert.equal(served, world.parameter(`${path}/generation-2`));
  assert.deepEqual([publicHalf(served), publicHalf(world.parameter(`${path}/generation-1`))].sort(), [...known].sort());
}

/** Recovers from a killed first apply of a later stack that has made these things. */
export async function recoverLater(project: Project, stack: string, done: readonly string[]): Promise<void> {
  const next = await project.run(stack, ["apply", "-input=false", "-auto-approve"]);
  const refusing = ["kubernetes_manifest", "github_repository_webhook"].flatMap((type) => created(done, type));
  assert.equal(next.code, refusing.length === 0 ? 0 : 1);
  // Those that wait for a refused one are not tried.
  for (const error of errorsIn(next)) {
    assert.match(
      error,
      /^Error: (Cannot create resource that already exists .* resource ".*" already exists|.*Hook already exists)/,
    );
  }
  if (refusing.length > 0) await project.synth(adopting(done));
  await project.apply(stack);
  await project.synth();
  assert.equal(await project.detailedExitCode(stack), 0);
}
