/** A GitHub App in the place of deploy keys and of the administrator's token. */
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { parseDelivery } from "../../config/load";
import { shippedWith } from "../support/synth";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { givenSecrets, leaks, secretsIn } from "./support/secrecy";
import { needsEngine } from "./support/stand-in";

const path = "/github/apps/7/private-key";
const login = "developer-friendly-flux[bot]";

/** The shipped file with an App, and with fields of the repository. */
function fileWith(repository: string, app = "{ id: 7, installationId: 8, administers: true }"): string {
  const own = repository === "" ? "" : `    ${repository}\n`;
  return shippedWith("  bot:\n", `  app: ${app}\n  bot:\n`).replace(
    "  - name: echo-server\n\nregistry",
    `  - name: echo-server\n${own}\nregistry`,
  );
}

/** Every state that was ever written, backups too, and every saved plan. */
const written = (project: Project): [name: string, text: string][] =>
  ["state", "plans"].flatMap((folder) =>
    readdirSync(join(project.folder, folder)).map((name): [string, string] => [
      name,
      readFileSync(join(project.folder, folder, name), "latin1"),
    ]),
  );

group("a GitHub App", needsEngine, () => {
  let project: Project;
  before(async () => {
    project = Project.create();
    await project.synth(fileWith("access: app"));
    for (const stack of shippedStacks) {
      await project.plan(stack);
      await project.apply(stack, { TF_LOG: "trace", TF_LOG_PATH: `${project.folder}/trace-${stack}.log` });
    }
  });
  after(() => project.remove());

  test("needs no deploy key, and no plan changes anything afterwards", async () => {
    assert.deepEqual(project.gitHub.deployKeys(), []);
    assert.deepEqual(
      project.gitHub.hooks().map(({ repository }) => repository.name),
      ["echo-server"],
    );
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("is who the organization's provider acts as, and the administrator's token is asked for by nobody", () => {
    const askers = new Set(project.gitHub.requests.map((each) => each.login));
    assert.ok(askers.has(login), [...askers].join());
    assert.ok(!askers.has("developer-friendly-admin"), [...askers].join());
    assert.ok(project.gitHub.requests.some(({ path: asked }) => asked.endsWith("/app/installations/8/access_tokens")));
  });

  test("has its private key in SSM alone: in no state, plan, log or synthesized file", () => {
    const key = project.variables["github_app_private_key"] ?? "";
    assert.match(key, /^-----BEGIN RSA PRIVATE KEY-----/);
    assert.equal(project.world.parameter(path), key);
    const given = new Map([...givenSecrets(project)].filter(([name]) => name === "github_app_private_key"));
    assert.equal(given.size, 1);
    assert.deepEqual(
      secretsIn(`{ "key": ${JSON.stringify(key)} }`, given),
      ["github_app_private_key"],
      "it would be seen",
    );
    const texts = written(project);
    assert.ok(texts.length >= 6);
    for (const [name, text] of texts) {
      assert.deepEqual(secretsIn(text, given), [], name);
      if (name.startsWith("flux-bootstrap") || name.startsWith("app")) assert.doesNotMatch(text, /PRIVATE KEY/, name);
    }
    assert.deepEqual(leaks(project, given), []);
  });

  test("gets a new private key with its version alone", async () => {
    const before = project.world.parameter(path);
    project.renewAppKey(parseDelivery(fileWith("access: app"), "delivery.yaml"));
    assert.deepEqual(await project.changes("secrets"), []);
    await project.synth(fileWith("access: app", "{ id: 7, installationId: 8, administers: true, keyVersion: 2 }"));
    assert.deepEqual(await project.changes("secrets"), ["update aws_ssm_parameter.github-app_ssm_parameter"]);
    await project.apply("secrets");
    assert.notEqual(project.world.parameter(path), before);
    assert.equal(project.world.parameter(path), project.variables["github_app_private_key"]);
    await project.synth(fileWith("access: app"));
    await project.apply("secrets");
  });
});

group("a repository that moves to a GitHub App and back", needsEngine, () => {
  let project: Project;
  const app = "{ id: 7, installationOwner: developer-friendly }";
  before(async () => {
    project = await Project.applied(fileWith("", app));
  });
  after(() => project.remove());

  /** Deploys a file as `cdktf deploy` does, and says what was changed, in order. */
  async function deploy(file: string): Promise<string[]> {
    await project.synth(file);
    const journal = join(project.folder, `changes-${Math.random()}.log`);
    const env = project.journal(journal);
    for (const stack of shippedStacks) await project.apply(stack, env);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
    return readFileSync(journal, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.replace(/\d{5,}$/, "N"));
  }

  const kubernetes = (lines: readonly string[]): string[] =>
    lines.filter((line) => line.includes("kubernetes_manifest")).map((line) => line.replace(/apiVersion=[^,]+,/, ""));
  const manifest = (action: string, kind: string, name: string): string =>
    `${action} kubernetes_manifest kind=${kind},namespace=flux-system,name=${name}`;

  test("has its deploy key as long as the file says so, while the cluster goes over", async () => {
    const lines = await deploy(fileWith("access: app\n    deployKey: {}", app));
    assert.deepEqual(
      lines.filter((line) => !line.includes("kubernetes_manifest")),
      // The cluster may read the App's key from now on.
      ["update aws_iam_policy arn:aws:iam::123456789012:policy/external-secrets-blog"],
    );
    assert.deepEqual(kubernetes(lines), [
      manifest("create", "ExternalSecret", "github-app"),
      manifest("update", "GitRepository", "echo-server"),
    ]);
    assert.equal(project.gitHub.deployKeys().length, 1);
  });

  test("loses the deploy key in a second step, and then nothing names it any more", async () => {
    const lines = await deploy(fileWith("access: app", app));
    assert.deepEqual(kubernetes(lines), [manifest("delete", "ExternalSecret", "echo-server-git")]);
    assert.ok(lines.includes("delete github_repository_deploy_key echo-server:N"), lines.join("\n"));
    assert.deepEqual(project.gitHub.deployKeys(), []);
  });

  test("has a new deploy key before it goes back, and the App's Secret until it has", async () => {
    const lines = await deploy(fileWith("", app));
    assert.deepEqual(kubernetes(lines), [
      manifest("create", "ExternalSecret", "echo-server-git"),
      manifest("update", "GitRepository", "echo-server"),
      manifest("delete", "ExternalSecret", "github-app"),
    ]);
    const registered = lines.indexOf("create github_repository_deploy_key echo-server:N");
    const used = lines.findIndex((line) => line.startsWith("update kubernetes_manifest"));
    assert.ok(registered >= 0 && registered < used, lines.join("\n"));
  });
});
