/** The pages that people read, parsed: what they link to, what they have one run, what they show. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import MarkdownIt from "markdown-it";

export const root = join(__dirname, "..", "..", "..");

export interface Heading {
  readonly level: number;
  readonly text: string;
  /** What stands behind # in a link to it. */
  readonly anchor: string;
  readonly line: number;
}

export interface Link {
  readonly href: string;
  readonly line: number;
}

/** A fenced block, or one that is indented, which has no language. */
export interface Block {
  readonly language: string;
  readonly isFenced: boolean;
  readonly text: string;
  /** What it stands below. */
  readonly heading: string;
  readonly line: number;
  /** Of what follows it. */
  readonly end: number;
}

/** Code in a line of text. */
export interface Span {
  readonly text: string;
  readonly line: number;
}

/** A row of a table below its head, with each cell's text and its code. */
export interface TableRow {
  readonly heading: string;
  readonly cells: readonly { readonly text: string; readonly code: readonly string[] }[];
  readonly line: number;
}

export interface Page {
  /** From the project's folder on. */
  readonly path: string;
  readonly headings: readonly Heading[];
  readonly links: readonly Link[];
  readonly blocks: readonly Block[];
  readonly spans: readonly Span[];
  readonly rows: readonly TableRow[];
}

const parser = new MarkdownIt({ html: true });

/** As GitHub makes it: letters, digits, - and _, with a number from the second of the same name on. */
function anchorOf(text: string, taken: Map<string, number>): string {
  const plain = text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
  const times = taken.get(plain) ?? 0;
  taken.set(plain, times + 1);
  return times === 0 ? plain : `${plain}-${times}`;
}

export function parsePage(path: string, source: string): Page {
  const headings: Heading[] = [];
  const links: Link[] = [];
  const blocks: Block[] = [];
  const spans: Span[] = [];
  const rows: TableRow[] = [];
  const taken = new Map<string, number>();
  let [line, level] = [1, 0];
  let row: { text: string; code: string[] }[] | undefined;
  for (const token of parser.parse(source, {})) {
    if (token.map) line = token.map[0] + 1;
    switch (token.type) {
      case "heading_open":
        level = Number(token.tag.slice(1));
        break;
      case "heading_close":
        level = 0;
        break;
      case "tbody_open":
        row = [];
        break;
      case "tbody_close":
        row = undefined;
        break;
      case "tr_open":
        if (row) row = [];
        break;
      case "tr_close":
        if (row) rows.push({ heading: headings.at(-1)?.text ?? "", cells: row, line });
        break;
      case "fence":
      case "code_block":
        blocks.push({
          language: token.info.trim(),
          isFenced: token.type === "fence",
          text: token.content,
          heading: headings.at(-1)?.text ?? "",
          line,
          end: (token.map?.[1] ?? line) + 1,
        });
        break;
      case "inline": {
        const children = token.children ?? [];
        const text = children.map(({ content }) => content).join("");
        const code = children.filter(({ type }) => type === "code_inline").map(({ content }) => content);
        spans.push(...code.map((each) => ({ text: each, line })));
        for (const child of children) {
          const href = child.attrGet("href") ?? child.attrGet("src");
          if (typeof href === "string") links.push({ href, line });
        }
        if (level > 0) headings.push({ level, text, anchor: anchorOf(text, taken), line });
        row?.push({ text, code });
        break;
      }
    }
  }
  return { path, headings, links, blocks, spans, rows };
}

const readPage = (path: string): Page => parsePage(path, readFileSync(join(root, path), "utf8"));

/** All that a user or a contributor reads. */
export const pages: readonly Page[] = [
  "README.md",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "test/tools/README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .sort()
    .map((name) => `docs/${name}`),
].map(readPage);

/** The page at a path. */
export function page(path: string): Page {
  const found = pages.find((each) => each.path === path);
  if (!found) throw new Error(`no page ${path}`);
  return found;
}
