import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatPath } from "../../config/problems";
import { yamlOf } from "./support/cases";
import { targets } from "./support/everywhere";
import { hostileTexts, placed, replaced, textPaths, textPathsOf } from "./support/fields";
import { judge } from "./support/properties";

test("The files that hostile texts are put into have every text of the schema.", () => {
  const tried = targets.flatMap(({ data }) => [...textPathsOf(data)]);
  const missing = [...textPaths()].filter(
    (path) => !tried.some((each) => each === path || (path.endsWith(".*") && each.startsWith(path.slice(0, -1)))),
  );
  assert.deepEqual(missing, []);
});

for (const { name, data, fields } of targets) {
  describe(`In a file with ${name}`, () => {
    const taken = new Set<string>();
    for (const text of hostileTexts) {
      test(`a field takes ${JSON.stringify(text)} as text, or is told to be wrong.`, () => {
        const edits = placed(data, text, fields);
        for (const { field } of edits) taken.add(formatPath(field.path));
        const file = yamlOf(replaced(data, edits));
        assert.equal(judge({ text: file, secrets: [], isDamaged: false }), "accepted");
      });
    }

    test("some field takes some of them.", () => assert.ok(taken.size > 0));
  });
}
