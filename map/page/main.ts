/** The page's behaviour: what is looked for, what is chosen, and what that touches. */
import { columnOf, columns, kinds, type DeliveryMap, type MapEdge, type MapNode } from "../delivery-map";
import { Touch } from "../touch";
import { beforeFrame, byId, element } from "./dom";
import { drawLines, mostLines } from "./lines";

/** Rows of a column, until more are asked for. */
const rowsAtOnce = 60;

/** Arrows of a thing that are listed. */
const mostArrows = 100;

const map = JSON.parse(byId("map-data", HTMLScriptElement).text) as DeliveryMap;
const nodes = new Map(map.nodes.map((node) => [node.id, node]));
const touch = new Touch(map);
const words = new Map(
  map.nodes.map(({ id, kind, label, facts }) => [id, [kind, label, ...facts].join("\n").toLowerCase()]),
);
const places = columns.map((_, column) => map.nodes.filter(({ kind }) => columnOf(kind) === column));

const search = byId("search", HTMLInputElement);
const filters = {
  application: byId("application", HTMLSelectElement),
  environment: byId("environment", HTMLSelectElement),
  cluster: byId("cluster", HTMLSelectElement),
  kind: byId("kind", HTMLSelectElement),
};
const status = byId("status", HTMLParagraphElement);
const details = byId("details", HTMLElement);
const board = byId("columns", HTMLDivElement);
const surface = document.querySelector<SVGSVGElement>("#lines");

/** Id of what is chosen. */
let chosen: string | undefined;
/** What that touches. */
let lit: ReadonlySet<string> = new Set();
/** Rows of each column. */
const rows = columns.map(() => rowsAtOnce);
/** The filter by what things touch, and what it lets through. */
let narrowed: { readonly key: string; readonly ids: ReadonlySet<string> | undefined } = { key: "", ids: undefined };
const buttons = new Map<string, HTMLButtonElement>();

const count = (many: number, one: string): string => `${many} ${one}${many === 1 ? "" : "s"}`;

/** What the choices of application, environment and cluster all touch; undefined where nothing is chosen. */
function touched(): ReadonlySet<string> | undefined {
  const ids = [filters.application, filters.environment, filters.cluster].map(({ value }) => value).filter(Boolean);
  const key = ids.join("\n");
  if (narrowed.key !== key) {
    const [first, ...others] = ids.map((id) => touch.of([id]));
    narrowed = { key, ids: first && new Set([...first].filter((id) => others.every((other) => other.has(id)))) };
  }
  return narrowed.ids;
}

/** Whether a thing is to be seen. */
function filter(): (node: MapNode) => boolean {
  const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const kind = filters.kind.value;
  const within = touched();
  return (node) =>
    (kind === "" || node.kind === kind) &&
    (within === undefined || within.has(node.id)) &&
    wanted.every((word) => words.get(node.id)?.includes(word));
}

function row(node: MapNode): HTMLLIElement {
  const isLit = lit.has(node.id);
  const button = element(
    "button",
    {
      type: "button",
      class: ["node", ...(isLit ? ["lit"] : []), ...(node.isByGit ? ["git"] : [])].join(" "),
      "aria-pressed": `${node.id === chosen}`,
      "data-id": node.id,
      tabindex: "-1",
    },
    element("span", { class: "kind" }, node.kind),
    element("span", { class: "label" }, node.label),
  );
  if (node.isByGit) button.append(element("span", { class: "hidden" }, ", by Git"));
  if (isLit && node.id !== chosen) button.append(element("span", { class: "hidden" }, ", touched"));
  buttons.set(node.id, button);
  return element("li", {}, button);
}

