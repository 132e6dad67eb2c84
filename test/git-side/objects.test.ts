import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { validators } from "../../.gen/crds";
import { parseDelivery } from "../../config/load";
import { registryCredentialSecretName } from "../../model/names";
import { skipWithout } from "../tools/locate";
import { at, isObject, shippedWith, text, type Json, type JsonObject } from "../support/synth";
import { environmentsOf, fileOf, fleet, shipped, treeOf, trees, type ExampleTree } from "./support/examples";
import { buildOverlays, objectOf, objectsOf, only } from "./support/kustomize";
import { restrictedViolations } from "./support/restricted";

const skip = skipWithout("kustomize");

function validate(object: JsonObject): void {
  const kind = `${text(object["apiVersion"])}/${text(object["kind"])}`;
  const validator = validators[kind]?.();
  assert.ok(validator, `there is a schema of ${kind}`);
  assert.ok(validator(object), `${kind}: ${JSON.stringify(validator.errors)}`);
}

const podOf = (objects: readonly JsonObject[]): JsonObject => {
  const pod = at(only(objects, "Deployment"), "spec", "template", "spec");
  assert.ok(isObject(pod));
  return pod;
};

for (const tree of trees) describe(`The tree of ${tree.title}`, () => describeTree(tree));

function describeTree(tree: ExampleTree): void {
  test("holds only valid Kubernetes objects before kustomize has seen them.", () => {
    const manifests = [...tree.files].filter(
      ([path]) => path.endsWith(".yaml") && !/\/kustomization\.yaml$|-patch\.yaml$/.test(path),
    );
    assert.ok(manifests.length > 0);
    for (const [, yaml] of manifests) validate(objectOf(yaml));
  });

  test("is built to valid Kubernetes objects.", { skip }, () => {
    for (const stream of buildOverlays(tree).values()) objectsOf(stream).forEach(validate);
  });

  test("has Pods that pass the restricted Pod Security Standard.", { skip }, () => {
    for (const stream of buildOverlays(tree).values()) {
      assert.deepEqual(restrictedViolations(podOf(objectsOf(stream))), []);
    }
  });

  test("selects Pods by a label that no overlay changes, and labels everything.", { skip }, () => {
    const built = buildOverlays(tree);
    for (const { application, environment } of environmentsOf(tree)) {
      const objects = objectsOf(built.get(environment.path) ?? "");
      const selector = { app: application.name };
      const { tier } = application.workload;
      const labels = { app: application.name, ...(tier !== undefined && { tier }), env: environment.name };
      assert.deepEqual(at(only(objects, "Deployment"), "spec", "selector"), { matchLabels: selector });
      assert.deepEqual(at(only(objects, "Service"), "spec", "selector"), selector);
      assert.deepEqual(at(only(objects, "Deployment"), "spec", "template", "metadata", "labels"), labels);
      for (const kind of ["Deployment", "Service", "ConfigMap"]) {
        assert.deepEqual(at(only(objects, kind), "metadata", "labels"), labels);
      }
    }
  });

  test("puts every object in its environment's namespace.", { skip }, () => {
    const built = buildOverlays(tree);
    for (const { environment } of environmentsOf(tree)) {
      for (const object of objectsOf(built.get(environment.path) ?? "")) {
        const field = object["kind"] === "Namespace" ? "name" : "namespace";
        assert.equal(at(object, "metadata", field), environment.namespace);
      }
    }
  });

  test(
    "has a namespace exactly where an environment asks for one, and Flux neither changes nor deletes it.",
    { skip },
    () => {
      const built = buildOverlays(tree);
      for (const { environment } of environmentsOf(tree)) {
        const [namespace] = objectsOf(built.get(environment.path) ?? "").filter(({ kind }) => kind === "Namespace");
        assert.equal(namespace !== undefined, environment.createNamespace);
        if (!namespace) continue;
        assert.deepEqual(at(namespace, "metadata", "annotations"), {
          "kustomize.toolkit.fluxcd.io/ssa": "IfNotPresent",
          "kustomize.toolkit.fluxcd.io/prune": "disabled",
        });
        assert.equal(at(namespace, "metadata", "labels", "pod-security.kubernetes.io/enforce"), "restricted");
      }
    },
  );

  test(
    "gives the container the port as a number, under the name that the Service and the probes use.",
    { skip },
    () => {
      const built = buildOverlays(tree);
      for (const { application, environment } of environmentsOf(tree)) {
        const objects = objectsOf(built.get(environment.path) ?? "");
        const container = (...path: (string | number)[]): Json | undefined =>
          at(podOf(objects), "containers", 0, ...path);
        assert.deepEqual(container("ports"), [{ name: "http", containerPort: application.port }]);
        assert.deepEqual(at(only(objects, "Service"), "spec", "ports"), [
          { name: "http", port: 80, targetPort: "http" },
        ]);
        for (const probe of ["startup", "readiness", "liveness"] as const) {
          const path = application.workload.probes[probe];
          assert.deepEqual(container(`${probe}Probe`, "httpGet"), { path, port: "http" });
        }
        assert.equal(at(only(objects, "ConfigMap"), "data", "PORT"), String(application.port));
        assert.deepEqual(container("envFrom"), [
          { configMapRef: { name: text(at(only(objects, "ConfigMap"), "metadata", "name")) } },
        ]);
      }
    },
  );

  test("pulls a private image by the Secret that the stacks make, and a public one without.", { skip }, () => {
    const built = buildOverlays(tree);
    for (const { application, environment } of environmentsOf(tree)) {
      const { credential } = application.image;
      assert.deepEqual(
        podOf(objectsOf(built.get(environment.path) ?? ""))["imagePullSecrets"],
        credential === undefined ? undefined : [{ name: registryCredentialSecretName(credential) }],
      );
    }
  });

  test("leaves the number of replicas to others and gives the Pods no API token.", { skip }, () => {
    for (const stream of buildOverlays(tree).values()) {
      assert.equal(at(only(objectsOf(stream), "Deployment"), "spec", "replicas"), undefined);
      assert.equal(podOf(objectsOf(stream))["automountServiceAccountToken"], false);
    }
  });

  test("starts with the initial tag of every environment.", { skip }, () => {
    const built = buildOverlays(tree);
    for (const { application, environment } of environmentsOf(tree)) {
      assert.equal(
        at(podOf(objectsOf(built.get(environment.path) ?? "")), "containers", 0, "image"),
        `${application.image.name}:${environment.initialTag}`,
      );
    }
  });

  test("uses no commonLabels or replacements.", () => {
    for (const [path, yaml] of tree.files) assert.doesNotMatch(yaml, /commonLabels|replacements/, path);
  });
}

