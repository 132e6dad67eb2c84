import assert from "node:assert/strict";
import { test } from "node:test";
import { edited, refusal } from "../config/bad-files/row";

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
