import assert from "node:assert/strict";
import { test } from "node:test";
import { helmRelease, helmValues } from "../../../manifests/monitoring/kube-prometheus-stack";
import { whole } from "../../support/whole";

const { cluster } = whole();
assert.ok(cluster.monitoring);
const values = helmValues(cluster.monitoring, cluster);

test("the release takes its values from the ConfigMap, and at once when they change", () => {
  assert.ok(cluster.monitoring);
  const { valuesFrom } = helmRelease(cluster.monitoring, cluster).spec;
  assert.deepEqual(valuesFrom, [{ kind: "ConfigMap", name: values.metadata.name }]);
  assert.deepEqual(values.metadata, {
    name: "kube-prometheus-stack-values",
    namespace: "flux-system",
    labels: { "reconcile.fluxcd.io/watch": "Enabled" },
  });
});

test("where the user gives no values, there are the routes and what they need", () => {
  const { monitoring } = whole(
    '      slack: { parameter: /slack/alerts, channel: "#alerts" }\n      discord: { parameter: /discord/info }\n',
    "      values: { alertmanager: { alertmanagerSpec: null } }\n",
  ).cluster;
  assert.ok(monitoring);
  assert.deepEqual(JSON.parse(helmValues(monitoring, cluster).data?.["values.yaml"] ?? ""), {
    alertmanager: { alertmanagerSpec: { alertmanagerConfigMatcherStrategy: { type: "None" } } },
    extraManifests: [],
  });
  const type = "OnNamespaceExceptForAlertmanagerNamespace";
  const values = { alertmanager: { alertmanagerSpec: { alertmanagerConfigMatcherStrategy: { type } } } };
  assert.deepEqual(JSON.parse(helmValues({ ...monitoring, values }, cluster).data?.["values.yaml"] ?? ""), {
    ...values,
    extraManifests: [],
  });
});
