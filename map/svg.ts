/** A map as a picture of its own. Frames are below each other; in all of them a kind has the same column. */
import { columnOf, columns, type DeliveryMap, type MapEdge, type MapNode } from "./delivery-map";
import { markupText } from "./markup";
import { picture, type Frame } from "./picture";

/** In pixels. */
const size = { width: 220, height: 36, gapX: 70, gapY: 10, title: 26, pad: 12, head: 40 } as const;

/** Signs that fit a box; the whole text is its title. */
const most = 36;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const cut = (text: string, count: number): string => {
  const signs = Array.from(text);
  return signs.length > count ? `${signs.slice(0, count - 1).join("")}…` : text;
};

const columnX = (column: number): number => 2 * size.pad + column * (size.width + size.gapX);

/** Places nodes and frames from top to bottom. */
class Layout {
  readonly nodes = new Map<MapNode, Box>();
  readonly frames = new Map<Frame, Box>();
  private readonly used: readonly number[];

  constructor(frames: readonly Frame[]) {
    const all = (frame: Frame): MapNode[] => [...frame.nodes, ...frame.frames.flatMap(all)];
    this.used = [...new Set(frames.flatMap(all).map(({ kind }) => columnOf(kind)))].sort((a, b) => a - b);
    let y: number = size.head;
    for (const frame of frames) y = this.place(frame, y, 0) + size.gapY * 2;
    this.height = y;
  }

  readonly height: number;

  get width(): number {
    return columnX(this.used.length) - size.gapX + 2 * size.pad;
  }

  get titles(): readonly { readonly title: string; readonly x: number }[] {
    return this.used.map((column, index) => ({ title: columns[column]?.title ?? "", x: columnX(index) }));
  }

  /** @returns where it ends */
  private place(frame: Frame, top: number, depth: number): number {
    const tops = this.used.map(() => top + size.title);
    for (const node of frame.nodes) {
      const column = this.used.indexOf(columnOf(node.kind));
      const y = tops[column] ?? top;
      this.nodes.set(node, { x: columnX(column), y, width: size.width, height: size.height });
      tops[column] = y + size.height + size.gapY;
    }
    let bottom = Math.max(top + size.title, ...tops);
    for (const inner of frame.frames) bottom = this.place(inner, bottom, depth + 1) + size.gapY;
    const inset = size.pad * (depth * 0.5);
    this.frames.set(frame, { x: inset + 2, y: top, width: this.width - 2 * inset - 4, height: bottom - top });
    return bottom;
  }
}

const curve = (from: Box, to: Box): string => {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const isForward = to.x > from.x;
  const x2 = isForward ? to.x : to.x + to.width;
  const y2 = to.y + to.height / 2;
  const bend = isForward ? (x2 - x1) / 2 : size.gapX / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${isForward ? x2 - bend : Math.max(x1, x2) + bend} ${y2} ${x2} ${y2}`;
};

const style = `svg{--paper:#fff;--ink:#1b1f24;--soft:#57606a;--box:#f6f8fa;--line:#8c959f;--git:#8250df}
@media(prefers-color-scheme:dark){svg{--paper:#0d1117;--ink:#e6edf3;--soft:#9da7b3;--box:#161b22;--line:#6e7681;--git:#bc8cff}}
text{font:11px ui-sans-serif,system-ui,sans-serif;fill:var(--ink)}.kind{font-size:9px;fill:var(--soft)}.title{font-weight:600}
.paper{fill:var(--paper)}.box{fill:var(--box);stroke:var(--line)}.frame{fill:none;stroke:var(--line)}
.git{stroke:var(--git);stroke-dasharray:6 3}.edge{fill:none;stroke:var(--line)}.access,.signal{stroke-dasharray:2 3}.promotion{stroke-width:2}`;

const box = (node: MapNode, { x, y, width, height }: Box): string =>
  `<g><title>${markupText([`${node.kind} ${node.label}`, ...node.facts].join("\n"))}</title>` +
  `<rect class="box${node.isByGit ? " git" : ""}" x="${x}" y="${y}" width="${width}" height="${height}" rx="5"/>` +
  `<text class="kind" x="${x + 8}" y="${y + 13}">${markupText(node.kind)}</text>` +
  `<text x="${x + 8}" y="${y + 28}">${markupText(cut(node.label, most))}</text></g>`;

/** One file, with neither script nor anything from elsewhere. */
export function svg(map: DeliveryMap): string {
  const { frames, edges } = picture(map);
  const layout = new Layout(frames);
  const byId = new Map<string, Box>([
    ...[...layout.frames].map(([{ id }, { x, y, width }]) => [id, { x, y, width, height: size.title }] as const),
    ...[...layout.nodes].map(([{ id }, own]) => [id, own] as const),
  ]);
  const edge = ({ from, to, layer, label }: MapEdge): string => {
    const [a, b] = [byId.get(from), byId.get(to)];
    // A cluster's frame is as wide as the picture: its arrows begin at its title.
    const start = a && from.startsWith("cluster:") ? { ...a, width: size.width } : a;
    if (!start || !b) return "";
    return `<path class="edge ${layer}" marker-end="url(#to)" d="${curve(start, b)}"><title>${markupText(label)}</title></path>\n`;
  };
  const { width, height } = layout;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="name" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="name">Map of the delivery</title>`,
    `<style>${style}</style>`,
    `<defs><marker id="to" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L6 3L0 6z" fill="context-stroke"/></marker></defs>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...layout.titles.map(({ title, x }) => `<text class="title" x="${x}" y="24">${markupText(title)}</text>`),
    ...[...layout.frames].map(
      ([{ title, isByGit }, own]) =>
        `<rect class="frame${isByGit ? " git" : ""}" x="${own.x}" y="${own.y}" width="${own.width}" height="${own.height}" rx="8"/>` +
        `<text class="title" x="${own.x + 8}" y="${own.y + 17}">${markupText(cut(title, 90))}</text>`,
    ),
    edges.map(edge).join("").trimEnd(),
    ...[...layout.nodes].map(([node, own]) => box(node, own)),
    "</svg>",
    "",
  ].join("\n");
}
