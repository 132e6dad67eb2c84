import assert from "node:assert/strict";
import { test } from "node:test";
import { add, environment } from "./bad-files/pieces";
import { edited, refusal } from "./bad-files/row";

/** The shipped file with environments whose patterns, each of some 400 characters written out, all differ. */
function manyPatterns(count: number): string {
  const policy = "imagePolicy: { policy: { alphabetical: {} } }";
  const environments = Array.from({ length: count }, (_, at) =>
    environment(`e${at}`, "cluster: blog", `namespace: web-${at}`).replace(
      policy,
      `imagePolicy: { filterTags: { pattern: "^(a|b${at}-([0-9a-z]{0,18}){0,20})$" }, policy: { alphabetical: {} } }`,
    ),
  );
  return edited([add(...environments)]);
}

test("patterns that come to too much together are refused, those of fewer environments are not", () => {
  const [line = "", ...more] = refusal(manyPatterns(900));
  assert.match(
    line,
    /^delivery\.yaml:\d+:\d+: applications\[\d+\]\.environments\[\d+\]\.imagePolicy\.filterTags\.pattern: got patterns that come to more than 300000 characters with their repetitions written out, expected fewer or shorter ones, or the same for many environments$/,
  );
  assert.deepEqual(more, []);
  assert.doesNotMatch(refusal(manyPatterns(500)).join(), /come to more/);
});
