import assert from "node:assert/strict";
import { test } from "node:test";
import { findHyphenRanges, type Characters } from "../../flux/hyphen-range";
import { compareVersions, isInRange, parseRange, parseVersion } from "../../flux/semver";

const good = [
  ...["1.2.3", "v1.2.3", "=1.2.3", ">=1.0.0", "> 1", "<2.0.0", "<=1.2", "~1.2.3", "~>1.2", "^0.2", "1.x", "1.2.*", "1"],
  ...["*", "x", ">=1.0.0 <2.0.0", ">=1.0.0, <2.0.0", ">=1.0.0,<2.0.0", "1.x || 3.x", "1.0.0 - 2.0.0", ">=1.0.0-0"],
  ...["^1.2.3-rc.1", "1.2.3+build", "87.x", Array(32).fill("1").join("||"), Array(28).fill("1").join(" ")],
  // What npm's library does not take, or takes for something else.
  ...[
    "01.2.3",
    "2026.01.05",
    "1.2-0",
    "!=1.0.0",
    "=>1.0.0",
    "=<1.0.0",
    ">*",
    "^x",
    "<=*",
    "~0.0.0",
    "~> 0.0.0",
    "1.x.3",
  ],
];

const bad = [
  ...["", " ", "latest", "||", "1.x ||", ">=1.0.0,", ",1", "1.2.3.4", "1.2.3-01", "==1", "> =1", "1,,2", "xx", "V1"],
  ...[">=1.0.0 -", "1.0.0 -2.0.0-", "1 - 2 - 3", Array(33).fill("1").join("||"), `>=1.0.0${" ".repeat(510)}`],
  ...["18446744073709551616.0.0", "1.0.0 - 2.0.0||3.0.0"],
];

const shown = (range: string): string => JSON.stringify(range.length > 60 ? `${range.slice(0, 60)}...` : range);

for (const range of good)
  test(`${shown(range)} is a range to Flux`, () => assert.notEqual(parseRange(range), undefined));
for (const range of bad) test(`${shown(range)} is no range to Flux`, () => assert.equal(parseRange(range), undefined));

/** What Flux's library says of a tag and a range. */
const rows: readonly (readonly [range: string, inside: readonly string[], outside: readonly string[]])[] = [
  [">=1.0.0", ["1.0.0", "v1.0.0", "2.3.4", "1.0.0+build"], ["0.9.9", "1.0.0-rc.1", "2.0.0-rc.1", "1.0", "latest", "1"]],
  [">=2026.0.0", ["2026.01.05", "2026.11.04"], ["2025.12.31", "2026.01"]],
  ["2026.01.05", ["2026.1.5", "v2026.01.05"], ["2026.01.06"]],
  ["~0.0.0", ["0.0.0", "0.0.9", "7.1.2"], ["1.0.0-rc.1"]],
  ["~0.0", ["0.0.0", "0.0.9"], ["0.1.0"]],
  ["^*", ["0.0.0"], ["0.0.1", "1.0.0"]],
  ["!=1.x", ["0.9.0", "2.0.0"], ["1.0.0", "2.0.0-rc.1"]],
  ["!=1.2.3", ["1.2.4"], ["1.2.3", "1.2.3+build"]],
  ["=>1.2", ["1.2.0", "2.0.0"], ["1.1.9"]],
  ["=<1.2", ["1.2.9", "0.1.0"], ["1.3.0"]],
  ["1.0.0 - 2.0.0 || 4.x", ["1.0.0", "2.0.0", "4.2.0"], ["2.0.1", "3.0.0"]],
  [">=1.0.0-beta.2", ["1.0.0-beta.11", "1.0.0-rc", "1.0.0"], ["1.0.0-beta.1", "1.0.0-alpha"]],
  [">=1.0.0-0", ["1.0.0-rc.1", "1.0.0", "2.0.0-rc.1"], ["0.9.9", "0.9.9-rc.1"]],
  [">1", ["2.0.0"], ["1.0.0", "1.9.9"]],
  ["<2.0.0", ["1.9.9", "0.0.0"], ["2.0.0", "2.0.0-rc.1", "1.0.0-rc.1"]],
  ["<2.0.0-0", ["1.9.9", "1.0.0-rc.1"], ["2.0.0-rc.1", "2.0.0"]],
  ["1.x", ["1.0.0", "1.9.9"], ["2.0.0", "1.0.0-rc.1"]],
  ["~1.2", ["1.2.0", "1.2.9"], ["1.3.0", "1.1.9"]],
  ["^0.2.3", ["0.2.3", "0.2.9"], ["0.3.0", "0.2.2"]],
  ["^0.0.3", ["0.0.3"], ["0.0.4"]],
  ["1.0.0 - 1.2.0", ["1.0.0", "1.2.0"], ["1.2.1", "0.9.9"]],
  ["<=1.2", ["1.2.0", "1.2.9"], ["1.3.0"]],
  ["1.x || >=3.0.0-0", ["1.2.3", "3.0.0-rc.1"], ["1.0.0-rc.1", "2.0.0"]],
  [">=1.0.0, <1.5.0", ["1.4.9"], ["1.5.0"]],
  ["*", ["0.0.0", "9.9.9"], ["1.0.0-rc.1"]],
];

