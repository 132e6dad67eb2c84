import assert from "node:assert/strict";
import { test } from "node:test";
import { namespace, workloadNamespace } from "../../../manifests/kubernetes/namespace";

test("a namespace for applications enforces the restricted standard, and warns of what breaks it", () => {
  assert.deepEqual(workloadNamespace("shop").metadata, {
    name: "shop",
    labels: {
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
    },
  });
});

test("a namespace for a chart has no standard of its own: node exporters are privileged", () => {
  assert.deepEqual(namespace("monitoring").metadata, { name: "monitoring" });
});
