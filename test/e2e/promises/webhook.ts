import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe } from "node:test";
import { promisify } from "node:util";
import { parseDelivery } from "../../../config/load";
import { announcement } from "../../../git-side/scaffold/workflows/announcement";
import { imageRepository } from "../../../manifests/flux/image-repository";
import { receiver } from "../../../manifests/flux/receiver";
import { registryReceiver } from "../../../manifests/flux/registry-receiver";
import { registryReceivers } from "../../../model/called";
import { oidcWebhook } from "../../../model/webhooks";
import { packagePayload } from "../../support/github/payloads";
import { OidcIssuer } from "../../support/oidc-issuer";
import { at, text, type Json } from "../../support/synth";
import { named } from "../../support/whole";
import { flux, greeter, imageOf, pushTag, reconcile, tagOf, untilDeployed, untilFetched } from "../support/flow";
import { deliver, publish, sendWebhooks, webhookOf } from "../support/github";
import { pollHourly } from "../support/hourly";
import type { Reference } from "../support/objects";
import { untilServing } from "../support/pods";
import { promise } from "../support/promise";
import { throughout } from "../support/wait";
import { fluxNamespace, type World } from "../support/world";

/** When an object was last asked to reconcile. */
const requestOf = async ({ kube }: World, reference: Reference): Promise<Json | undefined> =>
  at(await kube.get(reference), "metadata", "annotations", "reconcile.fluxcd.io/requestedAt");

type Requests = Record<"greeter" | "echo-server", Json | undefined>;

/** When each source was last asked to reconcile. */
const requests = async (world: World): Promise<Requests> => ({
  greeter: await requestOf(world, flux.source("greeter")),
  "echo-server": await requestOf(world, flux.source("echo-server")),
});

/** When each scan was last asked for. */
const scans = async (world: World): Promise<Requests> => ({
  greeter: await requestOf(world, flux.image("ImageRepository", "greeter")),
  "echo-server": await requestOf(world, flux.image("ImageRepository", "echo-server")),
});

/** The delivery as it would be if CI told of images, not GitHub. */
function toldByCi(world: World) {
  const file = readFileSync(world.deliveryFile, "utf8");
  const delivery = parseDelivery(file.replace("{ type: github, registry:", "{ type: generic-oidc, registry:"), "e2e");
  const [cluster] = delivery.clusters;
  const [element] = cluster ? registryReceivers(cluster) : [];
  if (!cluster || element?.type !== "generic-oidc") throw new Error("CI tells of nothing");
  return { delivery, cluster, element, application: named(delivery.applications, "greeter") };
}

