import { redact, secretIn, withoutLogin } from "./secret-shapes";

export type Path = readonly (string | number)[];

/** One mistake in the file, for the person who made it. */
export interface Problem {
  readonly path: Path;
  /** What was given, already fit to print. */
  readonly given: string;
  /** What was given where the file leaves the field out. @default - `given`, "by default" */
  readonly givenByDefault?: string;
  /** Completes "expected ...". */
  readonly expected: string;
  /** Points at the key rather than its value, for keys that should not be there. */
  readonly atKey?: boolean;
  /** What has the value already, where it should be the only one of its kind. */
  readonly holder?: Path;
}

/** The message of whatever was thrown. */
export const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Text without secrets, that a terminal shows as it is: what would move the cursor, hide or turn other text is written as its number. */
export const printable = (text: string): string =>
  redact(text).replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );

/** An error for the person at the terminal: its message is all that they need, a stack trace would be noise. */
export class UserError extends Error {
  /** @param message of one line or several; it may repeat what a file, a command line or the system says */
  constructor(message: string) {
    super(message.split("\n").map(printable).join("\n"));
    this.name = new.target.name;
  }
}

/** The file cannot be used; the message lists every problem, one a line, and nothing was written. */
export class DeliveryError extends UserError {
  readonly lines: readonly string[];

  /** @param more how many problems have no line */
  constructor(
    readonly file: string,
    lines: readonly string[],
    more = 0,
  ) {
    const count = lines.length + more === 1 ? "1 problem" : `${lines.length + more} problems`;
    const told = more === 0 ? "" : `, of which the first ${lines.length} are told`;
    const printed = [...lines, `${count} in ${file}${told}; nothing was written.`].map(printable);
    super(printed.join("\n"));
    this.lines = printed.slice(0, -1);
  }
}

/** The value at a path, or undefined. */
export const valueAt = (data: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Readonly<Record<string, unknown>>)[part]
        : undefined,
    data,
  );

/** The first characters of a text that has more than a line of them, or more than `most`. */
export const shorten = (text: string, most = 80): string => {
  const characters = Array.from(text);
  return characters.length > most ? `${characters.slice(0, most - 3).join("")}...` : text;
};

/** Text in quotes and in one line: control characters are escaped, and a login is not repeated into a log. */
const quote = (text: string): string => shorten(JSON.stringify(withoutLogin(text)));

/** A path as `applications[0].port`; a key that is no plain word is in quotes. */
export const formatPath = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (secretIn(part)) return `${text}[...]`;
    if (!/^[A-Za-z0-9_-]+$/.test(part)) return `${text}[${quote(part)}]`;
    return text === "" ? shorten(part) : `${text}.${shorten(part)}`;
  }, "");

/** A value as the reader wrote it: quoted text, bare numbers, the keys of a mapping; of a secret, what it is. */
export function formatGiven(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string") return secretIn(value)?.name ?? quote(value);
  if (Array.isArray(value)) return formatList(value);
  if (typeof value === "object") {
    const keys = Object.keys(value);
    return keys.length === 0 ? "an empty mapping" : `a mapping with ${firstTen(keys.map(plain)).join(", ")}`;
  }
  return `${value as number | boolean}`;
}

function formatList(list: readonly unknown[]): string {
  if (list.length === 0) return "an empty list";
  return list.some((each) => typeof each === "object" || (typeof each === "string" && secretIn(each)))
    ? `a list of ${list.length}`
    : shorten(JSON.stringify(list.map((each) => (typeof each === "string" ? withoutLogin(each) : each))));
}

const plain = (key: string): string => secretIn(key)?.name ?? (/^[\w.-]+$/.test(key) ? shorten(key) : quote(key));

const firstTen = (words: readonly string[]): readonly string[] =>
  // One other would take as much room as its name.
  words.length > 11 ? [...words.slice(0, 10), `${words.length - 10} others`] : words;

// British English has no comma before the last.
const disjunction = new Intl.ListFormat("en-GB", { type: "disjunction" });

/** Choices as in "a, b or c"; of many, the first ten. */
export const oneOf = (choices: readonly string[]): string => disjunction.format(firstTen(choices));