for (const [range, inside, outside] of rows) {
  test(`${range} holds ${inside.join(", ")} and not ${outside.join(", ")}`, () => {
    assert.deepEqual(
      [...inside, ...outside].filter((tag) => isInRange(tag, range)),
      inside,
    );
  });
}

test("a range that is read once judges as its text does", () => {
  const range = parseRange("1.x || >=3.0.0-0");
  assert.ok(range);
  assert.deepEqual(
    ["1.0.0", "1.0.0-rc.1", "3.0.0-rc.1"].map((tag) => isInRange(tag, range)),
    [true, false, true],
  );
});

test("nothing is in a range that can't be read", () => assert.equal(isInRange("1.0.0", "latest"), false));

const rising = ["0.9.0", "1.0.0-1", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-rc", "1.0.0", "1.2.0", "1.10.0"];

test("versions rise by their numbers, and pre-releases come before their release", () => {
  const versions = [...rising].sort().flatMap((text) => parseVersion(text) ?? []);
  assert.deepEqual(
    versions.sort(compareVersions).map(({ original }) => original),
    rising,
  );
});

for (const [text, version] of [
  ["v1.2.3", "1.2.3"],
  ["2026.01.05", "2026.1.5"],
  ["1.2-rc.1", "1.2.0-rc.1"],
  ["1-a.b.c", "1.0.0-a.b.c"],
] as const) {
  test(`the tag ${text} is the version ${version}`, () => {
    const [a, b] = [parseVersion(text), parseVersion(version)];
    assert.ok(a && b);
    assert.equal(compareVersions(a, b), 0);
  });
}

for (const text of ["1", "1.2", "1.2.3.4", "1.2.3-01", "latest", "", `1.2.3-${"a".repeat(251)}`]) {
  test(`the tag ${shown(text)} is no version`, () => assert.equal(parseVersion(text), undefined));
}

/** Texts on which an expression that tries again and again would not end. */
const hard = [
  ...["1 ", " ", "1", "1.", "1 - ", "-", "1-", "1-a.", " - ", "1 -", "||", "1||", "v", "1 - 2 ", "a"],
  ...["1.1.1 ", "1-1 "],
].map((part) => part.repeat(512 / part.length).slice(0, 512));

for (const text of hard) {
  test(`each character of ${shown(text)} is read once on the search for hyphens`, () => {
    let reads = 0;
    const counted: Characters = {
      length: text.length,
      charCodeAt: (index) => {
        reads += 1;
        return text.charCodeAt(index);
      },
    };
    assert.deepEqual(findHyphenRanges(text, counted), findHyphenRanges(text));
    assert.equal(reads, text.length);
  });
}

test("a range of 20 kB is refused by its length", () => assert.equal(parseRange("1 ".repeat(10_000)), undefined));