export function webhook(world: () => World): void {
  describe("GitHub's webhook", () => {
    promise("the URL that the stack computes answers 200 to a signed ping and push", world, async (now) => {
      for (const { gitHubName, applications } of now.delivery.clusters.flatMap(({ repositories }) => repositories)) {
        const hook = webhookOf(now, gitHubName);
        assert.match(hook.url, /^https:\/\/flux\.acme\.example\/hook\/[0-9a-f]{64}$/);
        // No image comes with the fleet's repository.
        const announced = applications.length > 0 ? ["package"] : [];
        assert.deepEqual([...hook.events].sort(), [...announced, "ping", "push"]);
        for (const event of ["ping", "push"]) assert.equal(await deliver(now, hook, { event }), 200, event);
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

    promise("a package starts the scan of its own image, and of nothing else", world, async (now) => {
      const repository = { name: "greeter", fullName: "acme/greeter" };
      const published = (owner: string, name: string): Promise<number> =>
        deliver(now, webhookOf(now, "greeter"), {
          event: "package",
          body: JSON.stringify(packagePayload(repository, { owner, name, tag: "2" })),
        });
      const [sources, before] = [await requests(now), await scans(now)];
      assert.equal(await published("acme", "another"), 200);
      assert.equal(await published("mallory", "greeter"), 200);
      assert.deepEqual(await scans(now), before);
      assert.equal(await published("Acme", "greeter"), 200);
      const after = await scans(now);
      assert.notEqual(after.greeter, before.greeter);
      assert.equal(after["echo-server"], before["echo-server"]);
      assert.deepEqual(await requests(now), sources, "a package fetches nothing");
      assert.equal(await deliver(now, webhookOf(now, "greeter"), { event: "push" }), 200);
      assert.deepEqual(await scans(now), after, "a push scans nothing");
    });

    promise("CI tells of an image by GitHub's token for the job, and nobody else does", world, async (now) => {
      const issuer = await OidcIssuer.start();
      const { delivery, element, cluster, application } = toldByCi(now);
      // The world's issuer has no certificate.
      const made = registryReceiver({ ...element, issuer: issuer.url }, "10m", cluster, delivery.github);
      const scan = imageRepository({ ...application, objectName: "announced" }, cluster);
      const references = [made, scan].map(({ apiVersion, kind, metadata: { name } }) => ({
        apiVersion,
        kind,
        namespace: fluxNamespace,
        name,
      }));
      const [receiverReference, scanReference] = references;
      assert.ok(receiverReference && scanReference);
      try {
        for (const manifest of [scan, made]) await now.kube.apply(JSON.parse(JSON.stringify(manifest)) as Json);
        await now.kube.untilReady(receiverReference);
        const path = text(at(await now.kube.get(receiverReference), "status", "webhookPath"));
        assert.equal(`https://flux.acme.example${path}`, oidcWebhook(element, cluster));
        const asked = (): Promise<Json | undefined> => requestOf(now, scanReference);
        const [step] = announcement(application).steps;
        const { env, run } = JSON.parse(JSON.stringify(step)) as {
          env: { IMAGE: string; RECEIVERS: string };
          run: string;
        };
        const call = async (repository: string, ref: string): Promise<string> => {
          issuer.claims = { repository, ref };
          const receivers = env.RECEIVERS.replace("https://flux.acme.example/", `${now.flux.webhookAddress}/`);
          const { stdout } = await promisify(execFile)("bash", ["--norc", "-e", "-c", run], {
            env: { PATH: process.env["PATH"] ?? "", ...issuer.env, IMAGE: env.IMAGE, RECEIVERS: receivers },
          });
          return stdout;
        };
        const before = await asked();
        for (const [repository, ref] of [
          ["acme/another", "refs/heads/main"],
          ["mallory/greeter", "refs/heads/main"],
          ["acme/greeter", "refs/heads/feature"],
          ["acme/greeter", "refs/pull/7/merge"],
        ] as const) {
          assert.match(await call(repository, ref), /::warning::/, `${repository} ${ref}`);
        }
        assert.equal(await asked(), before);
        assert.doesNotMatch(await call("acme/greeter", "refs/heads/main"), /::warning::/);
        assert.notEqual(await asked(), before);
        assert.doesNotMatch(await call("acme/greeter", "refs/tags/v1"), /::warning::/);
      } finally {
        for (const reference of references) await now.kube.delete(reference);
        issuer.stop();
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

    promise("an image runs within seconds of its push though nothing is polled within the hour", world, async (now) => {
      const pollAsBefore = pollHourly(now);
      await now.deploy();
      const stop = sendWebhooks(now);
      const next = (): string => String(Number(tagOf(now, greeter)) + 1);
      try {
        for (let round = 1; round <= 3; round += 1) {
          const tag = next();
          const digest = await publish(now, greeter, tag);
          const deployment = await untilDeployed(now, greeter, tag, { digest, seconds: 30 });
          await untilServing(now, greeter, imageOf(deployment), { seconds: 30 });
        }
        // The call did it: of what it does not tell, nobody knows.
        const [tag, untold] = [tagOf(now, greeter), next()];
        const digest = await pushTag(now, greeter, untold);
        await throughout(8, () => {
          assert.equal(tagOf(now, greeter), tag);
        });
        pollAsBefore();
        await now.deploy();
        await untilDeployed(now, greeter, untold, { digest, seconds: 90 });
      } finally {
        stop();
      }
    });

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
