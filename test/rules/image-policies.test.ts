import assert from "node:assert/strict";
import { test } from "node:test";
import { add, environment } from "../config/bad-files/pieces";
import { edited, refusal, type Edit } from "../config/bad-files/row";

const numerical = { numerical: {} };

/** Whole policies: what is accepted of them, and at which field what is not. */
const policies: readonly (readonly [title: string, policy: unknown, ...fields: string[]])[] = [
  ["numerical, of all tags", { policy: numerical }],
  ["alphabetical, falling", { policy: { alphabetical: { order: "desc" } } }],
  ["semver", { policy: { semver: { range: ">=1.0.0" } } }],
  ["digests looked up with the tag", { policy: numerical, digestReflectionPolicy: "IfNotPresent" }],
  ["digests looked up again and again", { policy: numerical, digestReflectionPolicy: "Always", interval: "5m" }],
  ["an interval for nothing", { policy: numerical, interval: "5m" }, "interval"],
  [
    "an interval beside IfNotPresent",
    { policy: numerical, digestReflectionPolicy: "IfNotPresent", interval: "5m" },
    "interval",
  ],
  ["Always without an interval", { policy: numerical, digestReflectionPolicy: "Always" }, "interval"],
  ["two kinds", { policy: { numerical: {}, alphabetical: {} } }, "policy"],
  ["no kind", { policy: {} }, "policy"],
  ["semver without a range", { policy: { semver: {} } }, "policy.semver.range"],
  ["a pattern that is not closed", { policy: numerical, filterTags: { pattern: "^(a$" } }, "filterTags.pattern"],
  ["a back-reference", { policy: numerical, filterTags: { pattern: "^(a)\\1$" } }, "filterTags.pattern"],
  ["a look-behind", { policy: numerical, filterTags: { pattern: "^(?<!a)b$" } }, "filterTags.pattern"],
  ["a repetition that Go refuses", { policy: numerical, filterTags: { pattern: "^a{1001}$" } }, "filterTags.pattern"],
  [
    "a replacement without a group",
    { policy: numerical, filterTags: { pattern: "^([0-9]+)$", extract: "x$$1" } },
    "filterTags.extract",
  ],
  [
    "a replacement of an unknown group",
    { policy: numerical, filterTags: { pattern: "^([0-9]+)$", extract: "$ts" } },
    "filterTags.extract",
  ],
  [
    "a replacement of one group that there is and one that there is not",
    { policy: numerical, filterTags: { pattern: "^([0-9]+)$", extract: "$1$2" } },
    "filterTags.extract",
  ],
  [
    "a replacement of all that there is",
    { policy: numerical, filterTags: { pattern: "^(?P<n>[0-9])([0-9]+)$", extract: "$n$1$2" } },
  ],
  ["a replacement of the whole tag", { policy: numerical, filterTags: { pattern: "^[0-9]+$", extract: "$0" } }],
  [
    "letters in a numerical policy",
    { policy: numerical, filterTags: { pattern: "^[0-9a-f]+$" } },
    "filterTags.pattern",
  ],
  ["letters in an alphabetical policy", { policy: { alphabetical: {} }, filterTags: { pattern: "^[0-9a-f]+$" } }],
  [
    "two kinds and letters",
    { policy: { numerical: {}, alphabetical: {} }, filterTags: { pattern: "^[0-9a-f]+$" } },
    "policy",
  ],
  [
    "a replacement of no group and letters",
    { policy: numerical, filterTags: { pattern: "^[0-9a-f]+$", extract: "$n" } },
    "filterTags.extract",
  ],
  [
    "a replacement beside a pattern that is no pattern",
    { policy: numerical, filterTags: { pattern: "^(", extract: "$1" } },
    "filterTags.pattern",
  ],
];

/** The fields of the shipped file's policy that are refused, where it is another one. */
function refusedFields(policy: unknown): string[] {
  const file = edited([
    [
      "        imagePolicy:\n          filterTags:\n            pattern: ^[0-9]+$\n          policy:\n            numerical: { order: asc }\n",
      `        imagePolicy: ${JSON.stringify(policy)}\n`,
    ],
  ]);
  return refusal(file).flatMap((line) => /environments\[0\]\.imagePolicy\.([\w.]+): /.exec(line)?.[1] ?? []);
}

