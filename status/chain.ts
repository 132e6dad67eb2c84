/** What an environment's tags go through. */
import type { Reference } from "../cluster/kubectl";
import { formatPath } from "../config/problems";
import { objectName } from "../manifests/cluster-object";
import type { Cluster, Delivery, Environment } from "../model/delivery";
import { examinedObjects, type Examined } from "../why/examined";

/** The names of the objects of each link. The first four are where the tag is written, the others where it is deployed. */
export interface Links {
  readonly image: string;
  readonly policy: string;
  readonly automation: string;
  readonly source: string;
  readonly kustomization: string;
}

export function linksOf({ application, automation, repository, objectName: name, cluster }: Environment): Links {
  const named = (kind: string, own: string, { fluxNamespace: namespace }: Cluster): string =>
    objectName({ kind, metadata: { name: own, namespace } });
  const writer = automation.cluster;
  return {
    image: named("ImageRepository", application.objectName, writer),
    policy: named("ImagePolicy", name, writer),
    automation: named("ImageUpdateAutomation", automation.name, writer),
    source: named("GitRepository", repository.objectName, cluster),
    kustomization: named("Kustomization", name, cluster),
  };
}

/** Clusters that know of an environment's tags. */
export const clustersOf = ({ cluster, automation }: Environment): ReadonlySet<Cluster> =>
  new Set([automation.cluster, cluster]);

/** The objects of a cluster that environments need there, each after what it needs. */
export class Chains {
  private readonly all: ReadonlyMap<string, Examined>;
  /** By an environment's place in the file. */
  private readonly own = new Map<string, Examined[]>();

  constructor(cluster: Cluster, delivery: Delivery) {
    const examined = examinedObjects(cluster.stacks.app, cluster, delivery);
    this.all = new Map(examined.map((each) => [each.name, each]));
    const depth = delivery.environments[0]?.at.length ?? 0;
    for (const each of examined) {
      const place = formatPath(each.at.slice(0, depth));
      const others = this.own.get(place);
      if (others) others.push(each);
      else this.own.set(place, [each]);
    }
  }

  /** What the file gives the cluster as an object of that name. @default - nothing */
  manifest(name: string): Reference | undefined {
    return this.all.get(name)?.manifest;
  }

  /** Those of one environment: not what others write by the same automation. */
  of(environment: Environment): readonly Examined[] {
    const { automation } = linksOf(environment);
    const own = this.own.get(formatPath(environment.at)) ?? [];
    const isOthers = ({ manifest, name }: Examined): boolean =>
      manifest.kind === "ImagePolicy" && !own.some((each) => each.name === name);
    const needed = new Set<Examined>();
    const need = (one: Examined | undefined): void => {
      if (!one || needed.has(one) || isOthers(one)) return;
      one.needs.forEach((name) => need(this.all.get(name)));
      needed.add(one);
    };
    own.filter(({ manifest }) => manifest.kind === "ImagePolicy").forEach(need);
    need(own.length > 0 ? this.all.get(automation) : undefined);
    own.forEach(need);
    return [...needed];
  }

  /** Those of several environments. */
  ofAll(environments: readonly Environment[]): readonly Examined[] {
    return [...new Set(environments.flatMap((each) => this.of(each)))];
  }
}
