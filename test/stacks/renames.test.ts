import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { at, synthesize, text, type Json, type Synthesized } from "../support/synth";

const fleet = readFileSync(join(__dirname, "..", "support", "fleet.yaml"), "utf8");
const stacks = ["secrets", "flux-bootstrap-staging", "app-staging", "flux-bootstrap-production", "app-production"];

/** The fleet with pieces replaced; each is there. */
function edited(...edits: readonly (readonly [piece: string | RegExp, replacement: string])[]): string {
  return edits.reduce((yaml, [piece, replacement]) => {
    const after = yaml.replaceAll(new RegExp(piece, "g"), replacement);
    assert.notEqual(after, yaml, String(piece));
    return after;
  }, fleet);
}

const renamed = {
  repository: synthesize(
    edited(["  - name: shop\n", "  - name: store\n    renamedFrom: shop\n"], ["repository: shop", "repository: store"]),
  ),
  application: synthesize(edited(["  - name: web\n", "  - name: site\n    renamedFrom: web\n"])),
  environment: synthesize(edited([/( {6})( {2}|- )name: prod\n/, "$1$2name: live\n$1  renamedFrom: prod\n"])),
  cluster: synthesize(
    edited(
      ["  - name: production\n", "  - name: live\n    renamedFrom: production\n"],
      ["cluster: production", "cluster: live"],
    ),
  ),
} as const;
const before = synthesize(fleet);

/** Addresses of a stack's resources as its moves leave them to be found, by what they were. */
function moved(delivery: Synthesized, stack: string): ReadonlyMap<string, string> {
  const list = at(delivery.stack(stack), "moved");
  return new Map((Array.isArray(list) ? list : []).map((each) => [text(at(each, "to")), text(at(each, "from"))]));
}

/** A stack's resources by the addresses that a state has before the moves. */
function byFormerAddress(delivery: Synthesized, stack: string): Map<string, Json> {
  const moves = moved(delivery, stack);
  const types = at(delivery.stack(stack), "resource");
  return new Map(
    Object.entries(types ?? {}).flatMap(([type, each]) =>
      Object.entries(each as Record<string, Json>).map(([id, resource]): [string, Json] => {
        const address = `${type}.${id}`;
        return [moves.get(address) ?? address, resource];
      }),
    ),
  );
}

/** A value without references, which name addresses, and without author and names of commits, which are those of now. */
const said = (value: Json | undefined): string =>
  JSON.stringify(value ?? null).replace(/\$\{[^}]*\}|Acme Bot \([^)]*\)|"messageTemplateValues":\{[^}]*\}/g, "");

for (const [what, after] of Object.entries(renamed)) {
  test(`with another name of the ${what} every resource is found at its address, and no object says anything else`, () => {
    for (const stack of stacks) {
      const old = byFormerAddress(before, stack);
      const now = byFormerAddress(after, stack);
      assert.deepEqual([...now.keys()].sort(), [...old.keys()].sort(), stack);
      for (const [address, resource] of now) {
        for (const field of ["manifest", "name", "repository", "value_wo_version"]) {
          assert.deepEqual(said(at(resource, field)), said(at(old.get(address), field)), `${stack} ${address}`);
        }
      }
    }
  });
}

