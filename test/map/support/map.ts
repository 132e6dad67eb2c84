import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDelivery } from "../../../config/load";
import type { DeliveryMap, MapNode } from "../../../map/delivery-map";
import { deliveryMap } from "../../../map/graph";
import { pageParts } from "../../../map/page-parts";
import { synthesize } from "../../support/synth";

const root = join(__dirname, "..", "..", "..");

/** The text of a delivery file of the project. */
export const textOf = (file: string): string => readFileSync(join(root, file), "utf8");

/** The map of a delivery file's text. */
export const mapOf = (yaml: string): DeliveryMap =>
  deliveryMap(synthesize(yaml).texts, parseDelivery(yaml, "delivery.yaml"));

/** What the page is made of. */
export const ourParts = pageParts(join(root, "map", "page"));

/** `kind label` of a node, with the cluster of an object. */
export const nameOf = ({ kind, label, cluster, id }: MapNode): string =>
  id.startsWith("object:") && cluster ? `${kind} ${label} on ${cluster.slice("cluster:".length)}` : `${kind} ${label}`;

/** The node with such a name, of which there must be one. */
export function nodeOf(map: DeliveryMap, name: string): MapNode {
  const [found, ...others] = map.nodes.filter((each) => nameOf(each) === name);
  if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} nodes are ${name}`);
  return found;
}

/** Names of nodes, sorted. */
export const namesOf = (map: DeliveryMap, ids: Iterable<string>): string[] => {
  const wanted = new Set(ids);
  return map.nodes
    .filter(({ id }) => wanted.has(id))
    .map(nameOf)
    .sort();
};

/** Text that would be code, or end what it stands in, were it not escaped. */
export const hostile = [
  `"]; click n0 "https://evil.example"; x["`,
  "</script><script>alert(1)</script>",
  "]]><img src=x onerror=alert(1)>",
  "<!-- <script>",
  `' onload='alert(1)`,
  "#quot; &amp; &lt; %%{init: {}}%%",
  "`**bold** _it_`",
  "- item\n1. item\nend\nsubgraph x",
  "${jndi} $${a} {{ .b }} \\u003c",
  "日本語 ✓ \u2028 \u202e",
] as const;

/** A map whose every text is hostile, once in each place. */
export const hostileMap = (): DeliveryMap => ({
  nodes: [
    { id: "cluster:c", kind: "cluster", label: hostile[0], facts: [...hostile], isByGit: true },
    { id: "stack:s", kind: "stack", label: hostile[1], facts: [...hostile], cluster: "cluster:c" },
    ...hostile.map((text, index) => ({
      id: `object:${text}`,
      kind: index % 2 === 0 ? text : "Kustomization",
      label: text,
      facts: [text],
      cluster: "cluster:c",
      ...(index % 3 === 0 ? { stack: "stack:s" } : { isByGit: true }),
    })),
  ],
  edges: hostile.map((text, index) => ({
    from: `object:${text}`,
    to: `object:${hostile[(index + 1) % hostile.length] ?? ""}`,
    layer: "flow" as const,
    label: text,
  })),
});
