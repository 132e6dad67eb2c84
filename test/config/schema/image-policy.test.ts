import assert from "node:assert/strict";
import { test } from "node:test";
import { imagePolicy, isAnchored, objection, orderingKey } from "../../../config/schema/image-policy";

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
  "(^a$)",
  "\\Aa\\z",
  "^a$ ",
];

for (const pattern of anchored) test(`${pattern} matches whole tags`, () => assert.equal(isAnchored(pattern), true));
for (const pattern of loose)
  test(`${pattern} may match a part of a tag`, () => assert.equal(isAnchored(pattern), false));

const parse = (policy: unknown) => imagePolicy.parse(policy);
const numerical = { numerical: {} };

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
  ];

for (const [pattern, extract, tag, key] of keys) {
  test(`of ${tag}, ${pattern} with ${extract ?? "no replacement"} compares ${key ?? "nothing"}`, () => {
    const filterTags = { pattern, ...(extract !== undefined && { extract }) };
    assert.equal(orderingKey(parse({ filterTags, policy: { alphabetical: {} } }), tag), key);
  });
}

test("without a filter the whole tag is compared", () => {
  assert.equal(orderingKey(parse({ policy: numerical }), "42"), "42");
});

for (const tag of ["0", "42", "007", "1.5", "-3", "+3", "9007199254740991"]) {
  test(`a numerical policy compares the tag ${tag}`, () => {
    assert.equal(objection(parse({ policy: numerical }), tag), undefined);
  });
}

// Go reads some of these as numbers, of which one is not what it looks like: inf, nan and 1e9 are no tags to order by.
for (const tag of ["v1", "1.2.3", "", "inf", "nan", "1e9", "0x10", "1_000", ".5", "5.", "9007199254740993"]) {
  test(`a numerical policy is not trusted with the tag ${JSON.stringify(tag)}`, () => {
    assert.notEqual(objection(parse({ policy: numerical }), tag), undefined);
  });
}

test("a policy in semver accepts a tag with the version that it extracts", () => {
  const policy = parse({
    filterTags: { pattern: "^release-(.*)$", extract: "$1" },
    policy: { semver: { range: "1.x" } },
  });
  assert.equal(objection(policy, "release-1.2.3"), undefined);
  assert.equal(objection(policy, "release-2.0.0"), 'with a version such as 1.2.3 in the range 1.x, not "2.0.0"');
  assert.equal(objection(policy, "1.2.3"), 'that the pattern "^release-(.*)$" matches');
});
