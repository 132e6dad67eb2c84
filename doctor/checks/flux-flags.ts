import { uniq } from "es-toolkit/array";
import { z } from "zod";
import { problem, warning, type Check } from "../check";
import { flag, someControllers } from "../kubernetes";
import type { ClusterWorld } from "../world";

const bindings = z.object({
  items: z.array(
    z.object({
      roleRef: z.object({ name: z.string() }),
      subjects: z.array(z.object({ kind: z.string(), name: z.string(), namespace: z.string().optional() })).default([]),
    }),
  ),
});

/** Objects that name no account of their own, by the controller that applies them. */
const applied = { "kustomize-controller": "Kustomization", "helm-controller": "HelmRelease" } as const;

/** Whom a controller that is told so applies as, where an object names nobody. */
async function* accountFaults(world: ClusterWorld, account: string, objects: readonly string[]) {
  const { name: clusterName, fluxNamespace, at } = world.cluster;
  const where = `/api/v1/namespaces/${fluxNamespace}/serviceaccounts/${account}`;
  const [first = ""] = objects;
  const whose = objects.length > 1 ? `${first} and ${objects.length - 1} more` : first;
  if (!(await world.get(where, z.unknown()))) {
    yield problem(
      [...at, "fluxNamespace"],
      `Flux of cluster ${clusterName} applies ${whose} as ServiceAccount ${account}, which ${fluxNamespace} lacks`,
      "an account with the rights of what it applies",
      `Make it, and give it the rights: docs/prerequisites.md. Or start Flux without --default-service-account.`,
    );
    return;
  }
  const all = await world.get("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", bindings);
  const isBound = all?.items.some(({ subjects }) =>
    subjects.some(
      (each) => each.kind === "ServiceAccount" && each.name === account && each.namespace === fluxNamespace,
    ),
  );
  if (isBound) return;
  yield warning(
    [...at, "fluxNamespace"],
    `Flux of cluster ${clusterName} applies ${whose} as ServiceAccount ${account}, which no ClusterRoleBinding names`,
    "an account with the rights of what it applies",
    `Bind it to a ClusterRole, for a fleet to cluster-admin: docs/prerequisites.md.`,
  );
}

/**
 * Flux's controllers are started so that they act on what the stacks make. All of that is in Flux's namespace and names nothing of
 * another, so --no-cross-namespace-refs and --watch-all-namespaces=false are in nobody's way.
 */
export const fluxFlags: Check = {
  name: "flux-flags",
  of: "cluster",
  async *run(world) {
    const { name: clusterName, fluxNamespace, at } = world.cluster;
    const controllers = await someControllers(world);
    const manifests = world.objects.map(({ manifest }) => manifest);
    for (const controller of controllers) {
      const watched = flag(controller, "--watch-label-selector");
      // The usual one leaves out what shards act on.
      if (
        watched !== undefined &&
        !watched.startsWith("!") &&
        !controllers.some((each) => each !== controller && each.name === controller.name)
      ) {
        yield problem(
          [...at, "fluxNamespace"],
          `${controller.name} of cluster ${clusterName} acts only on objects with ${watched}`,
          "one that acts on all of its namespace",
          "Start it without --watch-label-selector, or with one such as !sharding.fluxcd.io/key.",
        );
      }
      const account = flag(controller, "--default-service-account");
      const kind = Object.entries(applied).find(([name]) => name === controller.name)?.[1];
      if (account === undefined || kind === undefined) continue;
      const own = manifests.filter((each) => each.kind === kind && !hasAccount(each));
      const names = uniq(own.map(({ metadata }) => `${kind} ${fluxNamespace}/${metadata.name}`));
      if (names.length > 0) yield* accountFaults(world, account, names);
    }
  },
};

const hasAccount = (manifest: unknown): boolean =>
  z.object({ spec: z.object({ serviceAccountName: z.string() }) }).safeParse(manifest).success;
