import { bracesFault, parenthesesFault, TemplateFault } from "./fault";

/** Words of the language that are no functions. */
const keywords = [
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "nil",
  "range",
  "template",
  "with",
] as const;

export type TokenType =
  | (typeof keywords)[number]
  | "assign"
  | "bool"
  | "character"
  | "complex"
  | "declare"
  | "dot"
  | "end of text"
  | "field"
  | "identifier"
  | "left delimiter"
  | "left parenthesis"
  | "number"
  | "other"
  | "pipe"
  | "raw string"
  | "right delimiter"
  | "right parenthesis"
  | "space"
  | "string"
  | "text"
  | "variable";

export interface Token {
  readonly type: TokenType;
  readonly text: string;
}

const isSpace = (character: string): boolean => character !== "" && " \t\r\n".includes(character);
const isWordPart = (character: string): boolean => /^[_\p{L}\p{Nd}]$/u.test(character);

/**
 * The words of a template, as Go splits it. It may be read on where Go has given up: what is refused is the same.
 * @see https://cs.opensource.google/go/go/+/master:src/text/template/parse/lex.go
 */
export function lex(text: string): Token[] {
  return new Lexer(text).run();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  run(): Token[] {
    for (;;) {
      const open = this.text.indexOf("{{", this.at);
      const end = open < 0 ? this.text.length : open;
      if (end > this.at) this.emit("text", end);
      if (open < 0) return [...this.tokens, { type: "end of text", text: "" }];
      this.leftDelimiter();
    }
  }

  private emit(type: TokenType, end: number): void {
    this.tokens.push({ type, text: this.text.slice(this.at, end) });
    this.at = end;
  }

  /** The character at a place, which may be two units long; empty at the end. */
  private character(at: number): string {
    const code = this.text.codePointAt(at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  private leftDelimiter(): void {
    const after = this.at + 2;
    const start = this.text.charAt(after) === "-" && isSpace(this.text.charAt(after + 1)) ? after + 2 : after;
    if (this.text.startsWith("/*", start)) {
      this.comment(start + 2);
      return;
    }
    this.emit("left delimiter", after);
    this.at = start;
    this.depth = 0;
    while (this.action());
  }

  private comment(start: number): void {
    const end = this.text.indexOf("*/", start);
    if (end < 0) throw new TemplateFault(bracesFault);
    const size = this.rightDelimiter(end + 2);
    if (size === 0) throw new TemplateFault("a Go template in which every comment stands alone between {{ and }}");
    this.at = end + 2 + size;
  }

  /** The length of a right delimiter, 0 where there is none. */
  private rightDelimiter(at: number): number {
    if (this.text.startsWith("}}", at)) return 2;
    return isSpace(this.text.charAt(at)) && this.text.startsWith("-}}", at + 1) ? 4 : 0;
  }

  /** Reads one word of an action, and says whether there may be more. */
  private action(): boolean {
    const size = this.rightDelimiter(this.at);
    if (size > 0) {
      if (this.depth > 0) throw new TemplateFault(parenthesesFault);
      this.emit("right delimiter", this.at + size);
      return false;
    }
    const character = this.character(this.at);
    const next = this.at + character.length;
    if (character === "") throw new TemplateFault(bracesFault);
    if (isSpace(character)) this.space();
    else if (character === "=") this.emit("assign", next);
    else if (character === ":") {
      if (this.text.charAt(next) !== "=") throw new TemplateFault("a Go template in which = follows every :");
      this.emit("declare", next + 1);
    } else if (character === "|") this.emit("pipe", next);
    else if (character === '"') this.quoted("string", '"');
    else if (character === "'") this.quoted("character", "'");
    else if (character === "`") this.raw();
    else if (character === "$") this.word("variable", next);
    else if (character === "." && !/^[0-9]$/.test(this.text.charAt(next)) && next < this.text.length) {
      this.word(this.isTerminated(next) ? "dot" : "field", next);
    } else if (/^[.+\-0-9]$/.test(character)) this.number();
    else if (isWordPart(character)) this.word("identifier", this.at);
    else if (character === "(" || character === ")") {
      this.depth += character === "(" ? 1 : -1;
      if (this.depth < 0) throw new TemplateFault(parenthesesFault);
      this.emit(character === "(" ? "left parenthesis" : "right parenthesis", next);
    } else if (/^[ -~]$/.test(character)) this.emit("other", next);
    else throw new TemplateFault(`a Go template without ${JSON.stringify(character)} in an action`);
    return true;
  }

  private space(): void {
    let end = this.at;
    while (isSpace(this.text.charAt(end))) end += 1;
    // The last space may belong to " -}}".
    this.emit("space", this.text.startsWith("-}}", end) ? end - 1 : end);
  }

  private quoted(type: TokenType, quote: string): void {
    for (let end = this.at + 1; end < this.text.length && this.text.charAt(end) !== "\n"; end += 1) {
      if (this.text.charAt(end) === quote) {
        this.emit(type, end + 1);
        return;
      }
      if (this.text.charAt(end) === "\\") {
        end += 1;
        if (this.text.charAt(end) === "\n") break;
      }
    }
    throw new TemplateFault(bracesFault);
  }

  private raw(): void {
    const end = this.text.indexOf("`", this.at + 1);
    if (end < 0) throw new TemplateFault(bracesFault);
    this.emit("raw string", end + 1);
  }

  /** Whether a word may end here. */
  private isTerminated(at: number): boolean {
    const character = this.text.charAt(at);
    return character === "" || isSpace(character) || ".,|:)(".includes(character) || this.text.startsWith("}}", at);
  }

  private word(type: TokenType, start: number): void {
    let end = start;
    for (let part = this.character(end); isWordPart(part); part = this.character(end)) end += part.length;
    if (!this.isTerminated(end)) {
      const [word, bad] = [this.text.slice(this.at, end), this.character(end)];
      throw new TemplateFault(
        "{}".includes(bad)
          ? bracesFault
          : `a Go template without ${JSON.stringify(bad)} after ${JSON.stringify(word)} in an action`,
      );
    }
    const text = this.text.slice(this.at, end);
    const keyword = type === "identifier" ? keywords.find((known) => known === text) : undefined;
    this.emit(keyword ?? (text === "true" || text === "false" ? "bool" : type), end);
  }

  private number(): void {
    const start = this.at;
    const simple = this.simpleNumber(start);
    const isComplex = /^[+-]$/.test(this.text.charAt(simple));
    const end = isComplex ? this.simpleNumber(simple) : simple;
    if (isComplex && this.text.charAt(end - 1) !== "i") this.refuseNumber(start, end);
    this.emit(isComplex ? "complex" : "number", end);
  }

  private simpleNumber(start: number): number {
    const form =
      /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;
    form.lastIndex = start;
    form.test(this.text);
    const end = form.lastIndex;
    if (isWordPart(this.character(end))) this.refuseNumber(start, end + 1);
    return end;
  }

  private refuseNumber(start: number, end: number): never {
    throw new TemplateFault(
      `a Go template without the ill-formed number ${JSON.stringify(this.text.slice(start, end))}`,
    );
  }
}
