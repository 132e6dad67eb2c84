/** A cluster as it says of itself that all is well, for tests that change something about it. */
import { ClusterError } from "../../../cluster/kubectl";
import { objectName } from "../../../manifests/cluster-object";
import type { Delivery, Environment } from "../../../model/delivery";
import type { Asking } from "../../../status/ask";
import { examinedObjects } from "../../../why/examined";
import type { Json, JsonObject } from "../../support/synth";

export const condition = (type: string, status: string, reason: string, message = "", time = at(0)): JsonObject => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: time,
});

/** Minutes after an hour. */
export const at = (minutes: number): string => new Date(Date.UTC(2026, 0, 2, 3, minutes)).toISOString();

export const commit = (digit: string): string => digit.repeat(40);
export const revision = (digit: string): string => `main@sha1:${commit(digit)}`;
export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** What a cluster says of each kind beside Ready, where revision 1 is applied with an environment's tag. */
function statusOf(
  kind: string,
  environment: Environment | undefined,
  environments: readonly Environment[],
): JsonObject {
  const chosen = (tag: string): JsonObject => ({ name: "image", tag, digest: digest("1") });
  switch (kind) {
    case "GitRepository":
      return { artifact: { revision: revision("1"), lastUpdateTime: at(3) } };
    case "ImageRepository":
      return { lastScanResult: { latestTags: [] } };
    case "ImagePolicy":
      return { latestRef: chosen(environment?.initialTag ?? "") };
    case "ImageUpdateAutomation":
      return {
        lastPushCommit: commit("1"),
        lastPushTime: at(2),
        observedPolicies: Object.fromEntries(environments.map((each) => [each.objectName, chosen(each.initialTag)])),
      };
    case "Kustomization":
      return { lastAppliedRevision: revision("1"), history: [{ firstReconciled: at(4) }] };
    case "HTTPRoute":
      return { parents: [{ parentRef: { name: "public" }, conditions: [condition("Accepted", "True", "Accepted")] }] };
    default:
      return {};
  }
}

function deployment({ objectName: name, application, namespace, initialTag, cluster }: Environment): JsonObject {
  const image = `${application.image.name}:${initialTag}@${digest("1")}`;
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: application.name,
      namespace,
      generation: 2,
      labels: {
        "kustomize.toolkit.fluxcd.io/name": name,
        "kustomize.toolkit.fluxcd.io/namespace": cluster.fluxNamespace,
      },
    },
    spec: { replicas: 2, template: { spec: { containers: [{ image: "sidecar:1" }, { image }] } } },
    status: { observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2 },
  };
}

/** All objects of a delivery's clusters, as if one held them all. */
export function healthy({ clusters, environments, ...rest }: Delivery): JsonObject[] {
  const delivery = { clusters, environments, ...rest };
  const all = clusters.flatMap((cluster) =>
    Object.values(cluster.stacks).flatMap((stack) => examinedObjects(stack, cluster, delivery)),
  );
  const writtenBy = (automation: string): readonly Environment[] =>
    environments.filter((each) => each.automation.name === automation);
  const objects = new Map(
    all.map(({ name, manifest }): [string, JsonObject] => {
      const own = environments.find(({ objectName: each }) => each === manifest.metadata.name);
      const status = {
        conditions: [condition("Ready", "True", "Succeeded", "", at(1))],
        ...statusOf(manifest.kind, own, writtenBy(manifest.metadata.name)),
      };
      return [name, { ...(manifest as unknown as JsonObject), status }];
    }),
  );
  return [...objects.values(), ...environments.map(deployment)];
}

const nameOf = (one: JsonObject): string => objectName(one as unknown as Parameters<typeof objectName>[0]);

const merged = (before: Json | undefined, more: Json): Json =>
  isPlain(before) && isPlain(more)
    ? Object.fromEntries(
        [...new Set([...Object.keys(before), ...Object.keys(more)])].map((key) => [
          key,
          key in more ? merged(before[key], more[key] ?? null) : (before[key] ?? null),
        ]),
      )
    : more;

const isPlain = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The objects, with fields of one of them changed. It must be there. */
export function changing(items: readonly JsonObject[], name: string, change: JsonObject): JsonObject[] {
  if (!items.some((each) => nameOf(each) === name)) throw new Error(`no ${name} in ${items.map(nameOf).join(", ")}`);
  return items.map((each) => (nameOf(each) === name ? (merged(each, change) as JsonObject) : each));
}

/** The objects without one of them. */
export const without = (items: readonly JsonObject[], name: string): JsonObject[] =>
  items.filter((each) => nameOf(each) !== name);

/** The objects, with one that has failed. */
export const failing = (items: readonly JsonObject[], name: string, reason: string, message = "no"): JsonObject[] =>
  changing(items, name, { status: { conditions: [condition("Ready", "False", reason, message, at(5))] } });

export interface Asked {
  readonly kinds: readonly string[];
  readonly namespace: string | undefined;
}

/**
 * Answers lists out of some objects, and notes what is asked.
 *
 * @param refused kinds of which nobody may read; with " --all-namespaces" behind it, one of which nobody may read all
 */
export function asking(items: readonly JsonObject[], asked: Asked[] = [], refused: readonly string[] = []): Asking {
  return {
    list: (kind, one, namespace, selectors) => {
      const kinds = kind.split(",").map((each) => (each.split(".")[0] ?? "").replace(/s$/, ""));
      asked.push({ kinds, namespace });
      const isRefused = (each: string): boolean =>
        refused.includes(each) || (namespace === undefined && refused.includes(`${each} --all-namespaces`));
      const forbidden = kinds.find(isRefused);
      if (forbidden !== undefined) return Promise.reject(new ClusterError(`${forbidden} is forbidden`));
      const label = /^--selector=(.*)=(.*)$/.exec(selectors?.join(" ") ?? "");
      const found = items.filter((each) => {
        const metadata = each["metadata"] as JsonObject;
        const own = metadata["namespace"];
        const labels = (metadata["labels"] ?? {}) as JsonObject;
        return (
          kinds.includes((each["kind"] as string).toLowerCase()) &&
          (namespace === undefined || own === undefined || own === namespace) &&
          (!label || labels[label[1] ?? ""] === label[2])
        );
      });
      return Promise.resolve(found.map((each) => one.parse(each)));
    },
    raw: (path, schema) => {
      const found = items.find(
        (each) => each["kind"] === "Namespace" && path === `/api/v1/namespaces/${nameOf(each).split(" ")[1] ?? ""}`,
      );
      return Promise.resolve(found && schema.parse(found));
    },
  };
}
