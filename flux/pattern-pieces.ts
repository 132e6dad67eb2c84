/** What a pattern's text is made of. */
export interface Piece {
  readonly kind: "group" | "close" | "alternative" | "flags" | "repetition" | "begin" | "end" | "nothing" | "other";
  readonly text: string;
}

/** Pieces that count as one; of a quotation and of a class the opening. */
const opening =
  /\(\?P?<\w+>|\(\?[a-zA-Z]*(?:-[a-zA-Z]+)?[:)]|\\Q|\\[pP](?:\{\^?\w+\}|\w)|\\[\s\S]|\[\^?\]?|[*+?]\??|\{[0-9]+(?:,[0-9]*)?\}\??|[\s\S]/uy;

const inClass = /\[:\^?\w+:\]|\\[\s\S]|[\s\S]/uy;

function read(form: RegExp, pattern: string, at: number): string {
  form.lastIndex = at;
  return form.exec(pattern)?.[0] ?? pattern.slice(at);
}

/** The end of a class such as `[^]a[:digit:]\]]`, whose opening is read. */
function classEnd(pattern: string, start: number): number {
  let at = start;
  while (at < pattern.length) {
    const text = read(inClass, pattern, at);
    at += text.length;
    if (text === "]") break;
  }
  return at;
}

/** The end of what `\Q` begins. */
function quotationEnd(pattern: string, start: number): number {
  const end = pattern.indexOf("\\E", start);
  return end < 0 ? pattern.length : end + 2;
}

function kindOf(text: string): Piece["kind"] {
  if (/^\(\?[^<]*\)$/.test(text)) return "flags";
  if (text.startsWith("(")) return "group";
  if (/^(?:[*+?]|\{.)/.test(text)) return "repetition";
  switch (text) {
    case ")":
      return "close";
    case "|":
      return "alternative";
    case "^":
    case "\\A":
      return "begin";
    case "$":
    case "\\z":
      return "end";
    case "\\E":
    case "\\Q\\E":
    case "\\Q":
      return "nothing";
    default:
      return "other";
  }
}

/** The pieces of a pattern that RE2 reads. @see https://github.com/google/re2/wiki/Syntax */
export function piecesOf(pattern: string): Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < pattern.length;) {
    const text = read(opening, pattern, at);
    const next = at + text.length;
    const end = text === "\\Q" ? quotationEnd(pattern, next) : text.startsWith("[") ? classEnd(pattern, next) : next;
    pieces.push({
      kind: end > next ? (kindOf(pattern.slice(at, end)) === "nothing" ? "nothing" : "other") : kindOf(text),
      text: pattern.slice(at, end),
    });
    at = end;
  }
  return pieces;
}
