import assert from "node:assert/strict";
import { describe } from "node:test";
import { receiver } from "../../../manifests/flux/receiver";
import { at, text, type Json } from "../../support/synth";
import { flux, greeter, pushTag, reconcile, untilDeployed, untilFetched } from "../support/flow";
import { deliver, sendWebhooks, webhookOf } from "../support/github";
import { promise } from "../support/promise";
import { throughout } from "../support/wait";
import type { World } from "../support/world";

/** When each source was last asked to reconcile. */
async function requests({ kube }: World): Promise<Record<"greeter" | "echo-server", Json | undefined>> {
  const asked = async (name: string): Promise<Json | undefined> =>
    at(await kube.get(flux.source(name)), "metadata", "annotations", "reconcile.fluxcd.io/requestedAt");
  return { greeter: await asked("greeter"), "echo-server": await asked("echo-server") };
}

export function webhook(world: () => World): void {
  describe("GitHub's webhook", () => {
    promise("the URL that the stack computes answers 200 to a signed ping and push", world, async (now) => {
      for (const { gitHubName } of now.delivery.repositories) {
        const hook = webhookOf(now, gitHubName);
        assert.match(hook.url, /^https:\/\/flux\.acme\.example\/hook\/[0-9a-f]{64}$/);
        assert.deepEqual([...hook.events].sort(), ["ping", "push"]);
        for (const event of hook.events) assert.equal(await deliver(now, hook, { event }), 200, event);
      }
    });

    promise("a source that is polled once an hour has a push within seconds", world, async (now) => {
      const source = flux.source("greeter");
      // What was asked for before is done.
      await reconcile(now, source);
      const commit = now.repository("greeter").commit("Say more", { "README.md": now.fresh("hello") });
      await throughout(6, async () => {
        const revision = at(await now.kube.get(source), "status", "artifact", "revision");
        assert.notEqual(revision, `main@sha1:${commit}`, "it was fetched before GitHub called");
      });
      assert.equal(await deliver(now, webhookOf(now, "greeter"), { event: "push" }), 200);
      await untilFetched(now, "greeter", commit, { seconds: 20 });
    });

    promise("a push reconciles the source of its own repository, and no other", world, async (now) => {
      const before = await requests(now);
      assert.equal(await deliver(now, webhookOf(now, "greeter"), { event: "push" }), 200);
      const after = await requests(now);
      assert.notEqual(after.greeter, before.greeter);
      assert.equal(after["echo-server"], before["echo-server"]);
    });

    promise("a source is known by its repository's name on GitHub, in any case", world, async (now) => {
      const [cluster] = now.delivery.clusters;
      if (!cluster?.receiver) throw new Error("the cluster has no receiver");
      // As of a file in which the source greeter is of the repository echo-server, and the other of a third.
      const names: Readonly<Record<string, string>> = { greeter: "Echo-Server", "echo-server": "third" };
      const repositories = cluster.repositories.map((each) => ({ ...each, gitHubName: names[each.name] ?? each.name }));
      const element = { ...cluster.receiver, name: "renamed" };
      const renamed = receiver(element, { ...cluster, repositories }, now.delivery.github);
      const reference = { ...flux.source("renamed"), apiVersion: renamed.apiVersion, kind: renamed.kind };
      await now.kube.apply(JSON.parse(JSON.stringify(renamed)) as Json);
      try {
        await now.kube.untilReady(reference);
        const path = text(at(await now.kube.get(reference), "status", "webhookPath"));
        const push = (fullName: string): Promise<number> =>
          deliver(now, webhookOf(now, "greeter"), {
            event: "push",
            path,
            body: JSON.stringify({ ref: "refs/heads/main", repository: { full_name: fullName } }),
          });
        const before = await requests(now);
        assert.equal(await push("acme/greeter"), 200);
        assert.deepEqual(await requests(now), before, "no source is of the repository greeter");
        assert.equal(await push("ACME/echo-SERVER"), 200);
        const after = await requests(now);
        assert.notEqual(after.greeter, before.greeter);
        assert.equal(after["echo-server"], before["echo-server"]);
      } finally {
        await now.kube.delete(reference);
      }
    });

    promise(
      "a new tag, and then a new image of it, go through by the webhook of Flux's own push",
      world,
      async (now) => {
        const stop = sendWebhooks(now);
        try {
          const digest = await pushTag(now, greeter, "2");
          await untilDeployed(now, greeter, "2", { digest, seconds: 60 });
          // The same tag on another image: this environment follows digests.
          const moved = await pushTag(now, greeter, "2");
          await untilDeployed(now, greeter, "2", { digest: moved, seconds: 60 });
        } finally {
          stop();
        }
      },
    );

    promise("what GitHub has not sent, or nobody asked for, is refused", world, async (now) => {
      const hook = webhookOf(now, "echo-server");
      const before = await requests(now);
      const refused = {
        "a wrong signature": [400, { event: "push", secret: "not the secret" }],
        "a wrong path": [404, { event: "push", path: `/hook/${"0".repeat(64)}` }],
        "a path with a query": [404, { event: "push", path: `${new URL(hook.url).pathname}?x=1` }],
        "an event that is not listed": [400, { event: "issues" }],
        "an event without a repository": [500, { event: "push", body: "{}" }],
        "a body of more than 3 MiB": [413, { event: "push", body: JSON.stringify("x".repeat(3 * 1024 * 1024 + 1)) }],
      } as const;
      for (const [what, [status, delivery]] of Object.entries(refused)) {
        assert.equal(await deliver(now, hook, delivery), status, what);
      }
      assert.deepEqual(await requests(now), before);
    });
  });
}
