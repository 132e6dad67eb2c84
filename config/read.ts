import { z } from "zod";
import { characterFault } from "./characters";
import { noValue } from "./ill-formed";
import { isMapping } from "./mapping";
import { nearest } from "./nearest";
import { formatGiven, shorten, valueAt, type Path, type Problem } from "./problems";
import {
  awsCredentials,
  ownSecret,
  secretBelow,
  secretHeader,
  secretIn,
  shapeIn,
  variables,
  type FoundSecret,
} from "./secret-shapes";
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

/** What was given: of text its value, of all else what was written. A secret is not repeated. */
function given(issue: z.core.$ZodIssue, value: unknown, written: string | undefined): string {
  const instead: unknown = issue.code === "custom" ? issue.params?.["given"] : undefined;
  if (typeof instead === "string") return instead;
  return typeof value === "string" || !written ? formatGiven(value) : shorten(written);
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** Where a value stands: under which name, and whether in a mapping of headers, or of the paths of an application's secrets. */
interface Place {
  readonly name: string;
  readonly isHeader: boolean;
  readonly isPath: boolean;
}

const nowhere: Place = { name: "", isHeader: false, isPath: false };

/** Below an application the way is by `secrets`, whatever the secret is. */
const ofApplication = "keep it in SSM, and name its path in the secrets of each environment";

/** A build's is of CI, which has it from GitHub. */
const ofBuild = "keep it on GitHub, and name it in build.secrets, which the Dockerfile mounts";

const ofApp = "keep the App's key in SSM, and name its path in github.app.parameter";

/** Where a credential belongs that is known by its name alone, by the part of the file that it stands in. */
const homes: Readonly<Record<string, string>> = {
  aws: awsCredentials,
  github: variables,
  registryCredentials: variables,
};

/** Where a secret belongs that was found at a path, whatever it is. */
function homeAt(path: Path, home: string): string {
  const [section = "", second, part] = path;
  if (section === "applications" && path.includes("env")) return ofApplication;
  if (section === "applications" && part === "build") return ofBuild;
  if (section === "github" && second === "app") return ofApp;
  return home === ownSecret ? (homes[section] ?? home) : home;
}

const asProblem = (path: Path, { name, home }: FoundSecret): Problem => ({
  path,
  given: name,
  expected: `no secret in this file: ${homeAt(path, home)}`,
});

/** Whether a mapping is the secrets of an environment, where paths belong: they are called as secrets are. */
const isOfSecrets = (path: Path): boolean =>
  path.length === 5 && path[0] === "applications" && path[2] === "environments" && path[4] === "secrets";

/** A secret in the place of its path, by no look of it: a path begins with a slash. */
const noPath = (text: string): FoundSecret | undefined =>
  text.startsWith("/") ? secretIn(text) : { name: "what is no path", home: ofApplication };

/** What a value is known by: in `{ name: X, value: y }` that is X, and in `x: { value: y }` it is x. */
function placeOf(
  key: string,
  { name: given }: Readonly<Record<string, unknown>>,
  path: Path,
  { name: outer }: Place,
): Place {
  const name = key !== "value" ? key : typeof given === "string" ? given : outer;
  return { name, isHeader: /headers?$/i.test(outer), isPath: isOfSecrets(path) };
}

/** Secrets in a value, by the look of them or by their names; not even a message repeats one. */
function secretsOf(value: unknown, path: Path, place = nowhere): Problem[] {
  // What else is a credential there depends on the backend: the schema knows them all.
  const isSetting = path[0] === "state" && path[1] === "settings";
  if (typeof value === "string" || typeof value === "number") {
    const text = String(value);
    const secret = isSetting
      ? shapeIn(text)
      : place.isPath
        ? noPath(text)
        : (secretIn(text) ??
          (place.isHeader ? secretHeader(place.name, text) : undefined) ??
          secretBelow(place.name, value));
    return secret ? [asProblem(path, secret)] : [];
  }
  if (Array.isArray(value)) return value.flatMap((each, index) => secretsOf(each, [...path, index], place));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    ...secretsOf(key, [...path, key]).map((problem) => ({ ...problem, atKey: true })),
    ...secretsOf(child, [...path, key], placeOf(key, value, path, place)),
  ]);
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
    const isRoot = path.length === 0;
    const unknown = Object.keys(data).filter((each) => !Object.hasOwn(schema.shape, each));
    const free = Object.keys(schema.shape).filter((each) => !Object.hasOwn(data, each));
    for (const key of unknown) {
      const at = [...path, key];
      // A place for anchors that the rest of the file refers to, as in a Compose file.
      if (isRoot && key.startsWith("x-")) {
        this.problems.push(...secretsOf(data[key], at));
        continue;
      }
      this.problems.push(...secretsOf(data[key], at, placeOf(key, data, at, nowhere)));
      const meant = nearest(key, free, unknown.length);
      const hint = meant === undefined ? "" : `: did you mean ${meant}?`;
      this.problems.push({
        path: at,
        given: `the unknown key ${formatGiven(key)}`,
        expected: `one of the keys ${keysOf(schema)}${hint}`,
        atKey: true,
      });
    }
    return Object.freeze(target);
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
    return { path, given: given(issue, value, this.source.plain(path)), expected: issue.message + hint };
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