test("only what is addressed by the name is moved", () => {
  assert.deepEqual(
    [...moved(renamed.repository, "flux-bootstrap-staging").entries()],
    [
      ["kubernetes_manifest.git-secret-store", "kubernetes_manifest.git-secret-shop"],
      ["kubernetes_manifest.git-repository-store", "kubernetes_manifest.git-repository-shop"],
      ["github_repository_webhook.webhook-store_webhook", "github_repository_webhook.webhook-shop_webhook"],
    ],
  );
  assert.deepEqual([...moved(renamed.repository, "secrets").values()].sort(), [
    ...[1, 2].flatMap((generation) => [
      `aws_ssm_parameter.deploy-key-shop_kept-${generation}_private_parameter`,
      `aws_ssm_parameter.deploy-key-shop_kept-${generation}_public_parameter`,
    ]),
    "aws_ssm_parameter.deploy-key-shop_ssm_parameter",
    ...["production", "staging"].flatMap((cluster) => [
      ...[1, 2].flatMap((generation) => [
        `aws_ssm_parameter.reader-key-shop_${cluster}_kept-${generation}_private_parameter`,
        `aws_ssm_parameter.reader-key-shop_${cluster}_kept-${generation}_public_parameter`,
      ]),
      `aws_ssm_parameter.reader-key-shop_${cluster}_ssm_parameter`,
    ]),
    ...[1, 2].map((generation) => `github_repository_deploy_key.deploy-key-shop_registered-${generation}`),
    ...["production", "staging"].flatMap((cluster) =>
      [1, 2].map((generation) => `github_repository_deploy_key.reader-key-shop_${cluster}_registered-${generation}`),
    ),
  ]);
  assert.deepEqual(
    [...moved(renamed.application, "app-staging").values()],
    ["kubernetes_manifest.image-repository-web"],
  );
  assert.deepEqual(
    [...moved(renamed.cluster, "secrets").values()],
    [
      ...["shop", "tools"].flatMap((repository) => [
        ...(repository === "shop" ? [1, 2] : [1]).flatMap((generation) => [
          `aws_ssm_parameter.reader-key-${repository}_production_kept-${generation}_private_parameter`,
          `aws_ssm_parameter.reader-key-${repository}_production_kept-${generation}_public_parameter`,
          `github_repository_deploy_key.reader-key-${repository}_production_registered-${generation}`,
        ]),
        `aws_ssm_parameter.reader-key-${repository}_production_ssm_parameter`,
      ]),
      "random_password.receiver-token-production_token",
      "aws_ssm_parameter.receiver-token-production_ssm_parameter",
      "aws_iam_policy.reader-policy-production_policy",
    ],
  );
  for (const stack of stacks) {
    assert.equal(at(before.stack(stack), "moved"), undefined, stack);
    assert.equal(at(renamed.environment.stack(stack), "moved"), undefined, stack);
  }
});

test("what is addressed by two names is moved from both of the former ones at once", () => {
  const both = synthesize(
    edited(
      ["  - name: shop\n", "  - name: store\n    renamedFrom: shop\n"],
      ["repository: shop", "repository: store"],
      ["  - name: production\n", "  - name: live\n    renamedFrom: production\n"],
      ["cluster: production", "cluster: live"],
    ),
  );
  assert.equal(
    moved(both, "secrets").get("github_repository_deploy_key.reader-key-store_live_registered-2"),
    "github_repository_deploy_key.reader-key-shop_production_registered-2",
  );
  assert.deepEqual(
    [...byFormerAddress(both, "secrets").keys()].sort(),
    [...byFormerAddress(before, "secrets").keys()].sort(),
  );
});

test("written down, the names stay when the line goes", () => {
  const resources = (delivery: Synthesized, stack: string): Json | undefined => at(delivery.stack(stack), "resource");
  for (const [after, written] of [
    [
      renamed.repository,
      edited(
        ["  - name: shop\n", "  - name: store\n    objectName: shop\n"],
        ["repository: shop", "repository: store"],
      ),
    ],
    [renamed.application, edited(["  - name: web\n", "  - name: site\n    objectName: web\n"])],
    [
      renamed.cluster,
      edited(
        ["  - name: production\n", "  - name: live\n    objectName: production\n"],
        ["cluster: production", "cluster: live"],
      ),
    ],
  ] as const) {
    const delivery = synthesize(written);
    for (const stack of stacks) {
      assert.deepEqual(resources(delivery, stack), resources(after, stack), stack);
      assert.equal(at(delivery.stack(stack), "moved"), undefined);
    }
  }
});
