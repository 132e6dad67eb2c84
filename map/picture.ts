/** A map as pictures show it: without details, in frames that say who makes and who holds what. */
import { kinds, type DeliveryMap, type MapEdge, type MapNode } from "./delivery-map";

export interface Frame {
  readonly id: string;
  readonly title: string;
  /** Whether Flux applies what is in it, from the fleet's repository. */
  readonly isByGit: boolean;
  readonly nodes: readonly MapNode[];
  readonly frames: readonly Frame[];
}

export interface Picture {
  readonly frames: readonly Frame[];
  readonly edges: readonly MapEdge[];
}

const kept = "Parameters that you keep";

/** What holds a node that is in no cluster, and is no stack's. */
const outerFrame = ({ kind }: MapNode): string => {
  if (kind === kinds.repository || kind === kinds.ci) return "GitHub";
  return kind === kinds.image ? "Registries" : kept;
};

/** What of a map is drawn. */
export function picture({ nodes, edges }: DeliveryMap): Picture {
  const isFrame = ({ kind }: MapNode): boolean => kind === kinds.cluster || kind === kinds.stack;
  const drawn = nodes.filter((each) => !isFrame(each) && each.isDetail !== true);
  const framed = (id: string, title: string, isByGit: boolean, own: MapNode[], frames: Frame[] = []): Frame[] =>
    own.length + frames.length === 0 ? [] : [{ id, title, isByGit, nodes: own, frames }];
  const stackFrame = ({ id, label }: MapNode): Frame[] =>
    framed(
      id,
      `Stack ${label}`,
      false,
      drawn.filter(({ stack }) => stack === id),
    );
  const stacks = nodes.filter(({ kind }) => kind === kinds.stack);
  const clusters = nodes.filter(({ kind }) => kind === kinds.cluster);
  const outside = drawn.filter(({ cluster, stack }) => cluster === undefined && stack === undefined);
  const frames = [
    ...["GitHub", "Registries", kept].flatMap((title) =>
      framed(
        `frame:${title}`,
        title,
        false,
        outside.filter((each) => outerFrame(each) === title),
      ),
    ),
    ...stacks.filter(({ cluster }) => cluster === undefined).flatMap(stackFrame),
    ...clusters.flatMap(({ id, label, isByGit = false }) => {
      const held = drawn.filter(({ cluster }) => cluster === id);
      const ofStacks = stacks.filter(({ cluster }) => cluster === id).flatMap(stackFrame);
      const byGit = framed(
        `git:${id}`,
        "Applied by Flux from Git",
        true,
        held.filter((each) => each.isByGit === true),
      );
      const own = held.filter((each) => each.stack === undefined && each.isByGit !== true);
      const title = isByGit ? `Cluster ${label}, delivered by Git` : `Cluster ${label}`;
      return framed(id, title, isByGit, own, [...ofStacks, ...byGit]);
    }),
  ];
  const clusterOf = new Map(drawn.map(({ id, cluster }) => [id, cluster]));
  const ends = new Set([...drawn.map(({ id }) => id), ...clusters.map(({ id }) => id)]);
  // What Flux applies is in a frame that says so, and what a cluster holds in the cluster's.
  const isSeen = ({ from, to, label }: MapEdge): boolean =>
    ends.has(from) && ends.has(to) && label !== "applies" && clusterOf.get(to) !== from;
  return { frames, edges: edges.filter(isSeen) };
}

/** A part of a map: those nodes, and the clusters and stacks that hold them. */
export function partOf({ nodes, edges }: DeliveryMap, ids: ReadonlySet<string>): DeliveryMap {
  const holders = new Set(nodes.filter(({ id }) => ids.has(id)).flatMap(({ cluster, stack }) => [cluster, stack]));
  const isIn = (id: string): boolean => ids.has(id) || holders.has(id);
  return {
    nodes: nodes.filter(({ id }) => isIn(id)),
    edges: edges.filter(({ from, to }) => isIn(from) && isIn(to)),
  };
}
