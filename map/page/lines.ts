/** Draws arrows between the buttons that are in sight. */
import type { MapEdge } from "../delivery-map";

const namespace = "http://www.w3.org/2000/svg";

/** More would hide each other, and take longer than a frame. */
export const mostLines = 400;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly middle: number;
}

function path(from: Box, to: Box): string {
  const isForward = to.left > from.left;
  const end = isForward ? to.left : to.right;
  const bend = isForward ? (end - from.right) / 2 : 24;
  const second = isForward ? end - bend : Math.max(from.right, end) + bend;
  return `M${from.right} ${from.middle}C${from.right + bend} ${from.middle} ${second} ${to.middle} ${end} ${to.middle}`;
}

/** Each edge whose two ends have a button; all are measured before any is drawn. */
export function drawLines(
  surface: SVGSVGElement,
  edges: readonly MapEdge[],
  buttons: ReadonlyMap<string, HTMLElement>,
): void {
  const parent = surface.parentElement;
  if (!parent) return;
  const origin = parent.getBoundingClientRect();
  const boxes = new Map<string, Box>();
  for (const id of new Set(edges.flatMap(({ from, to }) => [from, to]))) {
    const rect = buttons.get(id)?.getBoundingClientRect();
    if (!rect) continue;
    boxes.set(id, {
      left: Math.round(rect.left - origin.left),
      right: Math.round(rect.right - origin.left),
      middle: Math.round(rect.top + rect.height / 2 - origin.top),
    });
  }
  surface.setAttribute("width", `${parent.scrollWidth}`);
  surface.setAttribute("height", `${parent.scrollHeight}`);
  surface.replaceChildren(
    ...edges.flatMap(({ from, to, layer }) => {
      const [a, b] = [boxes.get(from), boxes.get(to)];
      if (!a || !b) return [];
      const line = document.createElementNS(namespace, "path");
      line.setAttribute("class", layer);
      line.setAttribute("d", path(a, b));
      return [line];
    }),
  );
}
