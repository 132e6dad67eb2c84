import assert from "node:assert/strict";
import { test } from "node:test";
import { compilePattern, expand, groupsUsed, isAnchored, orderingKey } from "../../flux/tag-filter";

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

const anchored = [
  "^a$",
  "^$",
  "^(a|b)$",
  "^(?:a|(b|c))$",
  "^[|]$",
  "^[]|]$",
  "^[^]|]$",
  "^[a\\]|]$",
  "^[[:alpha:]|]$",
  "^[[:^digit:]|(]$",
  "^a\\|b$",
  "^\\(a\\|b\\)$",
  "^a\\\\$",
  "^\\Qa|b\\E$",
  "^\\Q(\\E(a|b)$",
  "^(?i)(a|b)$",
  "(?i)^a$",
  "^(?i:a|b)$",
  "^(?P<ts>[0-9]+)$",
  "^a$$",
  "^a{2}$",
  "\\Aa\\z",
  "^a\\z",
  "(^a$)",
  "(?:^a$|^b$)",
  "^a$|^b$",
  "(^|\\A)(a|b)($|\\z)",
  "^{a$",
  "^\\Q\\E$",
];

const loose = [
  "",
  "a",
  "^a",
  "a$",
  "^a|b$",
  "^|a$",
  "^(a)|(b)$",
  "^\\(a|b\\)$",
  "^[(]|a$",
  "^\\Q(\\E|a$",
  "^\\Qa$",
  "^a\\$",
  "^\\$",
  "^a\\\\\\$",
  "^*a$",
  "^?a$",
  "^{0}a$",
  "^(?i)?a$",
  "^(?m){0}a$",
  "^a$ ",
  "(^a|b$)",
  "(?:^a$|b)",
  "(?:^a$|)",
  "(^a$)?",
  "(^)*a$",
  "^a($)?",
  "^+a$",
  "(a)$",
  "[^]a$",
  "^a\\Z",
  "\\Q^a$\\E",
];

for (const pattern of anchored) test(`${pattern} matches whole tags`, () => assert.equal(isAnchored(pattern), true));
for (const pattern of loose)
  test(`${pattern} may match a part of a tag`, () => assert.equal(isAnchored(pattern), false));

/** Pattern, replacement, tag, and what Flux compares of it. */
const keys: readonly (readonly [pattern: string, extract: string | undefined, tag: string, key: string | undefined])[] =
  [
    ["^[0-9]+$", undefined, "42", "42"],
    ["^[0-9]+$", undefined, "v42", undefined],
    ["^main-[0-9a-f]+-(?P<ts>[0-9]+)$", "$ts", "main-1a2b-1700000000", "1700000000"],
    ["^main-[0-9a-f]+-(?<ts>[0-9]+)$", "${ts}", "main-1a2b-1700000000", "1700000000"],
    ["^main-[0-9a-f]+-([0-9]+)$", "$1", "main-1a2b-1700000000", "1700000000"],
    ["^v([0-9]+)[.]([0-9]+)$", "${1}0$2", "v1.2", "102"],
    ["^v([0-9]+)(-rc)?$", "$1$2", "v1", "1"],
    ["^(?i)MAIN-([0-9]+)$", "$1", "main-7", "7"],
    ["^a(b)?$", "$0", "a", "a"],
    ["^a$", "", "a", "a"],
    ["^(?:(?P<n>[0-9]+)|v(?P<n>[0-9]+))$", "$n", "v7", "7"],
    ["^(", "$1", "a", undefined],
  ];

for (const [pattern, extract, tag, key] of keys) {
  test(`of ${tag}, ${pattern} with ${extract ?? "no replacement"} compares ${key ?? "nothing"}`, () => {
    const filterTags = { pattern, ...(extract !== undefined && { extract }) };
    assert.equal(orderingKey(filterTags, tag), key);
  });
}

test("without a filter the whole tag is compared", () => {
  assert.equal(orderingKey(undefined, "42"), "42");
});

for (const [pattern, fault] of [
  ["^(a$", "missing closing )"],
  ["^(a)\\1$", "invalid escape sequence"],
  ["^(?<!a)b$", "invalid named capture"],
  ["^a{1001}$", "invalid repeat count"],
  ["^(?P<ts>a)(?P<ts>?)$", "missing argument to repetition operator"],
] as const) {
  test(`${pattern} can't be compiled: ${fault}`, () => {
    const compiled = compilePattern(pattern);
    assert.ok("fault" in compiled);
    assert.match(compiled.fault, new RegExp(fault.replace(/[()]/g, "\\$&")));
  });
}

test("a pattern's groups are known by number and name", () => {
  const compiled = compilePattern("^(a)(?P<ts>[0-9]+)(?:b)(?<n>c)$");
  assert.ok("groups" in compiled);
  assert.deepEqual(compiled.groups, ["", "", "ts", "n"]);
});
