/**
 * Stands in for what kube-controller-manager does when something is deleted: owned objects go with their owner, and
 * a namespace goes once it is empty.
 */
import { at, type Json, type JsonObject } from "../../support/synth";
import type { Kube } from "./kube";
import { referenceOf } from "./objects";
import { eventually, NotYet } from "./wait";

/** Every namespaced kind that the suite's objects have. */
const kinds: readonly (readonly [string, string])[] = [
  ["v1", "ConfigMap"],
  ["v1", "Service"],
  ["v1", "Secret"],
  ["apps/v1", "Deployment"],
  ["gateway.networking.k8s.io/v1", "HTTPRoute"],
  ["external-secrets.io/v1", "ExternalSecret"],
];

const owners = (object: JsonObject): Json[] => {
  const references = at(object, "metadata", "ownerReferences");
  return Array.isArray(references) ? references : [];
};

const reference = (apiVersion: string, kind: string, object: JsonObject) =>
  referenceOf({ ...object, apiVersion, kind });

/** Deletes Secrets whose owning ExternalSecret is gone. */
export async function collectGarbage(kube: Kube): Promise<void> {
  const externalSecrets = await kube.all("external-secrets.io/v1", "ExternalSecret");
  const alive = new Set(externalSecrets.map((each) => at(each, "metadata", "uid")));
  for (const secret of await kube.all("v1", "Secret")) {
    const owned = owners(secret).filter((owner) => at(owner, "kind") === "ExternalSecret");
    if (owned.length === 0 || owned.some((owner) => alive.has(at(owner, "uid")))) continue;
    await kube.delete(reference("v1", "Secret", secret));
  }
}

/** Empties a namespace that is being deleted, waits for finalizers, and lets it go. */
export async function finalizeNamespace(kube: Kube, name: string): Promise<void> {
  const namespace = await kube.get({ apiVersion: "v1", kind: "Namespace", name });
  if (at(namespace, "metadata", "deletionTimestamp") === undefined) throw new Error(`${name} is not being deleted`);
  await eventually(`namespace ${name} is empty`, async () => {
    for (const [apiVersion, kind] of kinds) {
      for (const object of await kube.all(apiVersion, kind, name)) {
        await kube.delete(reference(apiVersion, kind, object));
      }
    }
    for (const [apiVersion, kind] of kinds) {
      const left = await kube.all(apiVersion, kind, name);
      if (left.length > 0) throw new NotYet(`${left.length} objects of kind ${kind} are left`);
    }
  });
  const finalized = { apiVersion: "v1", kind: "Namespace", metadata: { name }, spec: { finalizers: [] } };
  await kube.kubectl(["replace", "--raw", `/api/v1/namespaces/${name}/finalize`, "-f", "-"], JSON.stringify(finalized));
}
