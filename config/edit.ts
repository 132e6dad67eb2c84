import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, parseDocument, type Pair, type YAMLMap } from "yaml";
import { formatPath, UserError, valueAt, type Path } from "./problems";
import { Source } from "./source";

/** A field can't be edited in place. */
export class EditError extends UserError {}

/** A pair of which it is known where it stands. */
interface Placed {
  readonly start: number;
  /** Behind its value, before a comment. */
  readonly end: number;
}

function placeOf(text: string, { key, value }: Pair): Placed | undefined {
  if (!isScalar(key) || !key.range) return undefined;
  const range = isScalar(value) || isMap(value) || isSeq(value) ? value.range : undefined;
  // A block goes on to where the next one begins.
  return { start: key.range[0], end: text.slice(0, range?.[1] ?? key.range[1]).trimEnd().length };
}

/** The mapping at a path that stands there itself, and is not taken over from elsewhere in the file. */
function mappingAt(text: string, path: Path): YAMLMap | undefined {
  let node: unknown = parseDocument(text, { schema: "core", logLevel: "error" }).contents;
  for (const part of path) {
    if (isSeq(node)) node = node.items[Number(part)];
    else if (isMap(node)) node = node.items.find(({ key }) => isScalar(key) && key.value === part)?.value;
    else return undefined;
  }
  return isMap(node) ? node : undefined;
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

function lineEnd(text: string, offset: number): number {
  const found = text.indexOf("\n", offset);
  const end = found === -1 ? text.length : found;
  return text[end - 1] === "\r" ? end - 1 : end;
}

const replaced = (text: string, from: number, to: number, by: string): string =>
  text.slice(0, from) + by + text.slice(to);

function added(text: string, map: YAMLMap, { start, end }: Placed, line: string): string {
  if (map.flow) return replaced(text, end, end, `, ${line}`);
  const at = lineEnd(text, end);
  const indent = " ".repeat(start - lineStart(text, start));
  return replaced(text, at, at, `${text.includes("\r\n") ? "\r\n" : "\n"}${indent}${line}`);
}

function removed(text: string, map: YAMLMap, index: number, { start, end }: Placed): string {
  const [before, after] = [map.items[index - 1], map.items[index + 1]].map((pair) => pair && placeOf(text, pair));
  const begin = lineStart(text, start);
  const isAlone = begin > 0 && text.slice(begin, start).trim() === "";
  if (!map.flow && isAlone) return replaced(text, lineEnd(text, begin - 1), lineEnd(text, end), "");
  if (before) return replaced(text, before.end, end, "");
  return after ? replaced(text, start, after.start, "") : text;
}

function edited(text: string, map: YAMLMap, name: string, value: string | boolean | undefined): string {
  const written = `${name}: ${JSON.stringify(value)}`;
  const index = map.items.findIndex(({ key }) => isScalar(key) && key.value === name);
  const pair = map.items[index];
  const place = pair && placeOf(text, pair);
  if (place)
    return value === undefined ? removed(text, map, index, place) : replaced(text, place.start, place.end, written);
  const [first] = map.items;
  const neighbour = first && placeOf(text, first);
  return value === undefined || !neighbour ? text : added(text, map, neighbour, written);
}

/** The data with a field changed. */
function withField(data: unknown, path: Path, name: string, value: unknown): unknown {
  // Not structuredClone: what an alias refers to would be one object in the copy, too.
  const copy: unknown = JSON.parse(JSON.stringify(data));
  const target = valueAt(copy, path);
  if (typeof target !== "object" || target === null) return undefined;
  if (value === undefined) Reflect.deleteProperty(target, name);
  else Reflect.set(target, name, value);
  return copy;
}

/**
 * A YAML file's text with one field of a mapping set, or without it; all else stays as it is written, comments and
 * layout too.
 *
 * @param path where the mapping is
 * @param value undefined removes the field
 * @throws EditError where the edit would change anything else: the mapping is an alias of another, say
 */
export function withEdit(text: string, path: Path, name: string, value: string | boolean | undefined): string {
  const before = new Source(text).data;
  const map = mappingAt(text, path);
  const result = map ? edited(text, map, name, value) : text;
  const wanted = withField(before, path, name, value);
  if (isDeepStrictEqual(new Source(result).data, wanted)) return result;
  const what = value === undefined ? `remove ${name}` : `set ${name}: ${JSON.stringify(value)}`;
  throw new EditError(
    `${formatPath(path)} can't be edited in place, since it is shared with another part of the file, or written unusually: ${what} there by hand.`,
  );
}
