import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe } from "node:test";
import { dev, flux, imageName, pushTag, tagOf, untilDeployed } from "../support/flow";
import { deliver, webhookOf } from "../support/github";
import { promise } from "../support/promise";
import { fluxNamespace, type World } from "../support/world";

export function tokenRotation(world: () => World): void {
  const login = async ({ kube }: World, namespace: string): Promise<string> =>
    (await kube.secret(namespace, "acme-docker"))[".dockerconfigjson"] ?? "";

  describe("rotation of the tokens", () => {
    promise("the registry's token changes with its version, for scans and pulls", world, async (now) => {
      const old = await login(now, dev.namespace);
      now.pullToken = randomBytes(24).toString("hex");
      now.registry.setPassword("acme-bot", now.pullToken);
      now.edit("    registry: ", "    tokenVersion: 2\n    registry: ");
      await now.deploy();
      for (const namespace of [fluxNamespace, dev.namespace]) {
        const reference = { apiVersion: "v1", kind: "Secret", namespace, name: "acme-docker" };
        await now.kube.until(`${namespace} has the new login`, reference, async () => {
          assert.ok((await now.registry.tagsWith(await login(now, namespace), imageName(now, dev))).length > 0);
        });
      }
      await assert.rejects(now.registry.tagsWith(old, imageName(now, dev)), /UNAUTHORIZED/);
      const tag = String(Number(tagOf(now, dev)) + 1);
      await pushTag(now, dev, tag);
      await untilDeployed(now, dev, tag);
    });

    promise("the webhook's token changes with its version, and the URL with it", world, async (now) => {
      const old = webhookOf(now, "greeter");
      now.edit("      host: flux.acme.example", "      host: flux.acme.example\n      tokenVersion: 2");
      await now.deploy();
      const fresh = webhookOf(now, "greeter");
      assert.notEqual(new URL(fresh.url).pathname, new URL(old.url).pathname);
      assert.notEqual(fresh.secret, old.secret);
      await now.kube.until("the new URL answers", flux.source("greeter"), async () => {
        assert.equal(await deliver(now, fresh, { event: "ping" }), 200);
      });
      assert.equal(await deliver(now, old, { event: "push" }), 404);
    });
  });
}
