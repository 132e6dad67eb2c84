import assert from "node:assert/strict";
import { test } from "node:test";
import { isMany, scaleOf, type Scale } from "../../model/workload";
import { whole } from "../support/whole";

const autoscaling = (maxReplicas: number): Scale => ({
  autoscaling: { minReplicas: 1, maxReplicas, averageUtilization: 80 },
});

test("there may be several Pods where a number or the most of an autoscaler says so", () => {
  for (const [scale, many] of [
    [{}, false],
    [{ replicas: 1 }, false],
    [{ replicas: 2 }, true],
    [autoscaling(1), false],
    [autoscaling(3), true],
    [{ replicas: 1, ...autoscaling(3) }, true],
    [{ replicas: 3, ...autoscaling(1) }, false],
  ] as const) {
    assert.equal(isMany(scale), many, JSON.stringify(scale));
  }
});

/** How an environment of the application web is scaled, with fields of both. */
function scaleWith(application: string, environment: string): Scale {
  const { delivery } = whole(
    "    image: { name: ghcr.io/acme/web, credential: ghcr }\n",
    `    image: { name: ghcr.io/acme/web, credential: ghcr }\n    workload: ${application}\n`,
    "        namespace: web-prod\n",
    `        namespace: web-prod\n        workload: ${environment}\n`,
  );
  const production = delivery.environments.find(({ namespace }) => namespace === "web-prod");
  assert.ok(production);
  const { replicas, autoscaling: scaler } = scaleOf(production);
  return { ...(replicas !== undefined && { replicas }), ...(scaler && { autoscaling: scaler }) };
}

test("an environment's scale is its own, whole, or else its application's", () => {
  assert.deepEqual(scaleWith("{ replicas: 2 }", "{}"), { replicas: 2 });
  assert.deepEqual(scaleWith("{ replicas: 2 }", "{ replicas: 5 }"), { replicas: 5 });
  assert.deepEqual(Object.keys(scaleWith("{ replicas: 2 }", "{ autoscaling: { maxReplicas: 4 } }")), ["autoscaling"]);
  assert.deepEqual(scaleWith("{ autoscaling: { maxReplicas: 4 } }", "{ replicas: 5 }"), { replicas: 5 });
});
