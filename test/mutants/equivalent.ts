import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { root } from "./folders";
import type { Mutant } from "./mutants";

const text = z.string().min(1);

const entries = z.array(
  z.strictObject({
    file: text,
    original: text,
    /** One, or all that are made of the original. */
    replacement: z.string().optional(),
    /** A piece of the mutant's first line, where the original alone says too little. */
    line: text.optional(),
    reason: text,
  }),
);

export type Equivalent = z.output<typeof entries>[number];

/** Mutants that no test can notice, each with the reason why. */
export const readEquivalents = (): readonly Equivalent[] =>
  entries.parse(parse(readFileSync(join(__dirname, "equivalent.yaml"), "utf8")) ?? []);

const oneLine = (code: string): string => code.replace(/\s+/g, " ").trim();

export function isEquivalent(mutant: Mutant, { file, original, replacement, line }: Equivalent): boolean {
  if (mutant.file !== file || oneLine(mutant.original) !== oneLine(original)) return false;
  if (replacement !== undefined && oneLine(mutant.replacement) !== oneLine(replacement)) return false;
  if (line === undefined) return true;
  return readFileSync(join(root, file), "utf8").split("\n")[mutant.line - 1]?.includes(line) ?? false;
}
