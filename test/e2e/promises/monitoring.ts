import assert from "node:assert/strict";
import { describe } from "node:test";
import { at, text, type Json } from "../../support/synth";
import { untilAlerted } from "../support/alerted";
import { reconcile } from "../support/flow";
import { crashingTag } from "../support/nodes";
import { conditionsOf, isReady, list, type Reference } from "../support/objects";
import { promise } from "../support/promise";
import { eventually, NotYet } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

const namespace = "monitoring";

/** What installs the chart. */
export const release: Reference = {
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  namespace: fluxNamespace,
  name: "kube-prometheus-stack",
};
const repository: Reference = {
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "HelmRepository",
  namespace: fluxNamespace,
  name: "prometheus-community",
};
const alertmanager: Reference = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  namespace,
  name: "kube-prometheus-stack-alertmanager",
};
const routes: Reference = {
  apiVersion: "monitoring.coreos.com/v1alpha1",
  kind: "AlertmanagerConfig",
  namespace,
  name: "flux",
};
const definition: Reference = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  name: "alertmanagerconfigs.monitoring.coreos.com",
};

const chartOf = (object: Json): Json | undefined => at(object, "status", "history", 0, "chartVersion");

/** Publishes a version of the chart, and has Flux look for new ones. */
async function publish(world: World, version: string, appVersion: string): Promise<void> {
  world.charts.publish({ version, appVersion });
  await reconcile(world, repository);
}

/** Waits until a version of the chart is installed, and all that it has is Ready. */
async function untilInstalled({ kube }: World, version: string): Promise<void> {
  await kube.until(`chart ${version} is installed`, release, (object) => {
    if (chartOf(object) !== version || !isReady(object)) throw new NotYet(`it has ${JSON.stringify(chartOf(object))}`);
  });
}

const definedBy = async ({ kube }: World): Promise<Json | undefined> =>
  at(await kube.get(definition), "metadata", "annotations", "acme.example/chart");

/** Asserts that as many Pods of Alertmanager as given run a tag and are Ready, and none another that is. */
async function untilRunning({ kube }: World, tag: string, count: number): Promise<void> {
  await eventually(`${count} Pods run alertmanager:${tag}`, async () => {
    const pods = (await kube.all("v1", "Pod", namespace)).filter(isReady);
    const images = pods.map((pod) => text(at(pod, "spec", "containers", 0, "image")));
    assert.deepEqual(images, Array<string>(count).fill(`alertmanager:${tag}`));
  });
}

export function monitoring(world: () => World): void {
  describe("monitoring", () => {
    promise("the chart is installed with its CRDs, the file's values, and the routes of alerts", world, async (now) => {
      await untilInstalled(now, "87.0.0");
      assert.equal(await definedBy(now), "87.0.0");
      const deployment = await now.kube.get(alertmanager);
      assert.equal(at(deployment, "metadata", "annotations", "matcher-strategy"), "None");
      await untilRunning(now, "1", 2);

      const config = await now.kube.get(routes);
      const receivers = list(at(config, "spec", "route", "routes")).map((route) => at(route, "receiver"));
      assert.deepEqual(receivers, ["discord", "slack"]);
      const apiURL = at(config, "spec", "receivers", 2, "slackConfigs", 0, "apiURL");
      const values = await now.kube.secret(namespace, text(at(apiURL, "name")));
      assert.equal(values[text(at(apiURL, "key"))], now.events.chatAddress);
    });

    promise("a changed value is an upgrade at once, not after the interval of an hour", world, async (now) => {
      now.edit("alertmanagerSpec: { replicas: 2 }", "alertmanagerSpec: { replicas: 3 }");
      await now.deploy();
      await untilRunning(now, "1", 3);
    });

    promise(
      "a newer chart in the range is an upgrade that replaces the CRDs; one beyond it is none",
      world,
      async (now) => {
        await publish(now, "88.0.0", "88");
        await publish(now, "87.1.0", "2");
        await untilInstalled(now, "87.1.0");
        assert.equal(await definedBy(now), "87.1.0");
        await untilRunning(now, "2", 3);
      },
    );

    promise(
      "an upgrade whose Pods crash is alerted and rolled back, and the next chart heals it",
      world,
      async (now) => {
        await publish(now, "87.2.0", crashingTag);
        const { labels } = await untilAlerted(
          now,
          "the error of the failed upgrade",
          ({ labels, annotations }) =>
            labels["kind"] === "HelmRelease" &&
            /upgrade failed.*kube-prometheus-stack@87\.2\.0/.test(JSON.stringify(annotations["message"])),
        );
        assert.equal(labels["severity"], "error");
        await now.kube.until("Flux has rolled it back", release, (object) => {
          assert.match(conditionsOf(object), /Remediated True RollbackSucceeded/);
          assert.equal(chartOf(object), "87.1.0");
        });
        await untilRunning(now, "2", 3);

        await publish(now, "87.3.0", "3");
        await untilInstalled(now, "87.3.0");
        await untilRunning(now, "3", 3);
        await untilAlerted(
          now,
          "the news of the upgrade",
          ({ labels, annotations }) =>
            labels["kind"] === "HelmRelease" &&
            labels["severity"] === "info" &&
            /upgrade succeeded.*kube-prometheus-stack@87\.3\.0/.test(JSON.stringify(annotations["message"])),
        );
      },
    );
  });
}
