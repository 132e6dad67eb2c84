import { parseFloat64, parseInteger } from "../go-number";
import { TemplateFault } from "./fault";

/** A number and the kinds of variables that can hold it. */
export interface NumberLiteral {
  /** The type where nothing asks for another; undefined where int is too small. */
  readonly type: "int" | "float64" | "complex128" | undefined;
  readonly isInt: boolean;
  readonly isUint: boolean;
  readonly isFloat: boolean;
  readonly isComplex: boolean;
}

const isInt64 = (value: bigint): boolean => BigInt.asIntN(64, value) === value;

function ofReal(value: number, type: NumberLiteral["type"]): NumberLiteral {
  return {
    type,
    isInt: Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63,
    isUint: Number.isInteger(value) && value >= 0 && value < 2 ** 64,
    isFloat: true,
    isComplex: type === "complex128",
  };
}

function ofComplex(real: number | undefined, imaginary: number | undefined): NumberLiteral | undefined {
  if (real === undefined || imaginary === undefined) return undefined;
  if (imaginary === 0) return ofReal(real, "complex128");
  return { type: "complex128", isInt: false, isUint: false, isFloat: false, isComplex: true };
}

/**
 * A number, of which a complex one has two parts, as in 1+2i.
 * @see https://cs.opensource.google/go/go/+/master:src/text/template/parse/node.go
 */
export function readNumber(text: string, isComplex: boolean): NumberLiteral {
  const [, real = "", imaginary = ""] = isComplex
    ? (/^(.*[^eEpP])([+-].*)i$/.exec(text) ?? [])
    : ["", "0", text.slice(0, -1)];
  const literal =
    isComplex || text.endsWith("i") ? ofComplex(parseFloat64(real), parseFloat64(imaginary)) : readReal(text);
  if (!literal) throw new TemplateFault(`a Go template without the ill-formed number ${JSON.stringify(text)}`);
  return literal;
}

function readReal(text: string): NumberLiteral | undefined {
  const integer = parseInteger(text);
  if (integer !== undefined) {
    const isInt = isInt64(integer);
    const isUint = integer === 0n || (integer > 0n && !text.startsWith("+"));
    return { type: isInt ? "int" : undefined, isInt, isUint, isFloat: true, isComplex: false };
  }
  const real64 = parseFloat64(text);
  // Without a dot or an exponent it is an integer that is too large, or has a digit that its base has not.
  if (real64 === undefined || !/[.eEpP]/.test(text)) return undefined;
  return ofReal(real64, "float64");
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

const escape = /^\\(?:([abfnrtv\\])|(['"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/;

/** The character that an escape stands for, and the escape's length. */
function unescape(text: string, quote: string): readonly [character: string, length: number] | undefined {
  const [match, simple, quoted, byte, short, long, octal] = escape.exec(text) ?? [];
  if (match === undefined || (quoted !== undefined && quoted !== quote)) return undefined;
  if (simple !== undefined) return [escapes[simple] ?? "", match.length];
  if (quoted !== undefined) return [quoted, match.length];
  const unicode = short ?? long;
  const code =
    unicode !== undefined || byte !== undefined ? parseInt(unicode ?? byte ?? "", 16) : parseInt(octal ?? "", 8);
  const isValid = unicode === undefined ? code <= 255 : code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isValid ? [String.fromCodePoint(code), match.length] : undefined;
}

function unquote(text: string): string | undefined {
  const [quote, content] = [text.charAt(0), text.slice(1, -1)];
  if (quote === "`") return content.replaceAll("\r", "");
  let value = "";
  for (let at = 0; at < content.length;) {
    const isEscape = content.charAt(at) === "\\";
    const part = isEscape ? unescape(content.slice(at, at + 10), quote) : ([content.charAt(at), 1] as const);
    if (!part) return undefined;
    value += part[0];
    at += part[1];
  }
  return value;
}

/** The text between quotes. @see https://pkg.go.dev/strconv#Unquote */
export function readString(text: string): string {
  const value = unquote(text);
  if (value === undefined) throw new TemplateFault(`a Go template without the unknown escape in ${text}`);
  return value;
}

/** A character between single quotes is a number. @see https://pkg.go.dev/strconv#UnquoteChar */
export function readCharacter(text: string): NumberLiteral {
  const value = unquote(text);
  if (value === undefined || Array.from(value).length !== 1) {
    throw new TemplateFault(`a Go template in which one character stands between ' and ', not ${text}`);
  }
  return { type: "int", isInt: true, isUint: true, isFloat: true, isComplex: false };
}
