import { isAlias, isMap, isScalar, isSeq, visit, type Alias, type Document, type Node, type Pair } from "yaml";
import { formatGiven, shorten } from "./problems";
import { redact, withoutLogin } from "./secret-shapes";

/** A place in the text that is no YAML, or YAML that is not read. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
}

/** What yaml says is for programmers; this is for the person who wrote the file. */
const messages: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY:
    "got a key inside another key's value, expected it on a line of its own: check the indentation",
  MULTIPLE_DOCS: "got a second document, expected one: remove the '---' or '...' between them",
  NON_STRING_KEY: "got a list, a mapping, an alias or a tag as a key, expected text",
  TAB_AS_INDENT: "got a tab, expected spaces: YAML does not indent with tabs",
  TAG_RESOLVE_FAILED: "got a tag, a word that begins with '!', expected a value alone: quote it if it is text",
};

/** A plain word is named: anything else may be what nobody should read in a log. */
const repeatedKey = (key: unknown): string =>
  `got the key ${typeof key === "string" && /^[\w.-]{1,63}$/.test(key) ? `${formatGiven(key)} ` : ""}once more, expected each once: remove one, or correct its name`;
const unclosedQuote = "got a quote that is never closed, expected another one";
const tooDeep = "got lists or mappings inside each other without end, expected a few levels";

/** No message of the library's own is longer. */
const longest = 160;

/** Each level is a mapping and a pair in it. Nothing real has as many, and what reads the values is recursive. */
const deepest = 200;

/** Whether a file that is YAML is nested too deep. */
export function depthProblems(document: Document): SyntaxProblem[] {
  if (document.errors.length > 0) return [];
  let depth = 0;
  visit(document, {
    Collection: (_, __, ancestors) => {
      depth = Math.max(depth, ancestors.length);
    },
  });
  return depth > deepest ? [{ offset: 0, message: tooDeep }] : [];
}

/** Where a quoted text begins that is never closed, which is noticed only at its end. */
function openingQuote(document: Document, end: number): number | undefined {
  let start: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith("QUOTE_") && range && range[0] < end && range[1] >= end) start = range[0];
    },
  });
  return start;
}

/** What keeps a text from being YAML: the first problem of each line, as the others on it are consequences. */
export function syntaxProblems(document: Document.Parsed, lineOf: (offset: number) => number): SyntaxProblem[] {
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos: [offset] }) => {
    const quote = code === "MISSING_CHAR" ? openingQuote(document, offset) : undefined;
    if (quote !== undefined) return { offset: quote, message: unclosedQuote };
    // Where the stack ends differs from run to run.
    if (message.includes("call stack")) return { offset: 0, message: tooDeep };
    const remedy = code === "UNEXPECTED_TOKEN" ? ": quote the value if it is text" : "";
    // What stands there may be the rest of the file, or a line of a key that nobody recognizes.
    const cause = shorten(redact(message.replace(/ in YAML stream: [^]*$/, "")), longest);
    return { offset, message: messages[code] ?? `cannot be read as YAML: ${cause}${remedy}` };
  });
  const told = new Set<number>();
  return problems.sort((a, b) => a.offset - b.offset).filter(({ offset }) => told.size < told.add(lineOf(offset)).size);
}

export const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && (key.type ?? "PLAIN") === "PLAIN" && (key.value === "<<" || typeof key.value === "symbol");

const offsetOf = (node: unknown): number => (isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? 0) : 0);

/** Has the library take what an alias stands for from here: it would go through all anchors before it. */
function remember(alias: Alias, target: Node): void {
  const resolve = alias.resolve.bind(alias);
  alias.resolve = (document, context) => resolve(document, context && { ...context, aliasResolveCache: [target] });
}