test("A port that needs a privilege gets it from a safe sysctl, and others need none.", () => {
  const sysctls = (yaml: string): Json | undefined =>
    at(objectOf(yaml), "spec", "template", "spec", "securityContext", "sysctls");
  assert.deepEqual(sysctls(fileOf(fleet(), "web/deploy/base/deployment.yaml")), [
    { name: "net.ipv4.ip_unprivileged_port_start", value: "80" },
  ]);
  assert.equal(sysctls(fileOf(shipped(), "kustomize/base/deployment.yaml")), undefined);
});

test("A name that older YAML reads as true or false stays text.", { skip }, () => {
  const delivery = parseDelivery(shippedWith("- name: dev\n", '- name: "on"\n'), "delivery.yaml");
  const [repository] = delivery.repositories;
  assert.ok(repository);
  const tree = treeOf({ name: "on", file: "delivery.yaml", delivery }, repository);
  const stream = buildOverlays(tree).get("kustomize/overlays/on") ?? "";
  assert.equal(at(only(objectsOf(stream), "Deployment"), "metadata", "labels", "env"), "on");
});

test("A component of the user's own changes the overlay that names it.", { skip }, () => {
  const [shop] = trees.filter(({ repository }) => repository.name === "shop");
  assert.ok(shop);
  const built = buildOverlays(shop);
  const memory = (path: string): Json | undefined =>
    at(podOf(objectsOf(built.get(path) ?? "")), "containers", 0, "resources", "requests", "memory");
  assert.equal(memory("api/deploy/overlays/prod"), "512Mi");
  assert.equal(memory("api/deploy/overlays/dev"), "128Mi");
});

describe("The restricted standard's check", () => {
  const container = {
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ["ALL"] },
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    },
  };
  const broken: readonly (readonly [rule: string, pod: JsonObject])[] = [
    ["no container", { containers: [] }],
    ["runAsNonRoot", { containers: [{ securityContext: { ...container.securityContext, runAsNonRoot: false } }] }],
    ["runAsUser", { containers: [container], securityContext: { runAsUser: 0 } }],
    ["capabilities.drop", { containers: [{ securityContext: { ...container.securityContext, capabilities: {} } }] }],
    ["volumes", { containers: [container], volumes: [{ name: "host", hostPath: { path: "/" } }] }],
    ["host namespaces", { containers: [container], hostNetwork: true }],
    ["sysctls", { containers: [container], securityContext: { sysctls: [{ name: "kernel.msgmax", value: "1" }] } }],
  ];
  for (const [rule, pod] of broken) {
    test(`finds a Pod that breaks "${rule}".`, () => assert.deepEqual(restrictedViolations(pod), [rule]));
  }
});
