/** Elements of the file get other names, and what is deployed stays: the state follows, objects keep their names. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { at, shippedWith, text } from "../support/synth";
import { group } from "./support/group";
import { Project, shippedStacks } from "./support/project";
import { needsEngine } from "./support/stand-in";

/** The names of the file's elements, each with further lines. */
interface Names {
  readonly cluster: string;
  readonly repository: string;
  readonly application: string;
  readonly environment: string;
}

/** The shipped delivery, whose objects' names come from those in the file, with other names. */
function delivery({ cluster, repository, application, environment }: Names): string {
  const [name = ""] = cluster.split("\n");
  const [source = ""] = repository.split("\n");
  const edits: readonly (readonly [string, string])[] = [
    ["  - name: blog\n", `  - name: ${cluster}\n`],
    ["cluster: blog\n", `cluster: ${name}\n`],
    ["  - name: echo-server\n\nregistryCredentials", `  - name: ${repository}\n\nregistryCredentials`],
    ["  - name: echo-server\n    repository: echo-server\n", `  - name: ${application}\n    repository: ${source}\n`],
    ["      - name: dev\n", `      - name: ${environment}\n`],
  ];
  return edits.reduce(
    (yaml, [piece, replacement]) => {
      assert.equal(yaml.split(piece).length, 2, piece);
      return yaml.replace(piece, replacement);
    },
    shippedWith("        objectName: echo-server\n", ""),
  );
}

const first = delivery({
  cluster: "blog",
  repository: "echo-server",
  application: "echo-server",
  environment: "dev",
});
const renamed = delivery({
  cluster: "main\n    renamedFrom: blog",
  repository: "echo\n    renamedFrom: echo-server",
  application: "parrot\n    renamedFrom: echo-server",
  environment: "test\n        renamedFrom: dev",
});
/** Without the lines that say what was: what they kept is written down. */
const written = delivery({
  cluster: "main",
  repository: "echo\n    objectName: echo-server",
  application: "parrot\n    objectName: echo-server",
  environment: "test\n        objectName: echo-server-dev\n        path: kustomize/overlays/dev",
}).replace(
  "      host: flux.",
  "      parameter: /github/developer-friendly/blog/flux-system/receiver/token\n      host: flux.",
);

group("a delivery whose cluster, repository, application and environment are renamed", needsEngine, () => {
  let project: Project;
  let world: ReadonlyMap<string, string>;
  before(async () => {
    project = await Project.applied(first);
    world = project.world.snapshot();
    await project.synth(renamed);
  });
  after(() => project.remove());

  /** From where to where a plan moves what the state has, and all else that it would do. */
  const planned = async (stack: string): Promise<{ readonly moves: string[]; readonly changes: string[] }> => {
    const changes = await project.changes(stack);
    const list = at((await project.plan(stack)).json, "resource_changes");
    const moves = (Array.isArray(list) ? list : [])
      .filter((each) => at(each, "previous_address") !== undefined)
      .map((each) => `${text(at(each, "previous_address"))} -> ${text(at(each, "address"))}`);
    return { moves: moves.sort(), changes };
  };

  test("secrets moves the keys of the repository and what is the cluster's: a description alone is another", async () => {
    assert.deepEqual(await planned("secrets"), {
      moves: [
        "aws_iam_policy.reader-policy-blog_policy -> aws_iam_policy.reader-policy-main_policy",
        ...["kept-1_private", "kept-1_public", "ssm"].map(
          (id) =>
            `aws_ssm_parameter.deploy-key-echo-server_${id}_parameter -> aws_ssm_parameter.deploy-key-echo_${id}_parameter`,
        ),
        "aws_ssm_parameter.receiver-token-blog_ssm_parameter -> aws_ssm_parameter.receiver-token-main_ssm_parameter",
        "github_repository_deploy_key.deploy-key-echo-server_registered-1 -> github_repository_deploy_key.deploy-key-echo_registered-1",
        "random_password.receiver-token-blog_token -> random_password.receiver-token-main_token",
      ],
      changes: ["update aws_ssm_parameter.receiver-token-main_ssm_parameter"],
    });
    await project.apply("secrets");
  });

  test("flux-bootstrap moves the repository's objects and its webhook, and changes nothing", async () => {
    assert.deepEqual(await planned("flux-bootstrap"), {
      moves: [
        "github_repository_webhook.webhook-echo-server_webhook -> github_repository_webhook.webhook-echo_webhook",
        "kubernetes_manifest.git-repository-echo-server -> kubernetes_manifest.git-repository-echo",
        "kubernetes_manifest.git-secret-echo-server -> kubernetes_manifest.git-secret-echo",
      ],
      changes: [],
    });
    await project.apply("flux-bootstrap");
  });

  test("app moves the application's ImageRepository, and only the author of commits names the environment anew", async () => {
    assert.deepEqual(await planned("app"), {
      moves: ["kubernetes_manifest.image-repository-echo-server -> kubernetes_manifest.image-repository-parrot"],
      changes: ["update kubernetes_manifest.image-update-echo-server"],
    });
    await project.apply("app");
  });

  test("the world is as it was but for these two texts, and second plans are empty", async () => {
    const now = project.world.snapshot();
    const differing = [...now].filter(([file, content]) => world.get(file) !== content).map(([, content]) => content);
    assert.equal(now.size, world.size);
    assert.equal(differing.length, 2);
    assert.ok(differing.some((content) => content.includes("on cluster main")));
    assert.ok(differing.some((content) => content.includes("Developer Friendly Bot (test)")));
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("the lines go once what they keep is written down", async () => {
    await project.synth(written);
    for (const stack of shippedStacks) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });

  test("without that they are needed: the plan shows what would be made anew", async () => {
    await project.synth(renamed.replace("        renamedFrom: dev\n", ""));
    const changes = await project.changes("app");
    assert.ok(changes.includes("delete kubernetes_manifest.kustomization-echo-server-dev"));
    assert.ok(changes.includes("create kubernetes_manifest.kustomization-echo-server-test"));
  });
});
