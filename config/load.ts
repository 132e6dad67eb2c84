import { readFileSync } from "node:fs";
import type { Delivery } from "../model/delivery";
import { link } from "../model/link";
import { rules, warnings } from "../rules";
import type { Rule } from "../rules/rule";
import { besideFiles, type Beside } from "./beside";
import { readGiven } from "./given";
import { eachKnown } from "./ill-formed";
import { patternSizeProblems } from "./pattern-sizes";
import { DeliveryError, formatPath, printable, reason, shorten, type Path, type Problem } from "./problems";
import { readShape } from "./read";
import { delivery as schema } from "./schema";
import { Source, type Position } from "./source";

/** No words of ours are longer; what they repeat of the file may be. */
const mostExpected = 700;

/** Nobody reads more lines, and to write them takes longer than to find what they tell. */
const mostTold = 20_000;

/** The way to a file for those who have none. */
const begin = "begin one with npm run init, which takes -c too";

/** Where a field or an element is, as messages have it. @param kind what begins its words, for those that are no error */
const placeOf = (path: Path, { line, col }: Position, file: string, kind = ""): string =>
  `${file}:${line}:${col}: ${kind}${formatPath(path) || "the file"}`;

/** A line for each problem, in the order of the file: where, what was given, what is expected. @param kind as in placeOf */
function linesOf(problems: readonly Problem[], source: Source, file: string, kind = ""): string[] {
  const placed = problems
    .map((problem) => ({ ...problem, ...source.position(problem.path, problem.atKey) }))
    .sort((a, b) => a.line - b.line || a.col - b.col);
  return placed.slice(0, mostTold).map(({ line, col, path, given, expected, holder }) => {
    const taken = holder ? `: ${formatPath(holder)} (line ${source.position(holder).line}) has this one` : "";
    return `${placeOf(path, { line, col }, file, kind)}: got ${given}, expected ${shorten(expected, mostExpected)}${taken}`;
  });
}

/** Problems as an error. */
function refusalOf(problems: readonly Problem[], source: Source, file: string): DeliveryError {
  const lines = linesOf(problems, source, file);
  // Two clusters may have the same to say of what they share.
  return new DeliveryError(file, [...new Set(lines)], problems.length - lines.length);
}

/** What rules find; a value that the file does not give is said to be the default. */
const judge = (by: Readonly<Record<string, Rule>>, delivery: Delivery, source: Source): Problem[] =>
  Object.values(by)
    .flatMap((rule) => [...eachKnown([delivery], rule)])
    .map(({ givenByDefault, ...problem }) => {
      if (problem.given === "nothing" || source.has(problem.path)) return problem;
      return { ...problem, given: givenByDefault ?? `${problem.given} by default` };
    });

/** A delivery that is sound, and the file that it is in, for who finds it wrong for a purpose of theirs. */
export interface DeliveryFile {
  readonly file: string;
  readonly delivery: Delivery;
  /** What is as nobody should mean it, a line for each. */
  readonly warnings: readonly string[];
  /** The error that tells problems with their place in the file. */
  readonly refusal: (problems: readonly Problem[]) => DeliveryError;
  /** Where something is in the file, in words: `delivery.yaml:12:5: clusters[0]`. */
  readonly place: (path: Path) => string;
}

/**
 * Reads the text of a delivery file in one pass: YAML, fields, the files that it names, links, rules.
 *
 * @param file the file's name, for messages, and beside which the files are that it names
 * @param beside reads those files. @default - from the file's folder
 * @throws DeliveryError with every problem found, each with line, column and path
 */
export function parseDeliveryFile(text: string, file: string, beside: Beside = besideFiles(file)): DeliveryFile {
  const source = new Source(text);
  if (source.problems.length > 0) {
    const told = source.problems.slice(0, mostTold);
    throw new DeliveryError(
      file,
      told.map(({ line, col, message }) => `${file}:${line}:${col}: ${message}`),
      source.problems.length - told.length,
    );
  }
  const refusal = (problems: readonly Problem[]): DeliveryError => refusalOf(problems, source, file);
  const tooLarge = patternSizeProblems(source.data);
  if (tooLarge.length > 0) throw refusal(tooLarge);
  const { shape, problems: illFormed } = readShape(schema, source);
  if (!shape) {
    throw refusal(
      text.trim() === "" ? illFormed.map((each) => ({ ...each, expected: `${each.expected}: ${begin}` })) : illFormed,
    );
  }
  const { given, problems: unread } = readGiven(shape, beside);
  const { delivery, problems: unlinked } = link(shape, given);
  const problems = [...illFormed, ...unread, ...unlinked, ...judge(rules, delivery, source)];
  if (problems.length > 0) throw refusal(problems);
  const told = linesOf(judge(warnings, delivery, source), source, file, "warning: ").map(printable);
  return { file, delivery, warnings: told, refusal, place: (path) => placeOf(path, source.position(path), file) };
}

/** The delivery of a file's text; see {@link parseDeliveryFile}. */
export const parseDelivery = (text: string, file: string, beside?: Beside): Delivery =>
  parseDeliveryFile(text, file, beside).delivery;

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new DeliveryError(file, [
      `${file}: cannot be read (${reason(error)}): name a file with -c or DELIVERY_CONFIG${isMissing ? `, or ${begin}` : ""}`,
    ]);
  }
}

/** A file's text, which must be UTF-8: another encoding's letters would reach commits and keys as U+FFFD. */
function readText(file: string): string {
  const bytes = readBytes(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new DeliveryError(file, [`${file}: got text in another encoding, expected UTF-8: save it as UTF-8`]);
  }
}

/**
 * Reads and validates a delivery file.
 *
 * @throws DeliveryError where it cannot be read, or as {@link parseDeliveryFile}
 */
export const loadDeliveryFile = (file: string): DeliveryFile => parseDeliveryFile(readText(file), file);
