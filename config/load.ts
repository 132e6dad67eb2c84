import { readFileSync } from "node:fs";
import { fillDefaults, type Delivery } from "./defaults";
import { draftOf } from "./draft";
import { mappingErrors, problemsOf } from "./issues";
import { DeliveryError, formatPath, type Path, type Problem } from "./problems";
import { draftRules, rules } from "./rules";
import { delivery as schema } from "./schema";
import { soundPart } from "./sound-part";
import { Source } from "./source";

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/** Problems as lines, in the order of the file: where, what was given, what is expected. */
function linesOf(problems: readonly Problem[], source: Source, file: string): string[] {
  const lines = problems
    .map((problem) => ({ ...problem, ...source.position(problem.path, problem.atKey) }))
    .sort((a, b) => a.line - b.line || a.col - b.col)
    .map(({ line, col, path, given, expected, holder }) => {
      const taken = holder ? `: ${formatPath(holder)} (line ${source.position(holder).line}) has this one` : "";
      return `${file}:${line}:${col}: ${formatPath(path) || "the file"}: got ${given}, expected ${expected}${taken}`;
    });
  // Two clusters may have the same to say of what they share.
  return [...new Set(lines)];
}

/** What the rules find; a path is led from the delivery to the file. */
function judge(delivery: Delivery, source: Source, inFile: (path: Path) => Path = (path) => path): Problem[] {
  return rules
    .flatMap((rule) => rule(delivery))
    .map(({ path, given, holder, ...rest }) => ({
      ...rest,
      path: inFile(path),
      given: given === "nothing" || source.has(inFile(path)) ? given : `${given} by default`,
      ...(holder && { holder: inFile(holder) }),
    }));
}

/**
 * Validates the text of a delivery file and fills in every default.
 *
 * @param file the file's name, for messages
 * @throws DeliveryError with every problem found, each with line, column and path
 */
export function parseDelivery(text: string, file: string): Delivery {
  const source = new Source(text);
  if (source.problems.length > 0) {
    throw new DeliveryError(
      file,
      source.problems.map(({ line, col, message }) => `${file}:${line}:${col}: ${message}`),
    );
  }
  const parsed = schema.safeParse(source.data, { error: mappingErrors });
  const problems = (parsed.error?.issues ?? []).flatMap((issue) => problemsOf(issue, source));
  const draft = draftOf(source.data, problems);
  problems.push(...draftRules.flatMap((rule) => rule(draft)));

  const whole = problems.length === 0 && parsed.success ? fillDefaults(parsed.data) : undefined;
  if (whole) problems.push(...judge(whole, source));
  else {
    const part = soundPart(draft, problems);
    if (part) problems.push(...judge(fillDefaults(part.shape), source, part.inFile));
  }
  if (problems.length === 0 && whole) return deepFreeze(whole);
  throw new DeliveryError(file, linesOf(problems, source, file));
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeliveryError(file, [`${file}: cannot be read (${reason}): name a file with -c or DELIVERY_CONFIG`]);
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
 * @throws DeliveryError where it cannot be read, or as {@link parseDelivery}
 */
export const loadDelivery = (file: string): Delivery => parseDelivery(readText(file), file);
