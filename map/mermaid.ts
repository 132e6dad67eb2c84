/** A map as Mermaid, which GitHub and others draw where a README shows it. */
import { createHash } from "node:crypto";
import type { DeliveryMap, MapEdge, MapNode } from "./delivery-map";
import { picture, type Frame } from "./picture";

/** What Mermaid draws unless a page allows more. @see https://mermaid.js.org/config/schema-docs/config.html#maxedges */
export const mostArrows = 500;

/** Likewise, in characters. @see https://mermaid.js.org/config/schema-docs/config.html#maxtextsize */
export const mostCharacters = 50_000;

/**
 * Text that Mermaid shows as it is: what could end it, be HTML or Markdown, or name an entity, is written by its number.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
 */
export const mermaidText = (text: string): string =>
  Array.from(text.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, " "))
    .map((character) => (/[\p{L}\p{N} ./:,()-]/u.test(character) ? character : `#${character.codePointAt(0) ?? 0};`))
    .join("");

/** The same for the same thing whatever else is on the map, so that a change is as small in the text. */
const idOf = (id: string): string => `n${createHash("sha256").update(id).digest("hex").slice(0, 10)}`;

const arrows = { flow: "-->", access: "-.->", signal: "-.->", promotion: "==>" } as const;

/** What goes without saying where the two ends say what they are. */
const plain = new Set(["is read by", "becomes", "serves", "is the source of", "tells tags to", "is sent by"]);

const nodeLine = ({ id, kind, label, isByGit }: MapNode): string =>
  `${idOf(id)}["<b>${mermaidText(kind)}</b><br>${mermaidText(label)}"]${isByGit ? ":::git" : ""}`;

const edgeLine = ({ from, to, layer, label }: MapEdge): string => {
  const words = plain.has(label) ? "" : `|"${mermaidText(label)}"|`;
  return `${idOf(from)} ${arrows[layer]}${words} ${idOf(to)}`;
};

const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

const frameLines = ({ id, title, isByGit, nodes, frames }: Frame): string[] => [
  `subgraph ${idOf(id)}["${mermaidText(title)}"]`,
  ...indented([...nodes.map(nodeLine), ...frames.flatMap(frameLines)]),
  "end",
  ...(isByGit ? [`class ${idOf(id)} git`] : []),
];

/** Lines, without a fence. */
export function mermaid(map: DeliveryMap): string {
  const { frames, edges } = picture(map);
  const lines = [
    ...frames.flatMap(frameLines),
    ...edges.map(edgeLine),
    ...(frames.some(({ isByGit }) => isByGit) ? ["classDef git stroke-dasharray: 6 3"] : []),
  ];
  return ["flowchart LR", ...indented(lines), ""].join("\n");
}

/** Why a text would not be drawn. @default - it would */
export function tooMuchForMermaid(text: string): string | undefined {
  const count = text.split("\n").filter((line) => /^ *n[0-9a-f]{10} (?:-->|-\.->|==>)/.test(line)).length;
  if (count > mostArrows) return `${count} arrows, and Mermaid draws ${mostArrows}`;
  return text.length > mostCharacters ? `${text.length} characters, and Mermaid draws ${mostCharacters}` : undefined;
}
