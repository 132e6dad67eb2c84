import assert from "node:assert/strict";
import { describe } from "node:test";
import { at, text, type Json, type JsonObject } from "../../support/synth";
import { deploymentOf, flux, greeter, imageOf } from "../support/flow";
import { list, type Reference } from "../support/objects";
import { podsOf, untilServing } from "../support/pods";
import { promise } from "../support/promise";
import { eventually, NotYet } from "../support/wait";
import { sessionKey, type World } from "../support/world";

const { namespace } = greeter;
const secret = "greeter-dev-secrets";

/** What a Kubelet gives a container for a variable: the text, or what a Secret has now. */
async function valueOf({ kube }: World, pod: JsonObject, name: string): Promise<Json | undefined> {
  const variable = list(at(pod, "spec", "containers", 0, "env")).find((each) => at(each, "name") === name);
  const reference = at(variable, "valueFrom", "secretKeyRef");
  if (reference === undefined) return at(variable, "value");
  const values = await kube.secret(namespace, text(at(reference, "name")));
  return values[text(at(reference, "key"))];
}

export function applicationSecrets(world: () => World): void {
  const pods = async ({ kube }: World): Promise<JsonObject[]> => {
    const all = await kube.all("v1", "Pod", namespace);
    return all.filter((pod) => at(pod, "metadata", "labels", "app") === greeter.application);
  };

  describe("an application's own secrets, and its workload", () => {
    promise("each of its Pods has what SSM keeps, under the variable's name", world, async (now) => {
      await now.kube.untilReady(flux.kustomization(greeter));
      await untilServing(now, greeter, imageOf(await now.kube.get(deploymentOf(greeter))));
      const running = await pods(now);
      assert.equal(running.length, 2);
      for (const pod of running) {
        assert.equal(await valueOf(now, pod, "SESSION_KEY"), sessionKey.value);
        assert.equal(await valueOf(now, pod, "GREETING"), "$$(PORT) times hello");
      }
      // Nothing of it is in Git, or in what Flux has applied.
      assert.doesNotMatch(JSON.stringify(running), /of two lines/);
    });

    promise("another value reaches the Secret; the Pods have it once they are restarted", world, async (now) => {
      const before = await podsOf(now, greeter);
      await now.ssm.put(sessionKey.parameter, "another");
      await eventually("the Secret has it", async () => {
        const { SESSION_KEY } = await now.kube.secret(namespace, secret);
        if (SESSION_KEY !== "another") throw new NotYet(`it has ${SESSION_KEY}`);
      });
      assert.deepEqual(await podsOf(now, greeter), before);
      await now.kube.kubectl(["rollout", "restart", `deployment/${greeter.application}`, "-n", namespace]);
      await now.kube.until("the Pods are others", deploymentOf(greeter), async () => {
        const fresh = await podsOf(now, greeter);
        const isOld = fresh.some(({ uid }) => before.some((each) => each.uid === uid));
        if (isOld || fresh.length !== 2 || fresh.some(({ ready }) => !ready)) throw new NotYet(JSON.stringify(fresh));
      });
      for (const pod of await pods(now)) assert.equal(await valueOf(now, pod, "SESSION_KEY"), "another");
      await now.ssm.put(sessionKey.parameter, sessionKey.value);
    });

    promise("a drain takes one of its Pods, and not the other while that is away", world, async (now) => {
      const { kube } = now;
      const budget: Reference = {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        namespace,
        name: greeter.application,
      };
      await kube.until("one may go", budget, (object) => {
        const status = ["expectedPods", "currentHealthy", "disruptionsAllowed"].map((key) => at(object, "status", key));
        if (JSON.stringify(status) !== "[2,2,1]") throw new NotYet(JSON.stringify(status));
      });
      const evict = ({ name }: { readonly name: string }): Promise<string> =>
        kube.kubectl(
          ["create", "--raw", `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, "-f", "-"],
          JSON.stringify({ apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } }),
        );
      const [one, other] = await podsOf(now, greeter);
      assert.ok(one && other);
      const nodes = (await kube.all("v1", "Node")).map((node) => text(at(node, "metadata", "name")));
      await kube.kubectl(["cordon", ...nodes]);
      try {
        await evict(one);
        await assert.rejects(evict(other), /violate the pod's disruption budget/);
      } finally {
        await kube.kubectl(["uncordon", ...nodes]);
      }
      await untilServing(now, greeter, imageOf(await kube.get(deploymentOf(greeter))));
    });

    promise("the Pods run as an account of their own, whose token they don't get", world, async (now) => {
      const { kube } = now;
      for (const pod of await pods(now)) {
        assert.equal(at(pod, "spec", "serviceAccountName"), greeter.application);
        assert.doesNotMatch(JSON.stringify(at(pod, "spec", "volumes") ?? null), /serviceAccountToken/);
        assert.equal(at(pod, "spec", "terminationGracePeriodSeconds"), 45);
        assert.deepEqual(at(pod, "spec", "containers", 0, "lifecycle"), { preStop: { sleep: { seconds: 10 } } });
      }
      const policy = {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        namespace,
        name: greeter.application,
      };
      assert.match(JSON.stringify(await kube.get(policy)), /"kubernetes.io\/metadata.name":"monitoring"/);
    });
  });
}
