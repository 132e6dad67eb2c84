import { z } from "zod";
import { formatGiven, type Path, type Problem } from "./problems";
import type { Source } from "./source";

export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string, unknown>)[part]
        : undefined,
    data,
  );
}

/** Every leaf of the schema words its own expectation; mappings name their keys here. */
export const mappingErrors: z.core.$ZodErrorMap = (issue) => {
  const keys = issue.inst instanceof z.ZodObject ? Object.keys(issue.inst.shape).join(", ") : undefined;
  if (issue.code === "unrecognized_keys") return `one of the keys ${keys ?? ""}`;
  // The only union without words of its own is that of JSON's types.
  if (issue.code === "invalid_union") return "a value that JSON can hold";
  if (issue.code !== "invalid_type") return undefined;
  if (issue.expected === "object") return keys === undefined ? "a mapping" : `a mapping with ${keys}`;
  return issue.expected === "record" ? "a mapping" : undefined;
};

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
  return typeof value === "string" || !written ? formatGiven(value) : written;
}

/** The mistakes behind an issue of the schema. */
export function problemsOf(issue: z.core.$ZodIssue, source: Source): Problem[] {
  const path = issue.path.map((part) => (typeof part === "symbol" ? String(part) : part));
  const value = valueAt(source.data, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        path: [...path, key],
        given: `the unknown key ${formatGiven(key)}`,
        expected: issue.message,
        atKey: true,
      }));
    case "invalid_key": {
      const [first] = issue.issues;
      return [
        { path, given: `the key ${formatGiven(path.at(-1))}`, expected: first?.message ?? issue.message, atKey: true },
      ];
    }
    default: {
      const hint = issue.code === "invalid_type" ? typeHint(issue, value) : "";
      return [{ path, given: given(issue, value, source.plain(path)), expected: issue.message + hint }];
    }
  }
}
