/** What is read of a text: a string has it, and a test can count it. */
export interface Characters {
  readonly length: number;
  charCodeAt(index: number): number;
}

const codes = (text: string): ReadonlySet<number> => new Set(Array.from(text, (character) => character.charCodeAt(0)));
const digits = "0123456789";
const letters = "abcdefghijklmnopqrstuvwxyz";
/** RE2's `\s`. */
const space = codes("\t\n\f\r ");
/** The library's expression has `|` in this class, so that 1||2 may be read as one number. */
const number = codes(`${digits}xX*|`);
const identifier = codes(`${digits}${letters}${letters.toUpperCase()}-`);

interface Match {
  readonly start: number;
  readonly end: number;
  readonly low: string;
  readonly high: string;
}

/**
 * Where `1.0.0 - 2.0.0` stands in a text, wherever that is: `\s*(version)\s+-\s+(version)\s*`, the leftmost first.
 * Every run of characters is measured once, from its end, so the time is linear.
 */
export function findHyphenRanges(text: string, characters: Characters = text): Match[] {
  const size = characters.length;
  const read = Array.from({ length: size }, (_, index) => characters.charCodeAt(index));
  const runs = (set: ReadonlySet<number>): number[] => {
    const ends = Array.from({ length: size + 1 }, () => size);
    for (let at = size - 1; at >= 0; at -= 1) ends[at] = set.has(read[at] ?? -1) ? (ends[at + 1] ?? size) : at;
    return ends;
  };
  const [spaces, numbers, identifiers] = [runs(space), runs(number), runs(identifier)];
  const isAt = (at: number, character: string): boolean => read[at] === character.charCodeAt(0);
  const skip = (ends: readonly number[], at: number): number => ends[at] ?? at;

  /** Ends of identifiers with dots between them. */
  const dotted = [...identifiers];
  for (let at = size - 1; at >= 0; at -= 1) {
    const end = skip(identifiers, at);
    if (end > at && isAt(end, ".") && skip(identifiers, end + 1) > end + 1) dotted[at] = skip(dotted, end + 1);
  }

  /** The end of the version that begins here, or where it begins if none does. */
  const versionEnd = (start: number): number => {
    const first = isAt(start, "v") ? start + 1 : start;
    let end = skip(numbers, first);
    if (end === first) return start;
    for (let part = 0; part < 2 && isAt(end, "."); part += 1) {
      const next = skip(numbers, end + 1);
      if (next === end + 1) break;
      end = next;
    }
    for (const mark of ["-", "+"]) if (isAt(end, mark)) end = Math.max(end, skipIdentifiers(end + 1, end));
    return end;
  };
  const skipIdentifiers = (at: number, otherwise: number): number => {
    const end = skip(dotted, at);
    return end > at ? end : otherwise;
  };

  const matchAt = (start: number): Match | undefined => {
    const low = skip(spaces, start);
    const lowEnd = versionEnd(low);
    const hyphen = skip(spaces, lowEnd);
    const high = skip(spaces, hyphen + 1);
    if (lowEnd === low || hyphen === lowEnd || !isAt(hyphen, "-") || high === hyphen + 1) return undefined;
    const highEnd = versionEnd(high);
    if (highEnd === high) return undefined;
    return { start, end: skip(spaces, highEnd), low: text.slice(low, lowEnd), high: text.slice(high, highEnd) };
  };

  const matches: Match[] = [];
  for (let at = 0; at < size;) {
    const match = matchAt(at);
    if (match) matches.push(match);
    at = match?.end ?? Math.max(at + 1, skip(spaces, at));
  }
  return matches;
}

/**
 * A text with its hyphen ranges as two comparisons. The library replaces the first occurrence of what it has found,
 * which is not always where it has found it.
 */
export const rewriteHyphenRanges = (text: string): string =>
  findHyphenRanges(text).reduce(
    (rewritten, { start, end, low, high }) => rewritten.replace(text.slice(start, end), () => `>= ${low}, <= ${high} `),
    text,
  );
