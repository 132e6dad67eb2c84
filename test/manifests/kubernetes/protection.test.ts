import assert from "node:assert/strict";
import { test } from "node:test";
import { appObjects } from "../../../manifests/app";
import type { ClusterObject } from "../../../manifests/cluster-object";
import { protectionBinding, protectionPolicy } from "../../../manifests/kubernetes/protection";
import { givenPaths } from "../../../model/secret-paths";
import { whole } from "../../support/whole";

function objects(piece = "", replacement = ""): readonly ClusterObject[] {
  const { cluster, delivery } = whole(piece, replacement);
  return appObjects(cluster, delivery, givenPaths(delivery));
}

const labelsOf = ({ manifest }: ClusterObject): object => manifest.metadata.labels ?? {};

/** The ids of what is protected: by the label, in plans, and after the policy that refuses. */
const held = (all: readonly ClusterObject[]): readonly string[] =>
  all
    .filter((each) => "flux-delivery/protected" in labelsOf(each))
    .map((each) => {
      assert.equal(each.isProtected, true);
      assert.ok(each.after?.some(({ id }) => id === "protection"));
      return each.id;
    });

test("all that would take a protected environment's workload along is held, and nothing else", () => {
  const all = objects("createNamespace: true", "createNamespace: true\n        protected: true");
  assert.deepEqual(held(all), [
    "namespace-web-dev",
    "pull-secret-web-dev_ghcr",
    "deployer-web-dev",
    "deployer-web-dev_binding",
    "kustomization-web-dev",
    "route-web-dev",
  ]);
  assert.equal(all.filter(({ isProtected }) => isProtected).length, 6);
});

test("a protected environment in a namespace that is there holds what is its own", () => {
  const all = objects("namespace: web-prod", "namespace: web-prod\n        protected: true");
  assert.deepEqual(held(all), [
    "pull-secret-web-prod_ghcr",
    "deployer-web-prod",
    "deployer-web-prod_binding",
    "kustomization-web-prod",
  ]);
});

test("what deploys is held for those environments alone that are deployed so", () => {
  const wide = "createNamespace: true\n        protected: true\n        clusterWide: true";
  assert.deepEqual(held(objects("createNamespace: true", wide)), [
    "namespace-web-dev",
    "pull-secret-web-dev_ghcr",
    "kustomization-web-dev",
    "route-web-dev",
  ]);
});

test("a held namespace keeps its other labels", () => {
  const all = objects("createNamespace: true", "createNamespace: true\n        protected: true");
  const [namespace] = all.filter(({ id }) => id === "namespace-web-dev");
  assert.ok(namespace);
  assert.deepEqual(labelsOf(namespace), {
    "pod-security.kubernetes.io/enforce": "restricted",
    "pod-security.kubernetes.io/warn": "restricted",
    "flux-delivery/protected": "true",
  });
});

test("the policy is there before it is put into force", () => {
  const all = objects("createNamespace: true", "createNamespace: true\n        protected: true");
  const binding = all.find(({ id }) => id === "protection");
  assert.deepEqual(
    binding?.after?.map(({ id }) => id),
    ["protection-policy"],
  );
});

test("a cluster without a protected environment has no policy", () => {
  assert.deepEqual(
    objects().filter(({ id }) => id.startsWith("protection")),
    [],
  );
});

test("the policy denies to delete what has the label", () => {
  const { metadata, spec } = protectionPolicy("flux");
  assert.ok(spec);
  assert.equal(metadata.name, "protected-environments-flux");
  assert.deepEqual(spec.matchConstraints?.objectSelector, { matchLabels: { "flux-delivery/protected": "true" } });
  assert.deepEqual(
    spec.matchConstraints.resourceRules?.map(({ operations, apiGroups, apiVersions, resources }) => {
      assert.deepEqual(apiVersions, ["*"]);
      return [operations, apiGroups, resources];
    }),
    [
      [["DELETE"], [""], ["namespaces"]],
      [["DELETE"], ["kustomize.toolkit.fluxcd.io"], ["kustomizations"]],
      [["DELETE"], ["gateway.networking.k8s.io"], ["httproutes"]],
      [["DELETE"], ["external-secrets.io"], ["externalsecrets"]],
      [["DELETE"], [""], ["serviceaccounts"]],
      [["DELETE"], ["rbac.authorization.k8s.io"], ["rolebindings"]],
    ],
  );
  assert.deepEqual(spec.validations, [
    {
      expression: "false",
      messageExpression:
        "oldObject.kind + ' ' + (has(oldObject.metadata.namespace) ? oldObject.metadata.namespace + '/' : '') + " +
        "oldObject.metadata.name + " +
        "' is protected: set protected: false for it in delivery.yaml, deploy that, and delete it then'",
      reason: "Forbidden",
    },
  ]);
  const binding = protectionBinding("flux");
  assert.equal(binding.metadata.name, metadata.name);
  assert.deepEqual(binding.spec, { policyName: metadata.name, validationActions: ["Deny"] });
});
