import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { objection, selectTag, tagWithoutNumber, type TagPolicy } from "../../flux/select-tag";

const policy = (kind: TagPolicy["policy"], pattern?: string, extract?: string): TagPolicy => ({
  policy: kind,
  ...(pattern !== undefined && { filterTags: { pattern, ...(extract !== undefined && { extract }) } }),
});

const numerical = (order: "asc" | "desc" = "asc"): TagPolicy["policy"] => ({ numerical: { order } });
const alphabetical = (order: "asc" | "desc" = "asc"): TagPolicy["policy"] => ({ alphabetical: { order } });
const semver = (range: string): TagPolicy["policy"] => ({ semver: { range } });

describe("A policy chooses, as Flux does,", () => {
  const choices: readonly (readonly [what: string, policy: TagPolicy, tags: string[], chosen: string | undefined])[] = [
    ["the highest number", policy(numerical()), ["9", "10", "8"], "10"],
    ["the lowest number where it descends", policy(numerical("desc")), ["9", "10", "8"], "8"],
    ["among the tags that its pattern matches", policy(numerical(), "^[0-9]$"), ["9", "10", "8"], "9"],
    ["none where one of the tags is no number", policy(numerical()), ["9", "main"], undefined],
    [
      "by the part that it extracts",
      policy(numerical(), "^main-[0-9a-f]+-(?P<time>[0-9]+)$", "$time"),
      ["main-ff-1", "main-00-2"],
      "main-00-2",
    ],
    ["by a part in braces", policy(numerical(), "^(\\w+)-([0-9]+)$", "${2}"), ["b-1", "a-2"], "a-2"],
    ["the last in the alphabet", policy(alphabetical()), ["10", "9"], "9"],
    ["the first in the alphabet where it descends", policy(alphabetical("desc")), ["10", "9"], "10"],
    ["the highest version", policy(semver(">=1.0.0")), ["1.9.0", "1.10.0"], "1.10.0"],
    ["versions with a v", policy(semver(">=1.0.0")), ["v1.9.0", "v1.10.0"], "v1.10.0"],
    ["no version out of its range", policy(semver(">=1.0.0, <2.0.0")), ["1.9.0", "2.0.0"], "1.9.0"],
    ["no number for a version", policy(semver(">=1.0.0")), ["1.9.0", "9050352340", "2.0"], "1.9.0"],
    ["no pre-release where the range has none", policy(semver(">=1.0.0")), ["1.9.0", "2.0.0-rc.1"], "1.9.0"],
    ["pre-releases where the range has one", policy(semver(">=1.0.0-0")), ["1.9.0", "2.0.0-rc.1"], "2.0.0-rc.1"],
    [
      "versions with zeros before their numbers",
      policy(semver(">=2026.0.0")),
      ["2026.01.05", "2026.11.04"],
      "2026.11.04",
    ],
    ["no pre-release of another group", policy(semver("1.x || >=3.0.0-0")), ["1.0.0-rc.1"], undefined],
    ["numbers that Go reads", policy(numerical()), ["1e3", "0x1p4", "999"], "1e3"],
    ["none where a number is too large for Go", policy(numerical()), ["1", "1e999"], undefined],
    ["the last of equal numbers", policy(numerical()), ["1", "1.0"], "1.0"],
    ["the first of equal versions", policy(semver("*")), ["1.0.0", "v1.0.0", "1.0.0+b"], "1.0.0"],
    ["the last of the tags with one key", policy(numerical(), "^[ab]-(.*)$", "$1"), ["a-2", "b-2", "b-1"], "b-2"],
    ["texts by their bytes", policy(alphabetical(), ".*", "$0"), ["\u{1f600}", "\uffee"], "\u{1f600}"],
    ["capitals before small letters", policy(alphabetical()), ["a", "B"], "a"],
    ["nothing with a pattern that can't be read", policy(alphabetical(), "^("), ["a"], undefined],
    ["nothing in a range that can't be read", policy(semver("latest")), ["1.0.0"], undefined],
    ["nothing of nothing", policy(numerical()), [], undefined],
  ];
  for (const [what, given, tags, chosen] of choices) {
    test(`${what}.`, () => assert.equal(selectTag(given, tags), chosen));
  }
});

for (const tag of ["0", "42", "007", "1.5", "-3", "+3", "9007199254740991"]) {
  test(`a numerical policy compares the tag ${tag}`, () => {
    assert.equal(objection(policy(numerical()), tag), undefined);
  });
}

// Go reads some of these as numbers, of which one is not what it looks like: inf, nan and 1e9 are no tags to order by.
for (const tag of ["v1", "1.2.3", "", "inf", "nan", "1e9", "0x10", "1_000", ".5", "5.", "9007199254740993"]) {
  test(`a numerical policy is not trusted with the tag ${JSON.stringify(tag)}`, () => {
    assert.notEqual(objection(policy(numerical()), tag), undefined);
  });
}

test("a policy in semver accepts a tag with the version that it extracts", () => {
  const given = policy(semver("1.x"), "^release-(.*)$", "$1");
  assert.equal(objection(given, "release-1.2.3"), undefined);
  assert.equal(objection(given, "release-2.0.0"), 'with a version such as 1.2.3 in the range 1.x, not "2.0.0"');
  assert.equal(objection(given, "1.2.3"), 'that the pattern "^release-(.*)$" matches');
});

for (const [pattern, extract, tag] of [
  ["^[0-9]+$", undefined, "12"],
  ["^[0-9]+\\.[0-9]+$", undefined, "1.2"],
  ["^main-[0-9a-f]+-(?P<time>[0-9]+)$", "$time", "main-1a2b-17"],
  ["^.+-(?P<time>[0-9]+)$", "$time", "main-17"],
  ["^(?P<y>[0-9]{4})-(?P<m>[0-9]{2})$", "$y$m", "2026-01"],
] as const) {
  test(`of ${pattern} every tag gives ${extract ?? "itself"}, a number`, () =>
    assert.equal(tagWithoutNumber({ pattern, extract }, tag), undefined));
}

for (const [pattern, extract, tag, without] of [
  ["^v?[0-9]+$", undefined, "12", { tag: "v1", key: "v1" }],
  ["^[0-9.]+$", undefined, "1.2", { tag: "1.2.3", key: "1.2.3" }],
  [".*", undefined, "1", { tag: "latest", key: "latest" }],
  ["^b-(?P<n>[0-9a-z]+)$", "$n", "b-1", { tag: "b-a", key: "a" }],
  ["^[0-9]+(-rc)?$", undefined, "1", { tag: "1-rc", key: "1-rc" }],
  ["^[0-9]+(-beta[0-9]*)?$", undefined, "1", { tag: "1-beta", key: "1-beta" }],
] as const) {
  test(`of ${pattern} some tag gives no number`, () =>
    assert.deepEqual(tagWithoutNumber({ pattern, extract }, tag), without));
}
