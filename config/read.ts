import { z } from "zod";
import { characterFault } from "./characters";
import { noValue } from "./ill-formed";
import { isMapping } from "./mapping";
import { nearest } from "./nearest";
import { formatGiven, shorten, valueAt, type Path, type Problem } from "./problems";
import { secretsBelow, secretsOf } from "./secret-places";
import { isSecretName } from "./secret-shapes";
import type { Source } from "./source";
import { tokenFault } from "./token-shapes";

/** Every leaf of the schema words its own expectation; mappings name their keys here. */
const mappingErrors: z.core.$ZodErrorMap = (issue) => {
  // The only union without words of its own is that of JSON's types.
  if (issue.code === "invalid_union") return "a value that JSON can hold";
  if (issue.code !== "invalid_type") return undefined;
  if (issue.expected === "object") {
    return issue.inst instanceof z.ZodObject ? `a mapping with ${keysOf(issue.inst)}` : "a mapping";
  }
  return issue.expected === "record" ? "a mapping" : undefined;
};

const keysOf = (schema: z.ZodObject): string => Object.keys(schema.shape).join(", ");

/** YAML reads 42 and true without quotes as no text, and "42" in quotes as no number; a duration lacks its unit. */
function typeHint({ expected, message }: z.core.$ZodIssueInvalidType, value: unknown): string {
  if (expected === "string" && typeof value === "number" && message.includes("(units ")) return ", with its unit";
  if (expected === "string" && ["number", "boolean"].includes(typeof value)) return " (put it in quotes)";
  const isQuoted = typeof value === "string" && /^(true|false|[0-9]+)$/.test(value);
  return ["number", "int", "boolean"].includes(expected) && isQuoted ? " (without quotes)" : "";
}

/** What was given: of text its value, of all else what was written. A secret is not repeated, nor text that stands where one would. */
function given(issue: z.core.$ZodIssue, name: unknown, value: unknown, written: string | undefined): string {
  const instead: unknown = issue.code === "custom" ? issue.params?.["given"] : undefined;
  if (typeof instead === "string") return instead;
  const isHushed = typeof name === "string" && (isSecretName(name) || name === "secrets");
  if (typeof value === "string" && isHushed && !/^(?:true|false)$/.test(value)) return "text";
  return typeof value === "string" || !written ? formatGiven(value) : shorten(written);
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** Beyond it numbers are rounded. */
const exactNumber = `a number from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}, or text in quotes`;

const textProblems = (text: string, place: Pick<Problem, "path" | "atKey">): Problem[] => {
  const expected = tokenFault(text) ?? characterFault(text);
  return expected === undefined ? [] : [{ ...place, given: formatGiven(text), expected }];
};

function numberProblems(value: number, path: Path): Problem[] {
  const expected = Math.abs(value) <= Number.MAX_SAFE_INTEGER ? tokenFault(value) : exactNumber;
  return expected === undefined ? [] : [{ path, given: formatGiven(value), expected }];
}

/** What no field may hold, however free it is. */
function forbidden(value: unknown, path: Path): Problem[] {
  if (typeof value === "string") return textProblems(value, { path });
  if (typeof value === "number") return numberProblems(value, path);
  if (Array.isArray(value)) return value.flatMap((each, index) => forbidden(each, [...path, index]));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const at = [...path, key];
    return [...textProblems(key, { path: at, atKey: true }), ...forbidden(child, at)];
  });
}

/** Stands for an ill-formed value until it has become a getter that stops whoever looks. */
const hole = Symbol("ill-formed");

/** The schema behind what only says that a value may be left out, and what then stands there. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapper ? unwrap(schema.unwrap()) : schema;
}

const takesMapping = (schema: z.core.$ZodType): boolean =>
  schema instanceof z.ZodObject || schema instanceof z.ZodDiscriminatedUnion;

/** The variant of a union that a mapping chooses by its discriminator. */
function variantOf(union: z.ZodDiscriminatedUnion, data: unknown): z.ZodObject | undefined {
  if (!isMapping(data)) return undefined;
  const { discriminator } = union.def;
  return union.options.find(
    (option): option is z.ZodObject =>
      option instanceof z.ZodObject &&
      z.safeParse(option.shape[discriminator] as z.ZodType, data[discriminator]).success,
  );
}

class Reader {
  readonly problems: Problem[] = [];
  /** Found so far: aliases make many of a few. */
  private unknownKeys = 0;

  constructor(private readonly source: Source) {}