function column(index: number, seen: readonly MapNode[]): HTMLElement | undefined {
  const all = places[index] ?? [];
  if (seen.length === 0) return undefined;
  const most = rows[index] ?? rowsAtOnce;
  // Where not all fit, what is lit comes first.
  const sorted =
    seen.length > most && lit.size > 0
      ? [...seen.filter(({ id }) => lit.has(id)), ...seen.filter(({ id }) => !lit.has(id))]
      : seen;
  const title = columns[index]?.title ?? "";
  const heading = `column-${index}`;
  const number = seen.length === all.length ? `${all.length}` : `${seen.length} of ${all.length}`;
  const made = element(
    "section",
    { "aria-labelledby": heading },
    element("h2", { id: heading }, `${title} `, element("span", { class: "count" }, number)),
    element("ul", {}, ...sorted.slice(0, most).map(row)),
  );
  if (seen.length > most) {
    const more = element(
      "button",
      { type: "button", class: "more" },
      `Show ${Math.min(rowsAtOnce, seen.length - most)} more of ${seen.length}`,
    );
    more.addEventListener("click", () => {
      const before = made.querySelectorAll("li").length;
      rows[index] = most + rowsAtOnce;
      render();
      document.querySelectorAll<HTMLElement>(`[aria-labelledby=${heading}] .node`)[before]?.focus();
    });
    made.append(more);
  }
  return made;
}

/** One way into each column by the Tab key; arrows go on from there. */
function rove(): void {
  for (const section of board.querySelectorAll("section")) {
    const own = [...section.querySelectorAll<HTMLButtonElement>(".node")];
    const entry =
      own.find((button) => button === document.activeElement) ??
      own.find((button) => button.dataset["id"] === chosen) ??
      own[0];
    for (const button of own) button.tabIndex = button === entry ? 0 : -1;
  }
}

function lines(): void {
  if (!surface) return;
  const isDrawn = ({ from, to }: MapEdge): boolean =>
    buttons.has(from) && buttons.has(to) && (chosen === undefined || (lit.has(from) && lit.has(to)));
  const edges = map.edges.filter(isDrawn);
  drawLines(surface, edges.length > mostLines ? edges.filter(({ from, to }) => isEnd(from, to)) : edges, buttons);
}

/** Of too many arrows, those of what is chosen are drawn, up to the most. */
const isEnd = (from: string, to: string): boolean => from === chosen || to === chosen;

function tell(seen: number): void {
  const node = chosen === undefined ? undefined : nodes.get(chosen);
  const found = seen === map.nodes.length ? count(seen, "thing") : `${seen} of ${count(map.nodes.length, "thing")}`;
  status.textContent = node
    ? `${found}. ${node.kind} ${node.label} touches ${count(lit.size - 1, "other")}.`
    : `${found}.`;
}

function arrows(title: string, edges: readonly MapEdge[], say: (edge: MapEdge) => (Node | string)[]): Node[] {
  if (edges.length === 0) return [];
  const more = edges.length - mostArrows;
  return [
    element("h3", {}, title),
    element("ul", {}, ...edges.slice(0, mostArrows).map((edge) => element("li", {}, ...say(edge)))),
    ...(more > 0 ? [element("p", {}, `and ${more} more`)] : []),
  ];
}

function link(id: string): HTMLButtonElement {
  const node = nodes.get(id);
  const button = element("button", { type: "button", class: "link" }, node ? `${node.kind} ${node.label}` : id);
  button.addEventListener("click", () => {
    choose(id);
    buttons.get(id)?.focus();
  });
  return button;
}

function tellDetails(): void {
  const node = chosen === undefined ? undefined : nodes.get(chosen);
  details.hidden = node === undefined;
  if (!node) return;
  const clear = element("button", { type: "button", class: "more" }, "Let go");
  clear.addEventListener("click", () => {
    const last = node.id;
    choose(undefined);
    buttons.get(last)?.focus();
  });
  details.replaceChildren(
    element("h2", {}, `${node.kind} ${node.label}`),
    element("ul", { class: "facts" }, ...node.facts.map((fact) => element("li", {}, fact))),
    ...arrows(
      "What comes to it",
      map.edges.filter(({ to }) => to === node.id),
      ({ from, label }) => [link(from), ` ${label} it`],
    ),
    ...arrows(
      "What goes from it",
      map.edges.filter(({ from }) => from === node.id),
      ({ to, label }) => [`${label} `, link(to)],
    ),
    clear,
  );
}

