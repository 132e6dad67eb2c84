/** What a thing touches on a map. The page in the browser asks this too. */
import { kinds, type DeliveryMap, type Layer, type MapNode } from "./delivery-map";

/** Environments as bits, a word for 32 of them. */
type Bits = Uint32Array;

interface Arrows {
  readonly down: readonly (readonly number[])[];
  readonly up: readonly (readonly number[])[];
}

type Direction = keyof Arrows;

/**
 * Follows arrows. What environments share, such as a repository, joins all of them: from one's image policy over the commit to
 * all that is deployed from there. So each step remembers for which environments it is taken, and goes only where it
 * is for one of them: a tag reaches its own environment, a key of the repository all.
 */
export class Touch {
  private readonly index: ReadonlyMap<string, number>;
  private readonly arrows: ReadonlyMap<Layer, Arrows>;
  /** By node, the environments that it leads to in the end. */
  private readonly leadsTo: readonly (Bits | undefined)[];
  private readonly words: number;
  private readonly parts: ReadonlyMap<string, readonly number[]>;

  constructor(private readonly map: DeliveryMap) {
    const { nodes, edges } = map;
    this.index = new Map(nodes.map(({ id }, index) => [id, index]));
    const layers: readonly Layer[] = ["flow", "access", "signal", "promotion"];
    const arrows = new Map(
      layers.map((layer) => [layer, { down: nodes.map((): number[] => []), up: nodes.map((): number[] => []) }]),
    );
    for (const { from, to, layer } of edges) {
      const [a, b] = [this.index.get(from), this.index.get(to)];
      if (a === undefined || b === undefined) continue;
      arrows.get(layer)?.down[a]?.push(b);
      arrows.get(layer)?.up[b]?.push(a);
    }
    this.arrows = arrows;
    const parts = new Map<string, number[]>();
    nodes.forEach((node, index) => {
      for (const whole of [node.cluster, node.stack, node.partOf]) {
        if (whole === undefined) continue;
        const own = parts.get(whole);
        if (own) own.push(index);
        else parts.set(whole, [index]);
      }
    });
    this.parts = parts;
    const environments = nodes.flatMap(({ kind }, index) => (kind === kinds.environment ? [index] : []));
    this.words = Math.ceil(environments.length / 32);
    this.leadsTo = this.leads(environments);
  }

  /**
   * Ids of all that leads to things or that they lead to, what may use them and what they may use, what calls them and
   * what they call; and themselves. Of a cluster, a stack or an application that is what its parts touch.
   */
  of(ids: readonly string[]): ReadonlySet<string> {
    const sources = new Set(ids.flatMap((id) => this.wholes(id)));
    const found = new Set(sources);
    for (const direction of ["down", "up"] as const) {
      for (const each of this.flow(sources, direction)) found.add(each);
      for (const layer of ["access", "signal"] as const) {
        for (const each of this.reach(sources, layer, direction)) found.add(each);
      }
    }
    return new Set([...found].map((each) => this.node(each).id));
  }

  /** A thing and its parts. */
  private wholes(id: string): number[] {
    const own = this.index.get(id);
    return [...(own === undefined ? [] : [own]), ...(this.parts.get(id) ?? [])];
  }

  private node(index: number): MapNode {
    const node = this.map.nodes[index];
    if (!node) throw new Error(`no node ${index}`);
    return node;
  }

  private next(layer: Layer, direction: Direction, index: number): readonly number[] {
    return this.arrows.get(layer)?.[direction][index] ?? [];
  }

  /** From each environment upwards, through what is not another's alone. */
  private leads(environments: readonly number[]): (Bits | undefined)[] {
    const bitOf = new Map(environments.map((index, bit) => [this.node(index).id, bit]));
    const own = this.map.nodes.map((node) => {
      if (!node.own) return undefined;
      const bits = new Uint32Array(this.words);
      for (const id of node.own) {
        const bit = bitOf.get(id);
        if (bit !== undefined) bits[bit >> 5] = (bits[bit >> 5] ?? 0) | (1 << (bit & 31));
      }
      return bits;
    });
    const leads: (Bits | undefined)[] = this.map.nodes.map(() => undefined);
    for (const index of environments) leads[index] = own[index];
    const queue = [...environments];
    for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
      const bits = leads[index];
      if (!bits) continue;
      for (const before of this.next("flow", "up", index)) {
        if (add(leads, before, bits, own[before], this.words)) queue.push(before);
      }
    }
    return leads;
  }

  private flow(sources: ReadonlySet<number>, direction: Direction): ReadonlySet<number> {
    const reached: (Bits | undefined)[] = [];
    const found = new Set(sources);
    const queue: number[] = [];
    /** Takes a node with all environments that it leads to. */
    const begin = (index: number): void => {
      const bits = this.leadsTo[index];
      const isNew = bits ? add(reached, index, bits, undefined, this.words) : !found.has(index);
      if (isNew || sources.has(index)) queue.push(index);
      found.add(index);
    };
    sources.forEach(begin);
    for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
      const bits = reached[index];
      for (const next of this.next("flow", direction, index)) {
        const leads = this.leadsTo[next];
        if (bits && leads) {
          if (!add(reached, next, bits, leads, this.words)) continue;
          found.add(next);
          queue.push(next);
        } else if (!found.has(next) || (leads && !reached[next])) begin(next);
      }
      for (const next of this.next("promotion", direction, index)) if (!found.has(next)) begin(next);
    }
    return found;
  }

  private reach(sources: ReadonlySet<number>, layer: Layer, direction: Direction): ReadonlySet<number> {
    const found = new Set(sources);
    for (const index of found) for (const next of this.next(layer, direction, index)) found.add(next);
    return found;
  }
}

/** Adds bits, of those that a mask lets through; whether any is new. */
function add(all: (Bits | undefined)[], index: number, bits: Bits, mask: Bits | undefined, words: number): boolean {
  const before = all[index];
  const now = before ?? new Uint32Array(words);
  let isNew = false;
  for (let word = 0; word < words; word += 1) {
    const old = now[word] ?? 0;
    const more = (old | ((bits[word] ?? 0) & (mask ? (mask[word] ?? 0) : 0xffffffff))) >>> 0;
    if (more === old) continue;
    isNew = true;
    now[word] = more;
  }
  if (isNew) all[index] = now;
  return isNew;
}
