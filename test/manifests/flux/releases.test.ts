/** What an environment's objects become by a release: a pin, a freeze, a promotion. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { appObjects } from "../../../manifests/app";
import { promotionAlert } from "../../../manifests/flux/alert";
import { imagePolicy } from "../../../manifests/flux/image-policy";
import { kustomization } from "../../../manifests/flux/kustomization";
import { dispatcherOf } from "../../../model/promotion";
import { givenPaths } from "../../../model/secret-paths";
import { named, whole } from "../../support/whole";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
const dev = "        namespace: web-dev\n";
const prod = "        imagePolicy: { policy: { semver: { range: 1.x } } }\n        initialTag: 1.0.0\n";
const policy = "extract: $n }, policy: { numerical: {} } }";

function environments(...edits: readonly string[]) {
  const { delivery, cluster } = whole(...edits);
  const web = named(delivery.applications, "web");
  return { delivery, cluster, dev: named(web.environments, "dev"), prod: named(web.environments, "prod") };
}

const promoted = [
  policy,
  `${policy.slice(0, -1)}, digestReflectionPolicy: IfNotPresent }`,
  prod,
  "        promoteFrom: dev\n",
];

test("a pinned environment's policy knows no other tag, and reflects the digest as before", () => {
  const { spec } = imagePolicy(environments(prod, `${prod}        pin: 1.2.3-x_y\n`).prod);
  assert.deepEqual(spec.filterTags, { pattern: "^1[.]2[.]3-x_y$" });
  assert.deepEqual(spec.policy, { alphabetical: { order: "asc" } });
  assert.equal(spec.digestReflectionPolicy, imagePolicy(environments().prod).spec.digestReflectionPolicy);
  assert.deepEqual(spec.imageRepositoryRef, { name: "web" });
});

test("a pin with a digest is deployed by that, whatever the tag has become; one without is Git's", () => {
  const pinned = environments(prod, `${prod}        pin: 1.0.1@${digest}\n`).prod;
  assert.deepEqual(kustomization(pinned).spec.images, [{ name: "ghcr.io/acme/web", newTag: "1.0.1", digest }]);
  assert.deepEqual(imagePolicy(pinned).spec.filterTags, { pattern: "^1[.]0[.]1$" });
  assert.equal(kustomization(environments(prod, `${prod}        pin: 1.0.1\n`).prod).spec.images, undefined);
});

test("a suspended environment is neither written nor applied, and no other is", () => {
  const { dev: frozen, prod: other } = environments(dev, `${dev}        suspend: true\n`);
  assert.deepEqual([imagePolicy(frozen).spec.suspend, kustomization(frozen).spec.suspend], [true, true]);
  assert.deepEqual([imagePolicy(other).spec.suspend, kustomization(other).spec.suspend], [undefined, undefined]);
});

test("an environment that images are promoted to chooses the newest promotion, by its digest, and no build", () => {
  const { prod: target } = environments(...promoted);
  const { filterTags, policy: how, digestReflectionPolicy } = imagePolicy(target).spec;
  assert.deepEqual(filterTags, { pattern: "^prod-(?P<number>[0-9]+)$", extract: "$number" });
  assert.deepEqual(how, { numerical: { order: "asc" } });
  assert.equal(digestReflectionPolicy, "IfNotPresent");
  assert.equal(target.initialTag, "v1", "what is there before the first promotion");
});

test("one that was renamed keeps the tags that it has", () => {
  const { delivery } = whole(...promoted, "      - name: prod\n", "      - name: live\n        renamedFrom: prod\n");
  const live = named(named(delivery.applications, "web").environments, "live");
  assert.equal(imagePolicy(live).spec.filterTags?.pattern, "^prod-(?P<number>[0-9]+)$");
});

test("the environment that images are promoted from tells its repository's workflows, and no other does", () => {
  const { cluster, delivery, dev: source } = environments(...promoted);
  const provider = dispatcherOf(source);
  assert.ok(provider);
  assert.deepEqual(promotionAlert(source, provider).spec, {
    providerRef: { name: "runs" },
    eventSeverity: "info",
    eventSources: [{ kind: "Kustomization", name: "web-dev" }],
    inclusionList: ["^Health check passed", "^health check failed"],
  });
  const alerts = appObjects(cluster, delivery, givenPaths(delivery)).filter(
    ({ manifest }) => manifest.kind === "Alert",
  );
  assert.deepEqual(
    alerts.map(({ id, manifest }) => `${id} ${manifest.metadata.name}`),
    ["promotion-alert-web-dev web-dev.promotion"],
  );
});

test("without a way to tell them there is nothing that tells", () => {
  const runs = "        - { name: runs, type: githubdispatch, repository: shop, tokenParameter: /github/dispatch }\n";
  const { cluster, delivery } = environments(...promoted, runs, "");
  const objects = appObjects(cluster, delivery, givenPaths(delivery));
  assert.deepEqual(
    objects.filter(({ manifest }) => manifest.kind === "Alert"),
    [],
  );
});
