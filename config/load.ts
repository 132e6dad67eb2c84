import { readFileSync } from "node:fs";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { fillDefaults, type Delivery } from "./defaults";
import { DeliveryError, formatGiven, formatPath, position, type Path, type Problem } from "./problems";
import { rules } from "./rules";
import { knownReferences, uniqueNames, type Draft } from "./rules/references";
import { delivery as schema, type DeliveryInput } from "./schema";

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[part] : undefined,
    data,
  );
}

function removeAt(data: unknown, path: Path): void {
  const parent = valueAt(data, path.slice(0, -1));
  const last = path.at(-1);
  if (typeof parent !== "object" || parent === null || last === undefined) return;
  // An element is emptied rather than taken out, so that the others keep their index.
  if (Array.isArray(parent)) parent[Number(last)] = undefined;
  else Reflect.deleteProperty(parent, last);
}

function problemsOf(issue: z.core.$ZodIssue, data: unknown): Problem[] {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      given: `the unknown key ${formatGiven(key)}`,
      expected: `only keys that the documentation lists${path.length > 0 ? ` under ${formatPath(path)}` : ""}: correct or remove it`,
      atKey: true,
    }));
  }
  if (issue.code === "invalid_key") {
    const [inner] = issue.issues;
    return [{ path, given: formatGiven(path.at(-1)), expected: inner?.message ?? "another key", atKey: true }];
  }
  return [{ path, given: formatGiven(valueAt(data, path)), expected: expectation(issue) }];
}

/** Every leaf of the schema words its own expectation; containers get theirs here. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    return issue.expected === "object" || issue.expected === "record" ? "a mapping" : `a ${issue.expected}`;
  }
  return issue.message;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

/**
 * Validates the text of a delivery file and fills in every default.
 *
 * @param file the file's name, for messages
 * @throws DeliveryError with every problem found, each with line, column and path
 */
export function parseDelivery(text: string, file: string): Delivery {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, merge: true });
  if (document.errors.length > 0) {
    throw new DeliveryError(
      file,
      document.errors.map(({ pos: [offset], message }) => {
        const { line, col } = counter.linePos(offset);
        return `${file}:${line}:${col}: ${message.split(/ at line|\n/)[0]}`;
      }),
    );
  }
  const fail = (problems: readonly Problem[]): never => {
    const located = problems.map((problem) => ({
      problem,
      at: position(document, counter, problem.path, problem.atKey ?? false),
    }));
    located.sort((a, b) => a.at.line - b.at.line || a.at.col - b.at.col);
    throw new DeliveryError(
      file,
      located.map(
        ({ problem: { path, given, expected }, at }) =>
          `${file}:${at.line}:${at.col}: ${formatPath(path) || "the file"}: got ${given}, expected ${expected}`,
      ),
    );
  };

  const data: unknown = document.toJS();
  const parsed = schema.safeParse(data);
  const problems = (parsed.error?.issues ?? []).flatMap((issue) => problemsOf(issue, data));
  const draft: unknown = structuredClone(data);
  for (const { path } of problems) removeAt(draft, path);
  if (typeof draft === "object" && draft !== null) {
    const wellFormed = draft as Draft<DeliveryInput>;
    problems.push(...uniqueNames(wellFormed), ...knownReferences(wellFormed));
  }
  if (problems.length > 0 || !parsed.success) return fail(problems);

  const delivery = fillDefaults(parsed.data);
  const broken = rules.flatMap((rule) => rule(delivery));
  return broken.length > 0 ? fail(broken) : deepFreeze(delivery);
}

/**
 * Reads and validates a delivery file.
 *
 * @throws DeliveryError where it cannot be read, or as {@link parseDelivery}
 */
export function loadDelivery(file: string): Delivery {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new DeliveryError(file, [`${file}: cannot be read (${reason}): name a file with -c or DELIVERY_CONFIG`]);
  }
  return parseDelivery(text, file);
}