  read(schema: z.core.$ZodType, data: unknown, path: Path): unknown {
    if (data === undefined) return this.leaf(schema, data, path);
    const inner = unwrap(schema);
    if (inner instanceof z.ZodObject && isMapping(data)) return this.mapping(inner, data, path);
    if (inner instanceof z.ZodDiscriminatedUnion) {
      const variant = variantOf(inner, data);
      if (variant) return this.read(variant, data, path);
    }
    if (inner instanceof z.ZodArray && takesMapping(unwrap(inner.element)) && Array.isArray(data) && data.length > 0) {
      const { element } = inner;
      const list: unknown[] = [];
      data.forEach((each, index) => put(list, index, this.read(element, each, [...path, index])));
      return Object.freeze(list);
    }
    return this.leaf(inner, data, path);
  }

  private mapping(schema: z.ZodObject, data: Readonly<Record<string, unknown>>, path: Path): unknown {
    const target: Record<string, unknown> = {};
    for (const [key, child] of Object.entries<z.core.$ZodType>(schema.shape)) {
      const value = this.read(child, Object.hasOwn(data, key) ? data[key] : undefined, [...path, key]);
      if (value !== undefined) put(target, key, value);
    }
    for (const key of Object.keys(data)) {
      if (!Object.hasOwn(schema.shape, key)) this.unknown(schema, data, [...path, key], key);
    }
    return Object.freeze(target);
  }

  /** A key that the schema does not have. */
  private unknown(schema: z.ZodObject, data: Readonly<Record<string, unknown>>, path: Path, key: string): void {
    // A place for anchors that the rest of the file refers to, as in a Compose file.
    if (path.length === 1 && key.startsWith("x-")) {
      this.problems.push(...secretsOf(data[key], path));
      return;
    }
    this.unknownKeys += 1;
    const free = Object.keys(schema.shape).filter((each) => !Object.hasOwn(data, each));
    const meant = nearest(key, free, this.unknownKeys);
    this.problems.push(...secretsBelow(data[key], path, meant ?? key), {
      path,
      given: `the unknown key ${formatGiven(key)}`,
      expected: `one of the keys ${keysOf(schema)}${meant === undefined ? "" : `: did you mean ${meant}?`}`,
      atKey: true,
    });
  }

  /** A value that is read as a whole. */
  private leaf(schema: z.core.$ZodType, data: unknown, path: Path): unknown {
    const secrets = secretsOf(data, path);
    if (secrets.length > 0) {
      this.problems.push(...secrets);
      return hole;
    }
    const { success, data: value, error } = z.safeParse(schema, data, { error: mappingErrors });
    if (success) {
      const found = forbidden(data, path);
      if (found.length === 0) return deepFreeze(value);
      this.problems.push(...found.map((problem) => this.asWritten(problem)));
      return hole;
    }
    for (const issue of error.issues) this.problems.push(this.problem(issue, data, path));
    return hole;
  }

  /** A problem with a number, given as the file has it. */
  private asWritten(problem: Problem): Problem {
    return problem.expected === exactNumber
      ? { ...problem, given: this.source.plain(problem.path) ?? problem.given }
      : problem;
  }

  private problem(issue: z.core.$ZodIssue, data: unknown, at: Path): Problem {
    const below = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
    const path = [...at, ...below];
    if (issue.code === "invalid_key") {
      const expected = issue.issues[0]?.message ?? issue.message;
      return { path, given: `the key ${formatGiven(path.at(-1))}`, expected, atKey: true };
    }
    const value = valueAt(data, below);
    const hint = issue.code === "invalid_type" ? typeHint(issue, value) : "";
    return { path, given: given(issue, path.at(-1), value, this.source.plain(path)), expected: issue.message + hint };
  }
}

function put(target: object, key: string | number, value: unknown): void {
  if (value === hole) Object.defineProperty(target, key, { get: noValue, enumerable: true });
  else Object.defineProperty(target, key, { value, enumerable: true });
}

/**
 * Reads a file's values field by field, so that an ill-formed one takes no other along: looking at it stops whoever
 * looks (see {@link noValue}), all others have their value or their default. Mappings of the schema have no checks of
 * their own: what concerns several fields is a rule.
 *
 * @returns no shape where the file holds no mapping
 */
export function readShape<S extends z.ZodObject>(
  schema: S,
  source: Source,
): { readonly shape?: z.output<S>; readonly problems: readonly Problem[] } {
  const reader = new Reader(source);
  const value = reader.read(schema, source.data, []);
  const { problems } = reader;
  // The reader has built what the schema describes, with getters for what is ill-formed.
  return value === hole ? { problems } : { shape: value as z.output<S>, problems };
}
