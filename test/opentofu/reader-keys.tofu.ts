/** Clusters that share a repository: one deploy key that may write, and for each cluster a key of its own that only reads. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { at, text, type Json } from "../support/synth";
import { group } from "./support/group";
import { older } from "./support/older";
import { publicHalf } from "./support/openssh";
import { Project } from "./support/project";
import { needsEngine } from "./support/stand-in";

const fleet = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");
const bootstraps = ["flux-bootstrap-staging", "flux-bootstrap-production"] as const;

/** The fleet with another line of the repository shop. */
function edited(piece: string, replacement: string, yaml = fleet): string {
  const after = yaml.replace(piece, replacement);
  assert.notEqual(after, yaml, piece);
  return after;
}

const writtenByProduction = edited("imageUpdate: { cluster: staging }", "imageUpdate: { cluster: production }");

const keyPath = "/github/shop/deploy-key";
const readerPath = (cluster: string): string => `${keyPath}/cluster-${cluster}`;

group("a delivery of two clusters that read their repositories by one key each", needsEngine, () => {
  let project: Project;
  const served = (path: string): string => publicHalf(project.world.parameter(path));
  const keys = (repository: string): string[] =>
    project.gitHub
      .deployKeys(`acme/${repository}`)
      .map(({ key, title, readOnly }) => `${title}: ${readOnly ? "reads" : "writes"} by ${key}`)
      .sort();
  /** The paths of a repository's keys that a cluster's reader policy grants. */
  const granted = (repository: string): string[] => {
    const arns = project.world.things("aws_iam_policy").flatMap(({ attributes }) => {
      const document = JSON.parse(text(at(attributes, "policy"))) as Json;
      const resources = at(document, "Statement", 0, "Resource");
      return Array.isArray(resources) ? resources.map(text) : [];
    });
    return arns
      .flatMap((arn) => /:parameter(\/.*)$/.exec(arn)?.[1] ?? [])
      .filter((path) => path.startsWith(`/github/${repository}/`));
  };
  /** The path that the Secret of a repository's source in a cluster is made from. */
  const readFrom = (namespace: string, repository: string): string[] =>
    project.world
      .things("kubernetes_manifest")
      .map(({ attributes }) => attributes)
      .filter(
        (manifest) =>
          at(manifest, "metadata", "name") === `${repository}-git` &&
          at(manifest, "metadata", "namespace") === namespace,
      )
      .map((manifest) => text(at(manifest, "spec", "data", 0, "remoteRef", "key")));

  const readerKey = (repository: string, cluster: string, ...generations: number[]): string[] => [
    ...generations.flatMap((generation) =>
      ["private", "public"].map(
        (half) => `create aws_ssm_parameter.reader-key-${repository}_${cluster}_kept-${generation}_${half}_parameter`,
      ),
    ),
    ...generations.map(
      (generation) =>
        `create github_repository_deploy_key.reader-key-${repository}_${cluster}_registered-${generation}`,
    ),
  ];
  const servedBy = (action: string, repository: string, cluster: string): string =>
    `${action} aws_ssm_parameter.reader-key-${repository}_${cluster}_ssm_parameter`;

  before(async () => {
    project = Project.create();
    await project.serve(fleet);
    for (const stack of ["secrets", ...bootstraps]) {
      mkdirSync(project.stackFolder(stack), { recursive: true });
      writeFileSync(join(project.stackFolder(stack), "cdk.tf.json"), older("before-reader-keys", stack));
      await project.apply(stack);
    }
  });
  after(() => project.remove());

  test("gets keys that only read beside those, of which none is deleted or replaced", async () => {
    const old = project.gitHub.deployKeys().map(({ id, key }) => `${id} ${key}`);
    assert.equal(old.length, 3);
    assert.deepEqual(granted("shop"), [keyPath]);
    await project.synth(fleet);
    assert.deepEqual(
      await project.changes("secrets"),
      [
        ...["staging", "production"].flatMap((cluster) => [
          ...readerKey("shop", cluster, 1, 2),
          servedBy("create", "shop", cluster),
          ...readerKey("tools", cluster, 1),
          servedBy("create", "tools", cluster),
        ]),
        "update aws_iam_policy.reader-policy-production_policy",
      ].sort(),
    );
    await project.apply("secrets");
    assert.equal(await project.detailedExitCode("secrets"), 0);
    const now = project.gitHub.deployKeys().map(({ id, key }) => `${id} ${key}`);
    assert.equal(now.length, 9);
    for (const key of old) assert.ok(now.includes(key), `${key} is in use until the clusters have theirs`);
  });

  test("GitHub lets a cluster's key read, and the repository's write", () => {
    const shop = keys("shop");
    assert.equal(shop.filter((line) => line.startsWith("Acme Bot: writes by ")).length, 2);
    assert.ok(shop.includes(`Acme Bot: writes by ${served(keyPath)}`));
    for (const cluster of ["staging", "production"]) {
      assert.equal(shop.filter((line) => line.startsWith(`Acme Bot (${cluster}): reads by `)).length, 2);
      assert.ok(shop.includes(`Acme Bot (${cluster}): reads by ${served(readerPath(cluster))}`));
    }
  });

  test("a policy grants the key that its cluster uses alone, from when that is there", async () => {
    assert.deepEqual(granted("shop"), [readerPath("production")]);
    // Production writes it, to a branch of its own.
    assert.deepEqual(granted("tools"), ["/github/tools/deploy-key"]);
    // What newer releases changed since: GitHub tells of images where they are scanned, and sources are polled less.
    const sources = ["shop", "tools"].map((name) => `update kubernetes_manifest.git-repository-${name}`);
    assert.deepEqual(await project.changes("flux-bootstrap-staging"), [
      "update github_repository_webhook.webhook-shop_webhook",
      ...sources,
      "update kubernetes_manifest.receiver",
    ]);
    assert.deepEqual(await project.changes("flux-bootstrap-production"), [
      ...sources,
      "update kubernetes_manifest.git-secret-shop",
    ]);
    for (const stack of bootstraps) await project.apply(stack);
    assert.deepEqual(readFrom("flux-system", "shop"), [keyPath]);
    assert.deepEqual(readFrom("flux", "shop"), [readerPath("production")]);
  });

  test("another cluster that writes is another right and another path, and no key", async () => {
    const before = keys("shop");
    await project.synth(writtenByProduction);
    assert.deepEqual(await project.changes("secrets"), ["update aws_iam_policy.reader-policy-production_policy"]);
    await project.apply("secrets");
    for (const stack of bootstraps) {
      // Who writes scans, and so is told of images.
      assert.deepEqual(await project.changes(stack), [
        "update github_repository_webhook.webhook-shop_webhook",
        "update kubernetes_manifest.git-secret-shop",
        "update kubernetes_manifest.receiver",
      ]);
      await project.apply(stack);
    }
    assert.deepEqual(keys("shop"), before);
    assert.deepEqual(granted("shop"), [keyPath]);
    assert.deepEqual(readFrom("flux-system", "shop"), [readerPath("staging")]);
    assert.deepEqual(readFrom("flux", "shop"), [keyPath]);
  });

  test("a generation rotates all keys of a repository, each served once it is registered", async () => {
    const paths = [keyPath, readerPath("staging"), readerPath("production")];
    const before = paths.map(served);
    await project.synth(
      edited("generations: [1, 2] }\n    imageUpdate", "generations: [2, 3] }\n    imageUpdate", writtenByProduction),
    );
    const changes = await project.changes("secrets");
    const of = (action: string): string[] => changes.filter((line) => line.startsWith(`${action} `));
    for (const key of ["deploy-key-shop", "reader-key-shop_staging", "reader-key-shop_production"]) {
      assert.ok(changes.includes(`create github_repository_deploy_key.${key}_registered-3`));
      assert.ok(changes.includes(`update aws_ssm_parameter.${key}_ssm_parameter`));
      assert.ok(changes.includes(`delete github_repository_deploy_key.${key}_registered-1`));
    }
    assert.deepEqual([of("create").length, of("update").length, of("delete").length], [9, 3, 9]);
    assert.equal(changes.length, 21, "nothing is replaced");
    await project.apply("secrets");
    const known = project.gitHub.deployKeys("acme/shop").map(({ key }) => key);
    assert.equal(known.length, 6);
    for (const [index, path] of paths.entries()) {
      assert.notEqual(served(path), before[index]);
      assert.ok(
        known.includes(served(path)) && known.includes(before[index] ?? ""),
        `${path}: the new one, and the last`,
      );
    }
    for (const stack of bootstraps) assert.equal(await project.detailedExitCode(stack), 0, stack);
  });
});