function render(): void {
  const active = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["id"] : undefined;
  const isSeen = filter();
  buttons.clear();
  const seen = places.map((all) => all.filter(isSeen));
  const made = seen.map((all, index) => column(index, all)).filter((each) => each !== undefined);
  board.replaceChildren(...(surface ? [surface] : []), ...made);
  board.classList.toggle("choosing", chosen !== undefined);
  if (made.length === 0) board.append(element("p", { class: "nothing" }, "Nothing is so."));
  if (active !== undefined) buttons.get(active)?.focus({ preventScroll: true });
  rove();
  lines();
  tell(seen.reduce((sum, { length }) => sum + length, 0));
}

const renderSoon = beforeFrame(render);

function choose(id: string | undefined): void {
  chosen = id;
  lit = id === undefined ? new Set() : touch.of([id]);
  // What a filter hides is shown where it is asked for.
  const node = id === undefined ? undefined : nodes.get(id);
  if (node && !filter()(node)) clearFilters();
  tellDetails();
  render();
}

function clearFilters(): void {
  search.value = "";
  for (const select of Object.values(filters)) select.value = "";
  rows.fill(rowsAtOnce);
}

/** The button that an arrow key leads to. */
function neighbour(from: HTMLElement, key: string): HTMLElement | undefined {
  const sections = [...board.querySelectorAll("section")];
  const at = sections.findIndex((section) => section.contains(from));
  const own = [...(sections[at]?.querySelectorAll<HTMLElement>(".node") ?? [])];
  const index = own.indexOf(from);
  const beside = (step: number): HTMLElement | undefined => {
    const other = [...(sections[at + step]?.querySelectorAll<HTMLElement>(".node") ?? [])];
    return other[Math.min(index, other.length - 1)];
  };
  switch (key) {
    case "ArrowDown":
      return own[index + 1];
    case "ArrowUp":
      return own[index - 1];
    case "ArrowLeft":
      return beside(-1);
    case "ArrowRight":
      return beside(1);
    case "Home":
      return own[0];
    case "End":
      return own.at(-1);
    default:
      return undefined;
  }
}

function offer(select: HTMLSelectElement, choices: readonly (readonly [value: string, label: string])[]): void {
  select.append(...choices.map(([value, label]) => element("option", { value }, label)));
}

const labelled = (kind: string): (readonly [string, string])[] =>
  map.nodes.filter((node) => node.kind === kind).map(({ id, label }) => [id, label]);

const applications = new Set(
  map.nodes.filter(({ kind }) => kind === kinds.environment).flatMap(({ partOf }) => partOf ?? []),
);
offer(
  filters.application,
  [...applications].map((id) => [id, id.slice(id.indexOf(":") + 1)]),
);
offer(filters.environment, labelled(kinds.environment));
offer(filters.cluster, labelled(kinds.cluster));
offer(
  filters.kind,
  [...new Set(map.nodes.map(({ kind }) => kind))].sort().map((kind) => [kind, kind]),
);

for (const control of [search, ...Object.values(filters)]) {
  control.addEventListener("input", () => {
    rows.fill(rowsAtOnce);
    renderSoon();
  });
}
byId("clear", HTMLButtonElement).addEventListener("click", () => {
  clearFilters();
  choose(undefined);
  search.focus();
});
board.addEventListener("click", ({ target }) => {
  const id = target instanceof Element ? target.closest<HTMLElement>(".node")?.dataset["id"] : undefined;
  if (id !== undefined) choose(id === chosen ? undefined : id);
});
board.addEventListener("keydown", (event) => {
  if (!(event.target instanceof HTMLElement) || !event.target.matches(".node")) return;
  const next = neighbour(event.target, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
});
board.addEventListener("focusin", rove);
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && chosen !== undefined) choose(undefined);
});
addEventListener("resize", beforeFrame(lines));
render();
