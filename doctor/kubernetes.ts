/** What checks read of a cluster's own objects. */
import { z } from "zod";
import { controllerNames } from "../flux/controllers";
import type { Cluster } from "../model/delivery";
import { NotKnown } from "./check";
import type { ClusterWorld } from "./world";

/** The stack that installs Flux or ESO in a cluster, so that nothing is amiss where it is not there yet. @default - it has to be there */
export const installerOf = ({ prerequisites }: Cluster, what: "flux" | "externalSecrets"): string | undefined =>
  prerequisites?.[what].install ? prerequisites.stack : undefined;

/** What is said in the place of a problem then. */
export const notYet = (what: string, { name }: Cluster, stack: string): string =>
  `cluster ${name} does not have ${what} yet: stack ${stack} installs it`;

/** kubectl for a person, who may have several clusters. */
export const kubectlOf = ({ connection }: Cluster): string =>
  connection.type === "kubeconfig" && /^[\w.:/@-]+$/.test(connection.context ?? "")
    ? `kubectl --context ${connection.context}`
    : "kubectl";

const labels = z.record(z.string(), z.string()).default({});

const namespaceList = z.object({ items: z.array(z.object({ metadata: z.object({ name: z.string(), labels }) })) });

export type Namespace = z.output<typeof namespaceList>["items"][number];

/** Every namespace of a cluster. */
export const namespacesOf = async (world: ClusterWorld): Promise<readonly Namespace[]> =>
  (await world.get("/api/v1/namespaces", namespaceList))?.items ?? [];

const deploymentList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), labels }),
      spec: z.object({
        template: z.object({
          spec: z.object({
            containers: z.array(z.object({ image: z.string().default(""), args: z.array(z.string()).default([]) })),
          }),
        }),
      }),
      status: z.object({ availableReplicas: z.number().default(0) }).default({ availableReplicas: 0 }),
    }),
  ),
});

/** A controller of Flux's, as it runs in the cluster. */
export interface Controller {
  /** Such as source-controller. */
  readonly name: string;
  /** Name of its Deployment, which may be another. */
  readonly deployment: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly isAvailable: boolean;
}

/** Flux's controllers in the Flux namespace, known by their Deployment's name or their image. */
export async function controllersOf(world: ClusterWorld): Promise<readonly Controller[]> {
  const path = `/apis/apps/v1/namespaces/${world.cluster.fluxNamespace}/deployments`;
  const found = await world.get(path, deploymentList);
  return (found?.items ?? []).flatMap(({ metadata, spec, status }) => {
    const { containers } = spec.template.spec;
    const name = controllerNames.find(
      (each) =>
        metadata.name === each ||
        containers.some(({ image }) => /(?:^|\/)([^/:@]+)(?:[:@].*)?$/.exec(image)?.[1] === each),
    );
    if (name === undefined) return [];
    return [
      {
        name,
        deployment: metadata.name,
        labels: metadata.labels,
        args: containers.flatMap(({ args }) => args),
        isAvailable: status.availableReplicas > 0,
      },
    ];
  });
}

/** Those, or why they can't be judged. @throws NotKnown where there is none */
export async function someControllers(world: ClusterWorld): Promise<readonly Controller[]> {
  const controllers = await controllersOf(world);
  if (controllers.length > 0) return controllers;
  throw new NotKnown(`cluster ${world.cluster.name} has no controller of Flux's: see flux-controllers`);
}

/** What a controller's flag says: of `--flag=value` and `--flag value` the value, of `--flag` alone "true". */
export function flag({ args }: Controller, name: string): string | undefined {
  const index = args.findIndex((each) => each === name || each.startsWith(`${name}=`));
  const found = args[index];
  if (found === undefined || found !== name) return found?.slice(name.length + 1);
  const next = args[index + 1];
  return next === undefined || next.startsWith("-") ? "true" : next;
}
