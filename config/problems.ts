import { LineCounter, isMap, isNode, isScalar, type Document, type ParsedNode } from "yaml";

export type Path = readonly (string | number)[];

/** One mistake in the file, for the person who made it. */
export interface Problem {
  readonly path: Path;
  /** What was given, already fit to print. */
  readonly given: string;
  /** Completes "expected ...". */
  readonly expected: string;
  /** Points at the key rather than its value, for keys that should not be there. */
  readonly atKey?: boolean;
}

/** The file cannot be used; the message lists every problem, one a line, and nothing was written. */
export class DeliveryError extends Error {
  constructor(
    readonly file: string,
    readonly lines: readonly string[],
  ) {
    const count = lines.length === 1 ? "1 problem" : `${lines.length} problems`;
    super([...lines, `${count} in ${file}; nothing was written.`].join("\n"));
    this.name = "DeliveryError";
  }
}

export const formatPath = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");

/** A value as the reader wrote it: quoted text, bare numbers, the keys of a mapping. */
export function formatGiven(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : shorten(JSON.stringify(value));
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0 ? "an empty mapping" : `a mapping with ${shorten(keys.join(", "))}`;
  }
  return shorten(JSON.stringify(value));
}

const shorten = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

/** Line and column (both from 1) of a path, or of its nearest parent that is in the file. */
export function position(
  document: Document.Parsed,
  counter: LineCounter,
  path: Path,
  atKey: boolean,
): { line: number; col: number } {
  let node: ParsedNode | null = document.contents;
  let offset = node?.range[0] ?? 0;
  for (const [index, part] of path.entries()) {
    if (isMap(node)) {
      const pair: { key: unknown; value: unknown } | undefined = node.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(part),
      );
      if (!pair) break;
      const last = index === path.length - 1;
      const target: unknown = last && atKey ? pair.key : (pair.value ?? pair.key);
      if (isNode(target) && target.range) offset = target.range[0];
      node = isNode(pair.value) ? (pair.value as ParsedNode) : null;
    } else {
      const child: unknown = document.getIn(path.slice(0, index + 1), true);
      if (!isNode(child) || !child.range) break;
      offset = child.range[0];
      node = child as ParsedNode;
    }
  }
  return counter.linePos(offset);
}
