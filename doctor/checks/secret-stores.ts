import { uniqBy } from "es-toolkit/array";
import { z } from "zod";
import { conditions } from "../../cluster/cluster-state";
import { referencesOf } from "../../manifests/references";
import { storesOf } from "../../model/stores";
import { problem, type Check } from "../check";

const store = z.object({ status: z.object({ conditions }).default({ conditions: [] }) });

const kinds = new Set(["ClusterSecretStore", "SecretStore"]);

/** The stores that no stack makes are there, and Ready. */
export const secretStores: Check = {
  name: "secret-stores",
  of: "cluster",
  async *run(world) {
    const { cluster } = world;
    const made = new Set(storesOf([cluster]).flatMap((each) => (each.store.create ? [each.store.name] : [])));
    const named = world.objects
      .filter(({ manifest }) => manifest.kind === "ExternalSecret")
      .flatMap(({ manifest }) => [...referencesOf(manifest)])
      .filter(({ kind, name }) => kinds.has(kind) && !made.has(name));
    const wanted = uniqBy(named, ({ kind, namespace = "", name }) => `${kind} ${namespace}/${name}`);
    const asked = wanted.map(async ({ kind, namespace, name }) => {
      const scope = namespace === undefined ? "" : `namespaces/${namespace}/`;
      const path = `/apis/external-secrets.io/v1/${scope}${kind.toLowerCase()}s/${name}`;
      return { kind, namespace, name, found: await world.get(path, store) };
    });
    for (const { kind, namespace, name, found } of await Promise.all(asked)) {
      const at = storesOf([cluster]).find((each) => each.store.name === name)?.at ?? cluster.at;
      const words = `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name} of cluster ${cluster.name}`;
      const ready = found?.status.conditions.find(({ type }) => type === "Ready");
      if (ready?.status === "True") continue;
      yield found
        ? problem(
            at,
            `${words} is not Ready: ${ready?.message || "no controller has said anything"}`,
            "a store that is Ready",
            "Look at its provider and the identity that it reads as; or let the stack make it: secretStore.create.",
          )
        : problem(
            at,
            `there is no ${words}`,
            "a store that is there",
            "Make it, correct its name, or write create: {}.",
          );
    }
  },
};
