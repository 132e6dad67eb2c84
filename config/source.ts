import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Document,
  type Pair,
  type YAMLMap,
} from "yaml";
import type { Path } from "./problems";
import {
  aliases,
  depthProblems,
  expansionProblems,
  isMergeKey,
  keyProblems,
  syntaxProblems,
  type SyntaxProblem,
} from "./syntax";

/** Line and column, both from 1. */
export interface Position {
  readonly line: number;
  readonly col: number;
}

/** The largest file that is read, in characters: some 3,000 environments, and two seconds. */
const longest = 1_200_000;

/** As many lines and values in it, which take their time even where they are short. */
const mostParts = 100_000;

const smaller = "expected a smaller file: split the delivery, or use anchors";

/** Why a file is not even looked into. */
function sizeFault(text: string): string | undefined {
  if (text.length > longest) return `got more than ${longest} characters, ${smaller}`;
  let parts = 0;
  for (const _ of text.matchAll(/[\n,[{]/g)) parts += 1;
  return parts > mostParts ? `got more than ${mostParts} lines and values, ${smaller}` : undefined;
}

/** Counts all lines; while it parses, the library leaves out some of those around a mistake. */
function lineCounter(text: string): LineCounter {
  const counter = new LineCounter();
  counter.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) counter.addNewLine(index + 1);
  return counter;
}

interface Found {
  readonly node: unknown;
  /** The key that the node is the value of. */
  readonly key?: unknown;
  /** How many parts of the path were found. */
  readonly depth: number;
}

/** A file's text as YAML: its values, and where in the text each of them is. */
export class Source {
  /** The file's values; undefined where it has problems. */
  readonly data: unknown;
  /** What keeps the file from being read, in the file's order. */
  readonly problems: readonly (Position & SyntaxProblem)[];

  private readonly counter: LineCounter;
  private readonly document: Document.Parsed;
  private readonly targets: ReturnType<typeof aliases>["targets"];
  /** The pairs of a mapping by key, with those that it takes in, for each that has been looked into. */
  private readonly pairs = new Map<YAMLMap, ReadonlyMap<string, Pair>>();

  constructor(text: string) {
    const tooLong = sizeFault(text);
    this.counter = lineCounter(text);
    this.document = parseDocument(tooLong === undefined ? text : "", {
      merge: true,
      prettyErrors: false,
      // The same values whatever a %YAML line says: `yes` is text, and so is a date.
      schema: "core",
      resolveKnownTags: false,
      stringKeys: true,
      // The library would compare each key with all before it; keyProblems looks them up.
      uniqueKeys: false,
      logLevel: "error",
    });
    const { targets, problems } = aliases(this.document);
    this.targets = targets;
    const found = [
      ...(tooLong === undefined ? [] : [{ offset: 0, message: tooLong }]),
      ...syntaxProblems(this.document, (offset) => this.counter.linePos(offset).line),
      ...problems,
      ...depthProblems(this.document),
      ...keyProblems(this.document, (node) => this.resolve(node)),
    ];
    if (found.length === 0) found.push(...expansionProblems(this.document, targets));
    if (found.length === 0) {
      try {
        this.data = this.document.toJS({ maxAliasCount: -1 });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        found.push({ offset: 0, message: `cannot be read as YAML: ${reason}` });
      }
    }
    this.problems = found
      .sort((a, b) => a.offset - b.offset)
      .map((problem) => ({ ...problem, ...this.counter.linePos(problem.offset) }));
  }

  /** Where a path is, or the nearest of its parents that is in the file. */
  position(path: Path, atKey = false): Position {
    const { node, key } = this.nearest(path);
    return this.startOf(atKey ? (key ?? node) : node);
  }

  /** Whether a path is in the file, and so no default. */
  has(path: Path): boolean {
    return this.nearest(path).depth === path.length;
  }

  /** A value without quotes as it was written: `1.10` where the data is 1.1. */
  plain(path: Path): string | undefined {
    const { node, depth } = this.nearest(path);
    return depth === path.length && isScalar(node) && node.type === "PLAIN" ? node.source : undefined;
  }

  private startOf(node: unknown): Position {
    const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
    return this.counter.linePos(range?.[0] ?? 0);
  }

  private nearest(path: Path): Found {
    let found: Found = { node: this.document.contents, depth: 0 };
    for (const part of path) {
      const child = this.child(found.node, part);
      if (!child) break;
      found = { node: child.value ?? child.key, key: child.key, depth: found.depth + 1 };
    }
    return found;
  }

  private child(node: unknown, part: string | number): { readonly key?: unknown; readonly value: unknown } | undefined {
    const parent = this.resolve(node);
    if (isSeq(parent))
      return typeof part === "number" && part in parent.items ? { value: parent.items[part] } : undefined;
    if (!isMap(parent)) return undefined;
    return this.pairsOf(parent).get(String(part));
  }

  /** The pairs of a mapping, and of those that it takes in. */
  private pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.pairs.get(map);
    if (known) return known;
    const pairs = new Map(
      map.items.flatMap((pair) =>
        isScalar(pair.key) && !isMergeKey(pair.key) ? [[String(pair.key.value), pair] as const] : [],
      ),
    );
    this.pairs.set(map, pairs);
    for (const source of this.merged(map)) {
      const taken = this.resolve(source);
      // Of a key that comes again the first is taken.
      if (isMap(taken)) for (const [key, pair] of this.pairsOf(taken)) if (!pairs.has(key)) pairs.set(key, pair);
    }
    return pairs;
  }

  /** The mappings that a mapping takes in with `<<`. */
  private merged(map: YAMLMap): unknown[] {
    return map.items
      .filter(({ key }) => isMergeKey(key))
      .map(({ value }) => this.resolve(value))
      .flatMap((source) => (isSeq(source) ? source.items : [source]));
  }

  private resolve(node: unknown): unknown {
    return isAlias(node) ? this.targets.get(node) : node;
  }
}
