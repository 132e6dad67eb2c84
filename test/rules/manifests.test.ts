import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDelivery } from "../../config/load";
import type { Problem } from "../../config/problems";
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

test("a field is told where the manifest has its value, and otherwise the element that has made it", () => {
  // No file leads to these today, either.
  const delivery = parseDelivery(edited([]), "delivery.yaml");
  const saidOf = (interval: unknown, prune: unknown): Problem | undefined => {
    const repositories = delivery.repositories.map((repository) => Object.assign({}, repository, { interval }));
    const clusters = delivery.clusters.map((cluster) => {
      const environments = cluster.environments.map((environment) => ({
        ...environment,
        kustomization: Object.assign({}, environment.kustomization, { prune }),
      }));
      return { ...cluster, repositories, environments };
    });
    const [problem] = manifestsAreAccepted({ ...delivery, repositories, clusters });
    return problem && { ...problem, expected: "" };
  };
  const repository = ["repositories", 0];
  const name = "GitRepository flux-system/echo-server";
  assert.equal(saidOf("1m", true), undefined);
  assert.deepEqual(saidOf("soon", true), { path: [...repository, "interval"], given: '"soon"', expected: "" });
  assert.deepEqual(saidOf({}, true), { path: repository, given: `what makes ${name} wrong`, expected: "" });
  assert.deepEqual(saidOf("1m", undefined), {
    path: ["applications", 0, "environments", 0],
    given: "what makes Kustomization flux-system/echo-server wrong",
    expected: "",
  });
});
