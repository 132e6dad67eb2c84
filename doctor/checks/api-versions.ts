import { groupBy, uniq } from "es-toolkit/array";
import { z } from "zod";
import { problem, unknown, type Check } from "../check";
import { installerOf, notYet } from "../kubernetes";

const resourceList = z.object({ resources: z.array(z.object({ kind: z.string() })) });
const group = z.object({ versions: z.array(z.object({ version: z.string() })) });

/** Who brings a group, by the end of its name. */
const remedies: readonly (readonly [ending: string, remedy: string])[] = [
  [
    "toolkit.fluxcd.io",
    "Install Flux 2.7 or newer, with --components-extra=image-reflector-controller,image-automation-controller.",
  ],
  ["external-secrets.io", "Install External Secrets Operator 0.19 or newer, with its CRDs."],
  ["gateway.networking.k8s.io", "Install the CRDs of Gateway API 1.0 or newer."],
  ["admissionregistration.k8s.io", "Upgrade the cluster to Kubernetes 1.30 or newer."],
];

/** Groups of what the prerequisites stack can install. */
const installedGroups = [
  ["toolkit.fluxcd.io", "flux"],
  ["external-secrets.io", "externalSecrets"],
] as const;

const remedyFor = (name: string): string =>
  remedies.find(([ending]) => name.endsWith(ending))?.[1] ?? "Install what serves it: docs/prerequisites.md.";

/** The cluster serves each kind that the stacks make, in the version that they make. */
export const apiVersions: Check = {
  name: "api-versions",
  of: "cluster",
  async *run(world) {
    const { cluster } = world;
    const { name, at } = cluster;
    const manifests = world.objects.map(({ manifest }) => manifest);
    const asked = Object.entries(groupBy(manifests, ({ apiVersion }) => apiVersion)).map(
      async ([apiVersion, objects]) => {
        const kinds = uniq(objects.map(({ kind }) => kind));
        const path = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
        const served = new Set((await world.get(path, resourceList))?.resources.map(({ kind }) => kind));
        const missing = kinds.filter((kind) => !served.has(kind));
        if (missing.length === 0) return [];
        const [groupName = ""] = apiVersion.split("/");
        const installed = installedGroups.find(([ending]) => groupName.endsWith(ending))?.[1];
        const installer = installed && installerOf(cluster, installed);
        if (installer !== undefined)
          return [unknown(notYet(`${missing.join(", ")} of ${apiVersion}`, cluster, installer))];
        const others = served.size > 0 ? undefined : await world.get(`/apis/${groupName}`, group);
        const also = others ? `, only ${others.versions.map(({ version }) => version).join(", ")} of that group` : "";
        const found = `cluster ${name} does not serve ${missing.join(", ")} of ${apiVersion}${also}`;
        return [problem(at, found, `${apiVersion}, which the stacks make objects of`, remedyFor(groupName))];
      },
    );
    yield* (await Promise.all(asked)).flat();
  },
};
