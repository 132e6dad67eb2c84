import assert from "node:assert/strict";
import { test } from "node:test";
import type { z } from "zod";

/** One test for each value that a schema must accept, and for each that it must refuse. */
export function accepts(
  name: string,
  schema: z.ZodType,
  accepted: readonly unknown[],
  refused: readonly unknown[],
): void {
  const shown = (value: unknown): string => {
    const text = JSON.stringify(value);
    return text.length > 60 ? `${text.slice(0, 60)}... (${text.length} characters)` : text;
  };
  for (const value of accepted) {
    test(`${shown(value)} is ${name}`, () => assert.ok(schema.safeParse(value).success));
  }
  for (const value of refused) {
    test(`${shown(value)} is not ${name}`, () => assert.ok(!schema.safeParse(value).success));
  }
}
