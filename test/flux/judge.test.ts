import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseFloat64 } from "../../flux/go-number";
import { templateFaults, writesNothing } from "../../flux/message-template";
import { selectTag, type TagPolicy } from "../../flux/select-tag";
import { compareVersions, isInRange, parseRange, parseVersion } from "../../flux/semver";
import { compilePattern, isAnchored, orderingKey } from "../../flux/tag-filter";
import { bracesFault } from "../../flux/template/fault";
import { goSignatures } from "../../flux/template/functions";
import { judge, needsGo, type Case } from "./support/judge";
import { knownRanges, ranges, versions } from "./support/ranges";
import { floats, patterns, policyPatterns, replacements, tags } from "./support/tags";
import { likelyTemplates } from "./support/likely-templates";
import { knownTemplates, templates } from "./support/templates";

/** Printed, so that a failure can be had again. */
const seed = Number(process.env["JUDGE_SEED"] ?? 20261124);
const factor = Number(process.env["JUDGE_FACTOR"] ?? 1);

const sample = <T>(arbitrary: fc.Arbitrary<T>, numRuns: number): T[] =>
  fc.sample(arbitrary, { seed, numRuns: Math.round(numRuns * factor) });

/** Of test/flux/judge/policy.go: whether the pattern is a whole tag's at either end, and what it extracts. */
interface PatternAnswer {
  readonly begins: boolean;
  readonly ends: boolean;
  readonly groups: readonly string[];
  readonly keys: readonly (string | null)[];
}

/** Of test/flux/judge/template.go. */
interface TemplateAnswer {
  readonly parses: boolean;
  readonly runs: boolean;
  readonly runsWhole: boolean;
  readonly blank: boolean;
  readonly cyclic: boolean;
}

/** Fails with the cases of which the judge says something else than we do. */
function agree<T extends Case>(cases: readonly T[], ours: (each: T, answer: unknown) => unknown): void {
  const answers = judge(cases);
  assert.equal(answers.length, cases.length);
  const disagreements = cases.flatMap((each, index) => {
    const answer = answers[index];
    const own = ours(each, answer);
    return JSON.stringify(own) === JSON.stringify(answer) ? [] : [{ ...each, flux: answer, own }];
  });
  assert.deepEqual(disagreements.slice(0, 10), [], `${disagreements.length} of ${cases.length} differ`);
}

