import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { describe } from "node:test";
import { assertChain } from "../support/chain";
import { dev, flux, pushTag, reconcile, staging, tagOf, untilDeployed, untilWritten } from "../support/flow";
import { controllers } from "../support/flux";
import { isReady } from "../support/objects";
import { promise } from "../support/promise";
import { NotYet } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

/** Tags of both environments that have never been used, above all that other promises push. */
let counter = 0;
const nextTags = (): readonly [string, string] => {
  counter += 1;
  return [String(100_000 + counter), `rc-${100_000 + counter}`];
};

async function pushBoth(world: World): Promise<readonly [string, string]> {
  const tags = nextTags();
  await Promise.all([pushTag(world, dev, tags[0]), pushTag(world, staging, tags[1])]);
  return tags;
}

async function untilBoth(world: World, [first, second]: readonly [string, string]): Promise<void> {
  const patience = { seconds: 180 };
  await untilWritten(world, dev, first, patience);
  await untilWritten(world, staging, second, patience);
  await untilDeployed(world, dev, first, patience);
  await untilDeployed(world, staging, second, patience);
}

const head = (world: World): string => world.repository("echo-server").head() ?? "";

export function outages(world: () => World): void {
  describe("outages", () => {
    promise("a controller that is killed in the middle of a delivery goes on after its restart", world, async (now) => {
      const before = head(now);
      // helm-controller has no part in it.
      for (const name of controllers.filter((each) => each !== "helm-controller")) {
        const tags = await pushBoth(now);
        await now.flux.controllers[name].stop("SIGKILL");
        await pushTag(now, dev, nextTags()[0]);
        await now.flux.controllers[name].start();
        const last = await pushBoth(now);
        assert.notEqual(last, tags);
        await untilBoth(now, last);
      }
      await reconcile(now, flux.image("ImageUpdateAutomation", "echo-server"));
      assertChain(now, [dev, staging], before);
    });

    promise(
      "all controllers killed at once, scans and artifacts lost, converge after their restart",
      world,
      async (now) => {
        const before = head(now);
        const last = await pushBoth(now);
        await Promise.all(controllers.map((name) => now.flux.controllers[name].stop("SIGKILL")));
        // As when the Pods move to other nodes: their volumes are empty.
        for (const folder of now.flux.volatile) rmSync(folder, { recursive: true, force: true });
        await now.flux.restart();
        await untilBoth(now, last);
        await reconcile(now, flux.image("ImageUpdateAutomation", "echo-server"));
        assertChain(now, [dev, staging], before);
      },
    );

    promise("updates wait for a Git host that is away, and come once", world, async (now) => {
      const before = head(now);
      await now.gitHost.daemon.stop();
      const first = await pushBoth(now);
      await now.kube.until("the source notices", flux.source("echo-server"), (source) => {
        if (isReady(source)) throw new NotYet("it is still Ready");
      });
      assert.equal(head(now), before);
      await now.gitHost.daemon.start();
      await untilBoth(now, first);
      await now.kube.untilReady(flux.source("echo-server"), { seconds: 180 });
      assertChain(now, [dev, staging], before);
    });

    promise("deliveries go on while SSM is away, and secrets are refreshed when it is back", world, async (now) => {
      const before = head(now);
      const secret = { apiVersion: "external-secrets.io/v1", kind: "ExternalSecret", namespace: fluxNamespace };
      const gitSecret = { ...secret, name: "echo-server-git" };
      await now.ssm.daemon.stop();
      await now.kube.until("External Secrets notices", gitSecret, (object) => {
        if (isReady(object)) throw new NotYet("it is still Ready");
      });
      const tags = await pushBoth(now);
      await untilBoth(now, tags);
      assert.equal(tagOf(now, dev), tags[0]);
      await now.ssm.daemon.start();
      await now.fillSsm();
      await now.kube.untilReady(gitSecret, { seconds: 240 });
      assertChain(now, [dev, staging], before);
    });
  });
}
