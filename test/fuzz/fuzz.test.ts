import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { bases, damagedFiles, hostileFiles, likelyFiles, yamlOf, type Case } from "./support/cases";
import { judge, type Verdict } from "./support/properties";
import { seed, some } from "./support/settings";

/** Judges generated files, and says how many there were of each kind. */
function judgeAll(
  files: fc.Arbitrary<Case>,
  count: number,
  diagnostic: (message: string) => void,
): Map<Verdict, number> {
  const verdicts = new Map<Verdict, number>();
  fc.assert(
    fc.property(files, (each) => {
      const verdict = judge(each);
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
    }),
    { seed, numRuns: count },
  );
  diagnostic([...verdicts].map(([verdict, times]) => `${times} ${verdict}`).join(", "));
  return verdicts;
}

describe(`Of files generated with the seed ${seed}`, () => {
  test("the sound ones that all others are made of are accepted.", () => {
    for (const base of bases) {
      assert.equal(judge({ text: yamlOf(base), secrets: [], isDamaged: false }), "accepted");
    }
  });

  test("those that are mostly right are synthesized as they say, or refused with what is wrong.", (t) => {
    const count = some(28);
    const verdicts = judgeAll(likelyFiles, count, (message) => t.diagnostic(message));
    assert.ok((verdicts.get("accepted") ?? 0) > count / 10, "there is something to look at");
    assert.ok((verdicts.get("refused") ?? 0) > count / 10, "there is something to look at");
  });

  test("those with hostile fields are refused with what is wrong, or harmless.", (t) => {
    judgeAll(hostileFiles, some(44), (message) => t.diagnostic(message));
  });

  test("those whose text is damaged are refused with where, or harmless.", (t) => {
    judgeAll(damagedFiles, some(28), (message) => t.diagnostic(message));
  });
});
