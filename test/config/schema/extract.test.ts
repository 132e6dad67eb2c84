import assert from "node:assert/strict";
import { test } from "node:test";
import { expand, groupsUsed } from "../../../config/schema/extract";

/** Groups of `^main-(?P<ts>[0-9]+)-(z)?$` in `main-17-`; the second took no part. */
const groups: Readonly<Record<string, string>> = { 0: "main-17-", 1: "17", 2: "", ts: "17" };

/** Replacements, what Go's Regexp.Expand makes of them, and the groups that they name. */
const rows: readonly (readonly [replacement: string, expected: string, ...used: string[]])[] = [
  ["$ts", "17", "ts"],
  ["${ts}", "17", "ts"],
  ["$1", "17", "1"],
  ["${1}", "17", "1"],
  ["$0", "main-17-", "0"],
  ["$2", "", "2"],
  ["v$1.0", "v17.0", "1"],
  ["$1-$ts", "17-17", "1", "ts"],
  ["$1x", "", "1x"],
  ["${1}x", "17x", "1"],
  ["$ts0", "", "ts0"],
  ["$tsé", "", "tsé"],
  ["$01", "", "01"],
  ["$3", "", "3"],
  ["$$1", "$1"],
  ["$$$1", "$17", "1"],
  ["$$", "$"],
  ["$", "$"],
  ["a$", "a$"],
  ["$-1", "$-1"],
  ["${", "${"],
  ["${1", "${1"],
  ["${}", "${}"],
  ["${ts-}", "${ts-}"],
  ["x", "x"],
];

for (const [replacement, expected, ...used] of rows) {
  test(`${replacement} is ${JSON.stringify(expected)}, as in Go`, () => {
    assert.equal(
      expand(replacement, (group) => groups[group] ?? ""),
      expected,
    );
    assert.deepEqual(groupsUsed(replacement), used);
  });
}
