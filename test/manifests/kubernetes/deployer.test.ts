import assert from "node:assert/strict";
import { test } from "node:test";
import { appObjects } from "../../../manifests/app";
import { objectName, type ClusterObject } from "../../../manifests/cluster-object";
import { deployer, deployerBinding } from "../../../manifests/kubernetes/deployer";
import { givenPaths } from "../../../model/secret-paths";
import { whole } from "../../support/whole";

function objects(piece = "", replacement = ""): readonly ClusterObject[] {
  const { cluster, delivery } = whole(piece, replacement);
  return appObjects(cluster, delivery, givenPaths(delivery));
}

const deployers = (all: readonly ClusterObject[]): readonly string[] =>
  all.map(({ id }) => id).filter((id) => id.startsWith("deployer-"));

/** Where an environment's overlay goes, as whom, and after what of that. */
function way(all: readonly ClusterObject[], environment: string): unknown {
  const own = all.find(({ id }) => id === `kustomization-${environment}`);
  assert.ok(own?.manifest.kind === "Kustomization");
  const { targetNamespace, serviceAccountName } = own.manifest.spec;
  return { targetNamespace, serviceAccountName, after: deployers(own.after ?? []) };
}

const wide = { targetNamespace: undefined, serviceAccountName: undefined, after: [] };

test("an overlay goes into its namespace, by an account of Flux's namespace that is there before", () => {
  assert.deepEqual(way(objects(), "web-dev"), {
    targetNamespace: "web-dev",
    serviceAccountName: "web-dev.deployer",
    after: ["deployer-web-dev", "deployer-web-dev_binding"],
  });
});

test("the account may do everything in the workload's namespace, by a binding that is nowhere else", () => {
  assert.equal(objectName(deployer("shop", "flux")), "ServiceAccount flux/shop.deployer");
  const { metadata, roleRef, subjects } = deployerBinding("shop", "flux");
  assert.deepEqual(metadata, { name: "flux.deployer", namespace: "shop" });
  assert.deepEqual(roleRef, { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" });
  assert.deepEqual(subjects, [{ kind: "ServiceAccount", name: "shop.deployer", namespace: "flux" }]);
});

test("environments of a namespace share the account, which goes only after they have let go of it", () => {
  const all = objects("namespace: api-dev", "namespace: web-dev");
  const shared = ["deployer-web-dev", "deployer-web-dev_binding"];
  assert.deepEqual(deployers(all), [...shared, "deployer-web-prod", "deployer-web-prod_binding"]);
  assert.deepEqual(way(all, "api-dev"), way(all, "web-dev"));
  const last = all.filter(({ isDeletedLast }) => isDeletedLast).map(({ id }) => id);
  assert.deepEqual(last, deployers(all));
});

test("a cluster-wide environment is deployed by Flux itself, wherever its objects are, and needs no account", () => {
  const all = objects("namespace: api-dev", "namespace: api-dev\n        clusterWide: true");
  assert.deepEqual(way(all, "api-dev"), wide);
  assert.ok(!deployers(all).includes("deployer-api-dev"));
});

test("beside a cluster-wide environment another one of the namespace has the account to itself", () => {
  const all = objects("namespace: api-dev", "namespace: web-dev\n        clusterWide: true");
  assert.deepEqual(way(all, "api-dev"), wide);
  assert.ok(deployers(all).includes("deployer-web-dev"));
});
