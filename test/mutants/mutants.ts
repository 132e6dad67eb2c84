import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./folders";

/** A change to the sources that some test should notice. */
export interface Mutant {
  readonly id: string;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly original: string;
  readonly replacement: string;
}

export interface Instrumented {
  readonly mutants: readonly Mutant[];
  /** Text of each file with all its mutants, of which one at a time is switched on. */
  readonly texts: ReadonlyMap<string, string>;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

const silent = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => true,
  isErrorEnabled: () => true,
  isFatalEnabled: () => true,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: console.warn,
  error: console.error,
  fatal: console.error,
};

/** The text between two positions, lines and columns counted from 0. */
function between(text: string, start: Position, end: Position): string {
  const lines = text.split("\n").slice(start.line, end.line + 1);
  lines.push((lines.pop() ?? "").slice(0, end.column));
  return lines.join("\n").slice(start.column);
}

/**
 * Stryker's mutants of some files, all of them built in.
 *
 * @see https://stryker-mutator.io/docs/mutation-testing-elements/supported-mutators/
 */
export async function instrument(files: readonly string[]): Promise<Instrumented> {
  const { Instrumenter } = await import("@stryker-mutator/instrumenter");
  const originals = new Map(files.map((file) => [file, readFileSync(join(root, file), "utf8")]));
  const sources = [...originals].map(([name, content]) => ({ name, content, mutate: true }));
  const result = await new Instrumenter(silent).instrument(sources, {
    plugins: null,
    excludedMutations: [],
    ignorers: [],
  });
  const mutants = result.mutants.map(({ id, fileName, location: { start, end }, replacement }) => ({
    id,
    file: fileName,
    line: start.line + 1,
    original: between(originals.get(fileName) ?? "", start, end),
    replacement,
  }));
  return { mutants, texts: new Map(result.files.map(({ name, content }) => [name, content])) };
}
