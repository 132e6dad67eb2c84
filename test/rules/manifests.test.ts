import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDelivery } from "../../config/load";
import { manifestsAreAccepted } from "../../rules/manifests";
import { edited } from "../config/bad-files/row";

test("routes of alerts are judged by their CRD, which the chart's values do not know", () => {
  const file = edited([["  - name: blog\n", "  - name: blog\n    monitoring: { slack: { parameter: /a } }\n"]]);
  const delivery = parseDelivery(file, "delivery.yaml");
  assert.deepEqual([...manifestsAreAccepted(delivery)], []);
  const clusters = delivery.clusters.map((cluster) => {
    assert.ok(cluster.monitoring?.slack);
    // No file leads to this today: the CRD takes any text, and so does the schema.
    const slack = Object.assign({}, cluster.monitoring.slack, { channel: 1 });
    return { ...cluster, monitoring: { ...cluster.monitoring, slack } };
  });
  assert.deepEqual(
    [...manifestsAreAccepted({ ...delivery, clusters })],
    [
      {
        path: ["clusters", 0, "monitoring"],
        given: "what makes AlertmanagerConfig monitoring/flux wrong",
        expected: "values that Kubernetes takes: spec.receivers[1].slackConfigs[0].channel: must be string, got 1",
      },
    ],
  );
});
