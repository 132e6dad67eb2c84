import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseDelivery } from "../../config/load";
import { tree } from "../../git-side/scaffold/tree";
import { at, isObject, shippedText, type Json, type JsonObject } from "../support/synth";
import { skipWithout } from "../tools/locate";
import { writeFiles } from "./support/examples";
import { buildFolder, objectsOf } from "./support/kustomize";
import { restrictedViolations } from "./support/restricted";

const skip = skipWithout("kustomize");

/** What kustomize makes of the shipped delivery with other fields of its application's workload and its environment. */
function built(workload: string, ...environment: string[]): JsonObject[] {
  const yaml = shippedText()
    .replace("workload: { tier: backend }", () => `workload: ${workload}`)
    .replace("        route:\n", `${environment.map((field) => `        ${field}\n`).join("")}        route:\n`);
  const [repository] = parseDelivery(yaml, "delivery.yaml").repositories;
  assert.ok(repository);
  const folder = mkdtempSync(join(tmpdir(), "flux-delivery-workload-"));
  try {
    writeFiles(folder, new Map(tree(repository, repository.applications).map((file) => [file.path, file.text])));
    return objectsOf(buildFolder(join(folder, "kustomize/overlays/dev")));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const find = (objects: readonly JsonObject[], kind: string): JsonObject | undefined =>
  objects.find((object) => object["kind"] === kind);

function podOf(objects: readonly JsonObject[]): JsonObject {
  const pod = at(find(objects, "Deployment"), "spec", "template", "spec");
  assert.ok(isObject(pod));
  assert.deepEqual(restrictedViolations(pod), []);
  return pod;
}

const container = (objects: readonly JsonObject[], ...path: (string | number)[]): Json | undefined =>
  at(podOf(objects), "containers", 0, ...path);

const kindsOf = (objects: readonly JsonObject[]): Json[] => objects.map(({ kind }) => kind ?? null).sort();
const usual = ["ConfigMap", "Deployment", "Service"];

describe("A workload", { skip }, () => {
  test("of one Pod is what it was: no label, budget, spread, account or policy comes unasked.", () => {
    for (const [workload, ...environment] of [
      ["{}"],
      ["{ replicas: 1 }"],
      ["{}", "workload: { replicas: 0 }"],
    ] as const) {
      const objects = built(workload, ...environment);
      assert.deepEqual(kindsOf(objects), usual);
      assert.equal(podOf(objects)["topologySpreadConstraints"], undefined);
      assert.deepEqual(at(find(objects, "Deployment"), "metadata", "labels"), { app: "echo-server", env: "dev" });
    }
  });

  test("of several is spread over zones and nodes, and drained one by one, those that are not Ready at once.", () => {
    const objects = built("{ replicas: 3 }");
    assert.deepEqual(kindsOf(objects), [...usual, "PodDisruptionBudget"].sort());
    assert.equal(at(find(objects, "Deployment"), "spec", "replicas"), 3);
    assert.deepEqual(at(find(objects, "PodDisruptionBudget"), "spec"), {
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: "AlwaysAllow",
      selector: { matchLabels: { app: "echo-server" } },
    });
    const spread = podOf(objects)["topologySpreadConstraints"];
    assert.deepEqual(
      (Array.isArray(spread) ? spread : []).map((each) => [at(each, "topologyKey"), at(each, "whenUnsatisfiable")]),
      [
        ["topology.kubernetes.io/zone", "ScheduleAnyway"],
        ["kubernetes.io/hostname", "ScheduleAnyway"],
      ],
    );
  });

  test("has as many Pods as the environment says, by whichever way, or else the application.", () => {
    const replicas = (objects: JsonObject[]): Json | undefined => at(find(objects, "Deployment"), "spec", "replicas");
    const scaled = built("{ replicas: 3 }", "workload: { autoscaling: { maxReplicas: 5 } }");
    assert.equal(replicas(scaled), undefined);
    const spec = at(find(scaled, "HorizontalPodAutoscaler"), "spec");
    assert.deepEqual([at(spec, "minReplicas"), at(spec, "maxReplicas")], [2, 5]);
    assert.deepEqual(at(spec, "scaleTargetRef"), { apiVersion: "apps/v1", kind: "Deployment", name: "echo-server" });
    assert.equal(at(spec, "metrics", 0, "resource", "target", "averageUtilization"), 80);
    assert.ok(find(scaled, "PodDisruptionBudget"));

    const fixed = built("{ autoscaling: { maxReplicas: 5 } }", "workload: { replicas: 1 }");
    assert.equal(replicas(fixed), 1);
    assert.deepEqual(kindsOf(fixed), usual);
  });

  test("that is scaled between one and one needs no budget.", () => {
    assert.equal(find(built("{ autoscaling: { minReplicas: 1, maxReplicas: 1 } }"), "PodDisruptionBudget"), undefined);
  });

  test("requests what the environment says, and the rest as the application.", () => {
    const objects = built(
      '{ resources: { requests: { cpu: "1", memory: 1Gi }, limits: { memory: 2Gi } } }',
      "workload: { resources: { requests: { memory: 1500Mi }, limits: { cpu: 1500m } } }",
    );
    assert.deepEqual(container(objects, "resources"), {
      requests: { cpu: "1", memory: "1500Mi" },
      limits: { cpu: "1500m", memory: "2Gi" },
    });
  });

  test("has variables in plain text, in which nothing is a reference to another, and its secrets by name.", () => {
    const objects = built(
      "{ env: { LOG_LEVEL: info, GREETING: '$(PORT) costs $$5' } }",
      "workload: { env: { LOG_LEVEL: debug } }",
      "secrets: { DATABASE_URL: /acme/shop/database-url }",
    );
    const variables = container(objects, "env");
    assert.deepEqual(
      new Map((Array.isArray(variables) ? variables : []).map((each) => [at(each, "name"), each])),
      new Map<Json, Json>([
        ["LOG_LEVEL", { name: "LOG_LEVEL", value: "debug" }],
        // Kubernetes makes one dollar of two, and takes none of what is left for a reference.
        ["GREETING", { name: "GREETING", value: "$$(PORT) costs $$$$5" }],
        [
          "DATABASE_URL",
          {
            name: "DATABASE_URL",
            valueFrom: { secretKeyRef: { name: "echo-server-secrets", key: "DATABASE_URL" } },
          },
        ],
      ]),
    );
    assert.match(JSON.stringify(container(objects, "envFrom")), /configMapRef/);
    assert.doesNotMatch(JSON.stringify(objects), /\/acme\/shop/);
  });

  test("runs as whom it says, and as an account of its own, annotated for its environment.", () => {
    const objects = built(
      "{ securityContext: { runAsUser: 1000, runAsGroup: 0, fsGroup: 2000, readOnlyRootFilesystem: false }, serviceAccount: { name: echo, annotations: { a: x, b: x } } }",
      'workload: { serviceAccount: { annotations: { b: "y" } } }',
    );
    const pod = podOf(objects);
    assert.equal(pod["serviceAccountName"], "echo");
    assert.equal(pod["automountServiceAccountToken"], false);
    assert.deepEqual(pod["securityContext"], {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 0,
      fsGroup: 2000,
      seccompProfile: { type: "RuntimeDefault" },
    });
    assert.equal(container(objects, "securityContext", "readOnlyRootFilesystem"), false);
    const account = find(objects, "ServiceAccount");
    assert.equal(at(account, "metadata", "name"), "echo");
    assert.deepEqual(at(account, "metadata", "annotations"), { a: "x", b: "y" });
  });

  test("drains: none goes before another is Ready, and each sleeps before it stops, without a shell.", () => {
    const objects = built("{ drain: { sleepSeconds: 5 } }");
    assert.deepEqual(at(find(objects, "Deployment"), "spec", "strategy"), {
      type: "RollingUpdate",
      rollingUpdate: { maxUnavailable: 0 },
    });
    assert.deepEqual(container(objects, "lifecycle"), { preStop: { sleep: { seconds: 5 } } });
    assert.equal(podOf(objects)["terminationGracePeriodSeconds"], 45);
  });

  test("admits its own namespace, the Gateway's and those that are listed, each once, and is left to ask anybody.", () => {
    const policy = find(built("{ networkPolicy: { namespaces: [monitoring, cert-manager] } }"), "NetworkPolicy");
    assert.deepEqual(at(policy, "spec", "policyTypes"), ["Ingress"]);
    assert.deepEqual(at(policy, "spec", "podSelector"), { matchLabels: { app: "echo-server" } });
    const from = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });
    assert.deepEqual(at(policy, "spec", "ingress"), [
      { from: [{ podSelector: {} }, from("cert-manager"), from("monitoring")] },
    ]);
  });

  test("labels what stands beside it as itself.", () => {
    const objects = built("{ tier: web, replicas: 2, networkPolicy: {}, serviceAccount: {} }");
    for (const object of objects) assert.equal(at(object, "metadata", "labels", "app"), "echo-server");
    assert.equal(at(find(objects, "ServiceAccount"), "metadata", "labels", "tier"), "web");
  });
});

test("Without a route the Gateway's namespace is let in no more than others.", { skip }, () => {
  const yaml = shippedText().replace("workload: { tier: backend }", "workload: { networkPolicy: {} }");
  const [repository] = parseDelivery(yaml.slice(0, yaml.indexOf("        route:\n")), "delivery.yaml").repositories;
  assert.ok(repository);
  const file = tree(repository, repository.applications).find(({ path }) => path.endsWith("/network-policy.yaml"));
  assert.doesNotMatch(file?.text ?? "", /namespaceSelector/);
  assert.match(file?.text ?? "", /podSelector: \{\}/);
});