/** What the aliases of a file stand for, and those that stand for nothing or for themselves. */
export function aliases(document: Document): {
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly problems: readonly SyntaxProblem[];
} {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  const problems: SyntaxProblem[] = [];
  visit(document, {
    Value: (_, node) => {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias: (_, alias, ancestors) => {
      const { source, range } = alias;
      const target = anchors.get(source);
      if (target && !ancestors.includes(target)) {
        targets.set(alias, target);
        remember(alias, target);
      } else {
        const name = shorten(redact(withoutLogin(source)));
        const expected = target
          ? "one that is not inside what it stands for"
          : `the anchor &${name} above it: quote it if it is text`;
        problems.push({ offset: range?.[0] ?? 0, message: `got the alias *${name}, expected ${expected}` });
      }
    },
  });
  return { targets, problems };
}

/** How many values a file may hold once every alias is unfolded: room for any that people write, none for a bomb. */
const mostValues = 1_000_000;

/** So many characters count as another value. */
const charactersOfValue = 20;

/** How many values a node holds once its aliases are unfolded, and how deep. */
interface Extent {
  readonly size: number;
  readonly depth: number;
}

/** Where the aliases of a file have unfolded to more than anybody means. */
export function expansionProblems(document: Document, targets: ReadonlyMap<Alias, Node>): SyntaxProblem[] {
  const extents = new Map<unknown, Extent>();
  let offset: number | undefined;
  let deep: number | undefined;
  let first: number | undefined;
  const extentOf = (node: unknown): Extent => {
    if (isAlias(node)) {
      first ??= node.range?.[0];
      const extent = extentOf(targets.get(node));
      if (extent.size > mostValues) offset ??= node.range?.[0];
      return extent;
    }
    const known = extents.get(node);
    if (known !== undefined) return known;
    let size = isScalar(node) && typeof node.value === "string" ? 1 + node.value.length / charactersOfValue : 1;
    let depth = 0;
    // As many levels as the library's visitor counts.
    const levels = isMap(node) ? 2 : 1;
    const add = (child: unknown): void => {
      const extent = extentOf(child);
      size += extent.size;
      depth = Math.max(depth, extent.depth + levels);
      if (size > mostValues && isAlias(child)) offset ??= child.range?.[0];
      if (depth > deepest && isAlias(child)) deep ??= child.range?.[0];
    };
    if (isSeq(node)) node.items.forEach(add);
    else if (isMap(node)) node.items.forEach(({ value }) => add(value));
    const extent = { size, depth };
    extents.set(node, extent);
    return extent;
  };
  const whole = extentOf(document.contents);
  // Many that are each of a bearable size add up, too.
  if (whole.size > mostValues) offset ??= first;
  if (whole.depth > deepest) deep ??= first;
  const message = `got aliases that unfold to more than ${mostValues} values or ${mostValues * charactersOfValue} characters, expected less: write out what is meant`;
  return [
    ...(offset === undefined ? [] : [{ offset, message }]),
    ...(deep === undefined ? [] : [{ offset: deep, message: tooDeep }]),
  ];
}

/** Keys that are given twice. The library looks for them too, but at each key through all before it. */
function repeatedKeys(document: Document): SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key) || isMergeKey(key)) continue;
        if (seen.has(key.value)) problems.push({ offset: offsetOf(key), message: repeatedKey(key.value) });
        seen.add(key.value);
      }
    },
  });
  return problems;
}

/** Keys that would do something else than they look like. */
export function keyProblems(document: Document, resolve: (node: unknown) => unknown): SyntaxProblem[] {
  const canMerge = (value: unknown): boolean => {
    const source = resolve(value);
    return isSeq(source) ? source.items.every((each) => isMap(resolve(each))) : isMap(source);
  };
  const problems = repeatedKeys(document);
  visit(document, {
    Pair: (_, { key, value }: Pair) => {
      if (isScalar(key) && key.value === "__proto__") {
        problems.push({ offset: offsetOf(key), message: "got the key __proto__, expected another" });
      }
      if (isMergeKey(key) && !canMerge(value)) {
        problems.push({ offset: offsetOf(key), message: "got << before no mapping, expected one or a list of them" });
      }
    },
  });
  return problems;
}
