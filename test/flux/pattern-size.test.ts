import assert from "node:assert/strict";
import { test } from "node:test";
import { writtenOutSize } from "../../flux/pattern-size";

/** Patterns, and what they come to with their repetitions written out. */
const sizes: readonly (readonly [pattern: string, size: number])[] = [
  ["", 0],
  ["^[0-9]+$", 1],
  ["^main-[a-f0-9]+-(?P<ts>[0-9]+)$", 9],
  ["^a{3}$", 3],
  ["^a{2,5}$", 5],
  ["^a{4,}?b$", 5],
  ["^a{0}$", 1],
  ["^(ab){3}c$", 10],
  ["^(?:(a{2}b){3}c){4}$", 56],
  ["^(a|bc){2}$", 8],
  ["^(?i)a{2}$", 2],
  ["^\\Qa+b\\E{2}$", 14],
  ["^\\d{3}[a-z]{3}\\.{3}$", 9],
  ["^\\pL{2}$", 40],
  ["^\\P{Greek}{2}$", 40],
  ["^[\\p{Greek}x]{2}$", 40],
  ["^[^a]{2}$", 40],
  ["^a)b$", 3],
  ["{3}a", 1],
];

for (const [pattern, size] of sizes) {
  test(`${pattern === "" ? "no pattern" : pattern} is of ${size}`, () => assert.equal(writtenOutSize(pattern), size));
}
