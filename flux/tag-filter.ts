import { memoize } from "es-toolkit/function";
import { RE2JS } from "re2js";
import { piecesOf } from "./pattern-pieces";

export { isAnchored } from "./anchored";

/** Which tags a policy considers, and what it compares of them. */
export interface TagFilter {
  readonly pattern: string;
  readonly extract?: string | undefined;
}

/** A pattern that can be run. */
export interface CompiledPattern {
  readonly pattern: RE2JS;
  /** See {@link groupsOf}. */
  readonly groups: readonly string[];
}

/** A pattern in which a name that comes again is another one, since RE2 refuses it, and the names of all groups. */
function withoutRepeatedNames(pattern: string): { readonly text: string; readonly groups: readonly string[] } {
  const groups = [""];
  const texts = piecesOf(pattern).map(({ kind, text }) => {
    const [, name = ""] = /^\(\?P?<(\w+)>$/.exec(text) ?? [];
    const isRepeated = name !== "" && groups.includes(name);
    if (kind === "group" && (text === "(" || name !== "")) groups.push(name);
    // Not left out: what follows would be read as part of an unnamed group's beginning, as ? is.
    return isRepeated ? `(?P<repeated_${groups.length}_of_${name}>` : text;
  });
  return { text: texts.join(""), groups };
}

/** Names of a pattern's groups from 0 on, an empty text where one has none. Go lets groups share a name. */
export const groupsOf = (pattern: string): readonly string[] => withoutRepeatedNames(pattern).groups;

/**
 * A pattern as Go reads it, or why it can't be read. Compiled once, since that takes longer than all that is done with it.
 * @see https://pkg.go.dev/regexp/syntax
 */
export const compilePattern: (pattern: string) => CompiledPattern | { readonly fault: string } = memoize(compiled);

function compiled(pattern: string): CompiledPattern | { readonly fault: string } {
  const { text, groups } = withoutRepeatedNames(pattern);
  try {
    return { pattern: RE2JS.compile(text), groups };
  } catch (error) {
    return { fault: error instanceof Error ? error.message.replace("error parsing regexp: ", "") : String(error) };
  }
}

/** `$$`, `$name` or `${name}`; `$1x` is the group named 1x. Any other `$` is text. */
const reference = /\$(?:(\$)|([\p{L}\p{Nd}_]+)|\{([\p{L}\p{Nd}_]+)\})/gu;

/** Groups that a replacement names. */
export const groupsUsed = (replacement: string): string[] =>
  [...replacement.matchAll(reference)].flatMap(([, , bare, braced]) => bare ?? braced ?? []);

/**
 * A replacement with its groups filled in, as Go does it, and so Flux.
 * @see https://pkg.go.dev/regexp#Regexp.Expand
 */
export const expand = (replacement: string, valueOf: (group: string) => string): string =>
  replacement.replace(
    reference,
    (_, dollar: string | undefined, bare: string | undefined, braced: string | undefined) =>
      dollar ?? valueOf(bare ?? braced ?? ""),
  );

/** What Flux orders for a tag: the extracted text, or undefined where the pattern refuses the tag or is none. */
export function orderingKey(filter: TagFilter | undefined, tag: string): string | undefined {
  return filter ? keyReader(filter)(tag) : tag;
}

/** `orderingKey` for many tags: the pattern is compiled once. */
export function keyReader({ pattern, extract }: TagFilter): (tag: string) => string | undefined {
  const read = compilePattern(pattern);
  if ("fault" in read) return () => undefined;
  const { groups } = read;
  return (tag) => {
    const matcher = read.pattern.matcher(tag);
    if (!matcher.find()) return undefined;
    // Flux takes an empty replacement for none.
    if (extract === undefined || extract === "") return tag;
    const texts = groups.map((_, index) => matcher.group(index) ?? undefined);
    return expand(extract, (group) => {
      // What Go takes for a number; with a zero before it, or longer, it is a name.
      if (/^(?:0|[1-9][0-9]{0,8})$/.test(group)) return texts[Number(group)] ?? "";
      // Of groups with one name the first that took part.
      return texts.find((text, index) => text !== undefined && groups[index] === group) ?? "";
    });
  };
}