describe(`Flux's own libraries, asked with the seed ${seed}, agree`, { skip: needsGo }, () => {
  test("on which versions a range holds, and which ranges there are.", () => {
    const some = sample(fc.array(versions, { minLength: 6, maxLength: 6 }), 40).flat();
    const cases = [
      ...knownRanges.map((range) => ({ kind: "range" as const, range, versions: some })),
      ...sample(fc.record({ range: ranges, versions: fc.array(versions, { minLength: 8, maxLength: 8 }) }), 6000).map(
        (each) => ({ kind: "range" as const, ...each }),
      ),
    ];
    agree(cases, ({ range, versions: asked }) =>
      parseRange(range) ? asked.map((version) => isInRange(version, range)) : null,
    );
  });

  test("on which of two versions is the higher.", () => {
    const pairs = sample(fc.tuple(versions, versions), 3000).map((pair) => ({
      kind: "compare" as const,
      versions: pair,
    }));
    agree(pairs, ({ versions: [left, right] }) => {
      const [a, b] = [parseVersion(left), parseVersion(right)];
      return a && b ? Math.sign(compareVersions(a, b)) : null;
    });
  });

  test("on what is a number, and on its bits.", () => {
    const cases = sample(floats, 4000).map((text) => ({ kind: "float" as const, text }));
    agree(cases, ({ text }) => {
      const value = parseFloat64(text);
      if (value === undefined || Number.isNaN(value)) return value === undefined ? null : "NaN";
      const view = new DataView(new ArrayBuffer(8));
      view.setFloat64(0, value);
      return view.getBigUint64(0).toString(16);
    });
  });

  test("on which tag a policy chooses.", () => {
    const arbitrary = fc.record({
      text: fc.constantFrom("semver", "alphabetical", "numerical"),
      order: fc.constantFrom("asc" as const, "desc" as const),
      range: fc.constantFrom("*", ">=1.0.0", "1.x", ">=0-0", "1.x || >=3.0.0-0", "nothing"),
      pattern: fc.option(fc.oneof({ weight: 5, arbitrary: policyPatterns }, { weight: 1, arbitrary: patterns }), {
        nil: undefined,
      }),
      extract: replacements,
      tags: fc.uniqueArray(fc.oneof(tags, versions), { maxLength: 6 }),
    });
    const cases = sample(arbitrary, 5000).map((each) => ({ kind: "policy" as const, ...each }));
    agree(cases, ({ text, order, range, pattern, extract, tags: all }, answer) => {
      const policy: TagPolicy = {
        filterTags: pattern === undefined ? undefined : { pattern, extract },
        policy: { [text]: text === "semver" ? { range } : { order } },
      };
      const chosen = selectTag(policy, all) ?? "";
      // Where the judge names more than one, Flux chooses by chance.
      const possible = answer as readonly string[];
      return possible.includes(chosen) ? possible : [chosen];
    });
  });

  test("on which patterns there are, on what is extracted, and on what is a whole tag.", () => {
    const arbitrary = fc.record({ pattern: patterns, extract: replacements, tags: fc.array(tags, { maxLength: 5 }) });
    const cases = sample(arbitrary, 5000).map((each) => ({ kind: "pattern" as const, ...each }));
    agree(cases, ({ pattern, extract, tags: all }, answer) => {
      const compiled = compilePattern(pattern);
      if ("fault" in compiled) return null;
      const flux = answer as PatternAnswer | null;
      const isWhole = flux !== null && flux.begins && flux.ends;
      const ends = isAnchored(pattern) === isWhole ? { begins: flux?.begins, ends: flux?.ends } : { isWhole: !isWhole };
      const keys = all.map((tag) => orderingKey({ pattern, extract }, tag) ?? null);
      // Without a replacement Flux takes the tag; the judge would give an empty text.
      return { ...ends, groups: compiled.groups, keys: extract === "" ? flux?.keys : keys };
    });
  });

  test("on the functions of a template.", () => {
    const [answer] = judge([{ kind: "functions" }]);
    assert.deepEqual(
      Object.fromEntries(Object.entries(goSignatures).map(([name, signature]) => [name, `func${signature}`])),
      answer,
    );
  });

  test("on which templates give a message.", () => {
    const cases = [...knownTemplates, ...sample(templates, 5000), ...sample(likelyTemplates, 3000)].map((text) => ({
      kind: "template" as const,
      text,
    }));
    agree(cases, ({ text }, answer) => {
      const { parses, runs, runsWhole, cyclic } = answer as TemplateAnswer;
      if (cyclic) return answer;
      const faults = templateFaults(text);
      // Flux takes a stray }} for text, we don't.
      const accepted = faults.filter((fault) => !parses || fault !== bracesFault).length === 0;
      // Go does not come to what follows these, or tells by the data what type it has; we don't.
      const hasSkips = /break|continue|and |or /.test(text);
      const hasChoices = /default|ternary|and |or |list|append/.test(text);
      const agreed = accepted ? runs || (parses && hasChoices) : !runsWhole || hasSkips;
      return agreed ? answer : { faults };
    });
  });

  test("on which templates write nothing.", () => {
    const cases = [...knownTemplates, ...sample(templates, 5000), ...sample(likelyTemplates, 1000)]
      .filter((text) => text !== "" && templateFaults(text).length === 0)
      .map((text) => ({ kind: "template" as const, text }));
    agree(cases, ({ text }, answer) => {
      const { runsWhole, blank } = answer as TemplateAnswer;
      if (!runsWhole || writesNothing(text) === blank) return answer;
      // What an action gives may be nothing by the data, or by a function's choice.
      return blank && /[{(|] *-? *[a-z.$"`]/.test(text) ? answer : { blank: !blank };
    });
  });
});
