import assert from "node:assert/strict";
import { test } from "node:test";
import { at, shippedWith, synthesize, type Json, type Synthesized } from "../support/synth";

const restricted = {
  "pod-security.kubernetes.io/enforce": "restricted",
  "pod-security.kubernetes.io/warn": "restricted",
};

/** The shipped delivery, whose workload is in a namespace of its own that is claimed in the given way. */
const claimed = (environment: string, cluster: string): Synthesized =>
  synthesize(
    shippedWith("        namespace: default\n", `        namespace: echo\n${environment}`).replace(
      "  - name: blog\n",
      `  - name: blog\n${cluster}`,
    ),
  );

const listed = (namespaces: string): Synthesized => claimed("", `    namespaces: ${namespaces}\n`);
const labels = (delivery: Synthesized, name: string): Json | undefined =>
  at(delivery.objects("app")[`Namespace ${name}`], "metadata", "labels");
const manifests = (delivery: Synthesized) => delivery.resources("app", "kubernetes_manifest");

test("a namespace's claim moves from the environments to the cluster without a change of any resource", () => {
  const before = claimed("        createNamespace: true\n", "");
  const after = listed("[{ name: echo }]");
  assert.ok(manifests(before)["namespace-echo"]);
  assert.deepEqual(after.stack("app"), before.stack("app"));
});

test("so does that of a protected environment's namespace", () => {
  const held = "        protected: true\n";
  const before = claimed(`        createNamespace: true\n${held}`, "");
  const after = claimed(held, "    namespaces: [{ name: echo }]\n");
  assert.deepEqual(after.stack("app"), before.stack("app"));
});

test("a listed namespace is there without any environment, and workloads in it come after it", () => {
  const delivery = listed("[{ name: echo }, { name: tools }]");
  assert.deepEqual(labels(delivery, "tools"), restricted);
  const { depends_on: after } = manifests(delivery)["kustomization-echo-server"] ?? {};
  assert.ok(Array.isArray(after) && after.includes("kubernetes_manifest.namespace-echo"));
});

test("labels are added to those of the restricted standard, or replace them", () => {
  const delivery = listed(
    "[{ name: tools, labels: { team: platform, pod-security.kubernetes.io/enforce: baseline } }]",
  );
  assert.deepEqual(labels(delivery, "tools"), {
    ...restricted,
    "pod-security.kubernetes.io/enforce": "baseline",
    team: "platform",
  });
});

test("a protected namespace is held by the cluster and by the plan, without a protected environment", () => {
  const delivery = listed("[{ name: tools, protected: true }, { name: echo }]");
  assert.deepEqual(labels(delivery, "tools"), { ...restricted, "flux-delivery/protected": "true" });
  assert.deepEqual(labels(delivery, "echo"), restricted);
  const { lifecycle, depends_on: after } = manifests(delivery)["namespace-tools"] ?? {};
  assert.deepEqual(lifecycle, { prevent_destroy: true });
  assert.deepEqual(after, ["kubernetes_manifest.protection-policy", "kubernetes_manifest.protection"]);
});

test("a namespace that is only used is not made, and one that the stack had is let go of", () => {
  const delivery = listed("[{ name: echo, create: false }, { name: tools }]");
  assert.equal(labels(delivery, "echo"), undefined);
  assert.deepEqual(at(delivery.stack("app"), "removed"), [
    { from: "kubernetes_manifest.namespace-echo", lifecycle: { destroy: false } },
  ]);
});