for (const [title, policy, ...fields] of policies) {
  test(`a policy with ${title} is ${fields.length === 0 ? "accepted" : `refused at ${fields.join(", ")}`}`, () => {
    assert.deepEqual(refusedFields(policy), fields);
  });
}

const pattern = "            pattern: ^[0-9]+$\n";
const letters: Edit = [pattern, "            pattern: ^[0-9a-f]+$\n"];
const fieldsOf = (...edits: readonly Edit[]): readonly string[] =>
  refusal(edited(edits)).map((line) => line.replace(/^delivery\.yaml:\d+:\d+: applications\[0\]\.(\S+): .*/, "$1"));
const firstTag = (tag: string): Edit => ['        initialTag: "9050352340"\n', `        initialTag: "${tag}"\n`];

test("an initial tag that is not chosen is told instead of what else a pattern lets through", () => {
  assert.deepEqual(fieldsOf(letters), ["environments[0].imagePolicy.filterTags.pattern"]);
  assert.deepEqual(fieldsOf(letters, firstTag("zz")), ["environments[0].initialTag"]);
  assert.deepEqual(fieldsOf([pattern, "            pattern: ^[0-9]{3}$\n"]), ["environments[0].initialTag"]);
});

test("a pattern that several environments have is told of each, by what the first was tried with", () => {
  const policy = "imagePolicy: { filterTags: { pattern: '^[0-9a-f]+$' }, policy: { numerical: {} } }";
  const own = (name: string, tag: string): string =>
    environment(name, "cluster: blog", `namespace: ${name}`)
      .replace(/imagePolicy: .*/, () => policy)
      .replace("initialTag: a", `initialTag: "${tag}"`);
  assert.deepEqual(fieldsOf(letters, add(own("b", "7"), own("c", "zz"))).toSorted(), [
    "environments[0].imagePolicy.filterTags.pattern",
    "environments[1].imagePolicy.filterTags.pattern",
    "environments[2].imagePolicy.filterTags.pattern",
    "environments[2].initialTag",
  ]);
});

test("what is taken for a number is said with the tag that it is of, where it is a part", () => {
  const of = (text: string, extract: string): string =>
    refusal(edited([[pattern, `            pattern: ${text}\n            extract: ${extract}\n`]])).join();
  assert.match(of("^(?P<n>[0-9]+x?)$", "$n"), /where there is a tag such as "[0-9]+x"$/);
  assert.match(of("^[0-9](?P<n>[0-9]+x?)$", "$n"), /where there is a tag such as "[0-9]+x" of "[0-9]+x"$/);
});

test("an environment that images are promoted to begins with the tag of another", () => {
  const live = "      - { name: live, cluster: blog, namespace: live, promoteFrom: dev, initialTag: x }\n";
  const digests: Edit = ["          policy:\n", "          digestReflectionPolicy: IfNotPresent\n          policy:\n"];
  assert.deepEqual(refusal(edited([digests, add(live)])), ["accepted"]);
});

/** Environments each with a pattern of its own, or all with one. */
const environments = (count: number, pattern: (index: number) => string, tag = "1"): Edit =>
  add(
    ...Array.from({ length: count }, (_, index) =>
      environment(`e${index}`, "cluster: blog", `namespace: e${index}`)
        .replace(
          /imagePolicy: .*/,
          () => `imagePolicy: { filterTags: { pattern: "${pattern(index)}" }, policy: { numerical: {} } }`,
        )
        .replace("initialTag: a", `initialTag: "${tag}"`),
    ),
  );

test("a pattern is tried once, whichever tags environments begin with", () => {
  const lines = refusal(
    edited([[pattern, "            pattern: ^[0-9]+x?$\n"], environments(1, () => "^[0-9]+x?$", "7")]),
  );
  const [first, second] = lines.map((line) => /a tag such as (.*)/.exec(line)?.[1]);
  assert.ok(first);
  assert.equal(second, first);
});

test("a hundred patterns are tried, and no more", () => {
  const many = environments(101, (index) => `^[0-9]{1,${index + 20}}x?$`);
  assert.equal(refusal(edited([many])).length, 99);
});
