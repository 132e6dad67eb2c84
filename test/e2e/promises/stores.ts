import assert from "node:assert/strict";
import { describe } from "node:test";
import { at, text, type JsonObject } from "../../support/synth";
import { dev } from "../support/flow";
import { isReady, list, type Reference } from "../support/objects";
import { promise } from "../support/promise";
import { eventually, NotYet } from "../support/wait";
import { fluxNamespace, sessionKey, type World } from "../support/world";

const externalSecret = (namespace: string, name: string): Reference => ({
  apiVersion: "external-secrets.io/v1",
  kind: "ExternalSecret",
  namespace,
  name,
});

/** An ExternalSecret as somebody writes it who may make one in a namespace. */
const asking = (namespace: string, name: string, store: string, key: string): JsonObject => ({
  apiVersion: "external-secrets.io/v1",
  kind: "ExternalSecret",
  metadata: { name, namespace },
  spec: {
    refreshInterval: "5s",
    secretStoreRef: { kind: "ClusterSecretStore", name: store },
    data: [{ secretKey: "value", remoteRef: { key } }],
  },
});

/** Where the registry's login is kept. */
const login = "/github/acme/ghcr-token";

/** What ESO says of an ExternalSecret, as soon as it says why it makes no Secret. */
async function refusal({ kube }: World, reference: Reference): Promise<string> {
  return eventually(`${reference.name} is refused`, async () => {
    if (isReady(await kube.get(reference))) throw new Error(`${reference.name} has a Secret`);
    const [event] = (await kube.all("v1", "Event", reference.namespace)).filter(
      (each) => at(each, "involvedObject", "name") === reference.name && at(each, "type") === "Warning",
    );
    if (!event) throw new NotYet("nobody has said anything");
    return text(at(event, "message"));
  });
}

export function stores(world: () => World): void {
  /** Everything that the stacks have put into SSM, and what a user keeps there. */
  const parameters = ({ project }: World): string[] => [
    ...project.world.things("aws_ssm_parameter").map(({ attributes }) => text(at(attributes, "name"))),
    "/slack/alerts",
    "/chat/address",
  ];

  describe("two stores", () => {
    promise("each store has asked for what is its own, and nothing was refused", world, ({ callers }) => {
      const asked = (caller: string): Set<string> =>
        new Set(callers.calls.filter((call) => call.caller === caller).map(({ parameter }) => parameter));
      assert.deepEqual(
        callers.calls.filter(({ isAllowed }) => !isAllowed),
        [],
      );
      assert.deepEqual([...asked("eso-logins")].sort(), [login, sessionKey.parameter]);
      assert.ok(asked("eso").size > 5);
    });

    promise("who may make an ExternalSecret in a workload's namespace reads no key with it", world, async (now) => {
      const { kube, callers } = now;
      const others = parameters(now).filter((name) => name !== login);
      assert.ok(others.some((name) => name.includes("deploy-key")));
      const before = callers.calls.length;
      const made = [login, ...others].map((key, index) => asking(dev.namespace, `stranger-${index}`, "logins", key));
      for (const object of made) await kube.apply(object);
      // The store does serve the namespace, with what is there anyway.
      await kube.untilReady(externalSecret(dev.namespace, "stranger-0"));
      for (const [index] of others.entries()) {
        const name = `stranger-${index + 1}`;
        assert.match(await refusal(now, externalSecret(dev.namespace, name)), /could not get secret data|AccessDenied/);
        assert.equal(await kube.find({ apiVersion: "v1", kind: "Secret", namespace: dev.namespace, name }), undefined);
      }
      const refused = callers.calls.slice(before).filter(({ isAllowed }) => !isAllowed);
      assert.deepEqual(
        [...new Set(refused.map(({ caller, parameter }) => `${caller} ${parameter}`))].sort(),
        others.map((name) => `eso-logins ${name}`).sort(),
      );
      for (const [index] of made.entries()) await kube.delete(externalSecret(dev.namespace, `stranger-${index}`));
    });

    promise("the store of everything else does not serve a workload's namespace", world, async (now) => {
      const { kube, callers } = now;
      const key = parameters(now).find((name) => name.includes("deploy-key")) ?? "";
      const reference = externalSecret(dev.namespace, "stranger");
      const before = callers.calls.length;
      await kube.apply(asking(dev.namespace, "stranger", "parameters", key));
      assert.match(await refusal(now, reference), /not allowed from namespace "echo-dev": denied by spec.condition/);
      await kube.delete(reference);
      // Nobody has even asked SSM for it as that namespace's.
      const asked = callers.calls.slice(before).filter(({ caller }) => caller === "eso-logins");
      assert.ok(asked.every(({ parameter }) => parameter !== key));
    });

    promise("a store of one's own reads as ESO itself, which may nothing", world, async (now) => {
      const { kube } = now;
      const key = parameters(now).find((name) => name.includes("deploy-key")) ?? "";
      await kube.apply({
        apiVersion: "external-secrets.io/v1",
        kind: "SecretStore",
        metadata: { name: "own", namespace: dev.namespace },
        spec: { provider: { aws: { service: "ParameterStore", region: "eu-central-1" } } },
      });
      const object = asking(dev.namespace, "own", "own", key);
      await kube.apply({
        ...object,
        spec: { ...(object["spec"] as JsonObject), secretStoreRef: { kind: "SecretStore", name: "own" } },
      });
      assert.match(await refusal(now, externalSecret(dev.namespace, "own")), /could not get secret data|AccessDenied/);
      await kube.delete(externalSecret(dev.namespace, "own"));
      await kube.delete({
        apiVersion: "external-secrets.io/v1",
        kind: "SecretStore",
        namespace: dev.namespace,
        name: "own",
      });
    });

    promise(
      "nothing is left of the strangers, and the namespace's own Secret is as it was",
      world,
      async ({ kube }) => {
        const names = list(await kube.all("external-secrets.io/v1", "ExternalSecret", dev.namespace)).map((each) =>
          at(each, "metadata", "name"),
        );
        assert.deepEqual(names, ["acme-docker"]);
        await kube.untilReady(externalSecret(dev.namespace, "acme-docker"));
        assert.ok((await kube.secret(dev.namespace, "acme-docker"))[".dockerconfigjson"]);
        await kube.untilReady(externalSecret(fluxNamespace, "echo-server-git"));
      },
    );
  });
}
