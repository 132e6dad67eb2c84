import { memoize } from "es-toolkit/function";
import { piecesOf } from "./pattern-pieces";

/** How often a repetition writes out what it repeats: `{2,5}` five times, and `*` not at all. */
function timesOf(repetition: string): number {
  const [, least, most] = /^\{([0-9]+)(?:,([0-9]*))?\}/.exec(repetition) ?? [];
  return Math.max(1, Number(least ?? 1), Number(most === "" ? 1 : (most ?? 1)));
}

/** What a class of Unicode's counts, which is as large in the program as many others. */
const unicodeClass = 20;

const sizeOf = (text: string): number => {
  if (text.startsWith("\\Q")) return text.length;
  return /\\p|\[\^/i.test(text) ? unicodeClass : 1;
};

/**
 * How many pieces a pattern comes to with its repetitions written out, as RE2 does to run it: what it costs to compile.
 * Counted once, though it is judged alone, with all others, and again for each environment that has it.
 * @see https://github.com/google/re2/blob/main/re2/simplify.cc
 */
export const writtenOutSize: (pattern: string) => number = memoize(counted);

function counted(pattern: string): number {
  const outer: number[] = [];
  let size = 0;
  let last = 0;
  for (const { kind, text } of piecesOf(pattern)) {
    switch (kind) {
      case "group":
        outer.push(size);
        size = 0;
        last = 0;
        break;
      case "close":
        last = size + 1;
        size = (outer.pop() ?? 0) + last;
        break;
      case "repetition": {
        const more = last * (timesOf(text) - 1);
        size += more;
        last += more;
        break;
      }
      case "other":
        last = sizeOf(text);
        size += last;
        break;
      case "alternative":
      case "flags":
      case "begin":
      case "end":
      case "nothing":
        last = 0;
        break;
    }
  }
  return size;
}

/** What repetitions may come to: of a tag, which has at most 128 characters, no pattern has more to say. */
export const mostWrittenOut = 400;

/** Whether a pattern comes to more than that, and than its own text. */
export const repeatsTooOften = (pattern: string): boolean =>
  writtenOutSize(pattern) > Math.max(mostWrittenOut, pattern.length);
