import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { inColors, plainly } from "../../status/paint";
import { states, type Row } from "../../status/rows";
import { changed, lines, summary, tags, wrapped, type Look } from "../../status/text";
import { whole } from "../support/whole";
import { at, revision } from "./support/cluster";

const { delivery } = whole();
const [environment, pinned] = [delivery, whole("        route: {", "        pin: v1\n        route: {").delivery].map(
  ({ environments }) => environments[0],
);
if (!environment || !pinned) throw new Error("no environment");

const look: Look = { columns: 80, paint: plainly, now: Date.parse(at(30)), place: () => "delivery.yaml:3:1: x" };

const ready: Row = {
  environment,
  state: "ready",
  seen: "v2",
  chosen: "v2",
  written: "v2",
  running: "v2",
  fetched: revision("2"),
  applied: revision("2"),
  pods: { ready: 2, wanted: 2 },
  since: at(10),
};

test("a row is a line with its details below it", () => {
  const broken: Row = {
    ...ready,
    state: "broken",
    running: "v1",
    applied: revision("1"),
    isSigned: true,
    pods: { ready: 1, wanted: 2 },
    since: at(25),
    broken: {
      object: "Pod web-dev/web-1",
      at: environment.at,
      fault: { type: "Ready", status: "False", reason: "CrashLoopBackOff", message: "image web:v2: back-off 10s" },
      event: "BackOff: again",
      remedy: "See why it ends: kubectl logs web-1 -n web-dev --previous. Push a newer tag, or roll back by pin.",
    },
  };
  assert.deepEqual(lines([ready, broken], look), [
    "ENVIRONMENT  STATE      TAG                                         PODS  SINCE",
    "web dev      ready      v2                                          2/2   20 min",
    "  cluster main, v2 runs",
    "  main@sha1:2222222 is applied",
    "web dev      broken     v1                                          1/2   5 min",
    "  cluster main, v1 runs, v2 is written",
    "  main@sha1:2222222 is fetched, signed; main@sha1:1111111 is applied",
    "  Pod web-dev/web-1",
    "    delivery.yaml:3:1: x",
    "    Ready is False, CrashLoopBackOff: image web:v2: back-off 10s",
    "    Warning BackOff: again",
    "    Remedy: See why it ends: kubectl logs web-1 -n web-dev --previous. Push a",
    "    newer tag, or roll back by pin.",
  ]);
});

test("tags are told once each, with the farthest that each has come", () => {
  assert.equal(
    tags({ ...ready, running: "v1", written: "v2", chosen: "v3", seen: "v4" }),
    "v1 runs, v2 is written, v3 is chosen, v4 is seen",
  );
  assert.equal(
    tags({ ...ready, environment: pinned, running: "v1", written: "v1", chosen: "v1", seen: "v4" }),
    "v1 runs, pinned, v4 is seen",
  );
  assert.equal(tags({ environment, state: "unknown" }), "no tag");
});

test("a wait has its beginning, and a soak its end as long as that is to come", () => {
  const waiting: Row = { ...ready, state: "waiting", waitsFor: "a promotion", since: at(20), until: at(50) };
  assert.ok(lines([waiting], look).includes("  waits for a promotion, since 10 min, for another 20 min at least"));
  assert.ok(lines([{ ...waiting, until: at(25), since: undefined }], look).includes("  waits for a promotion"));
});

test("the summary counts states, the good ones first", () => {
  const rows = (["broken", "ready", "moving", "ready"] as const).map((state): Row => ({ environment, state }));
  assert.equal(summary(rows), "4 environments: 2 ready, 1 moving, 1 broken");
  assert.equal(summary([]), "0 environments: none");
});

test("colors are of the states alone", () => {
  const [, line = ""] = lines([{ ...ready, state: "broken" }], { ...look, paint: inColors });
  assert.equal(
    line.replace("\u001b[31mbroken   \u001b[39m", "broken   "),
    lines([{ ...ready, state: "broken" }], look)[1],
  );
  assert.match(summary([ready], inColors), /^1 environment: \u001b\[32m1 ready\u001b\[39m$/);
});

const word = fc.string({ unit: "grapheme-ascii", maxLength: 200 });
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const anyRow: fc.Arbitrary<Row> = fc.record({
  environment: fc.constantFrom(...delivery.environments, pinned),
  state: fc.constantFrom(...states),
  seen: maybe(word),
  chosen: maybe(word),
  written: maybe(word),
  running: maybe(word),
  fetched: maybe(word),
  applied: maybe(word),
  isSigned: maybe(fc.boolean()),
  pods: maybe(fc.record({ ready: fc.nat(9999), wanted: fc.nat(9999) })),
  waitsFor: maybe(word),
  since: maybe(fc.constantFrom(at(0), at(59), "2020-01-01T00:00:00Z", "never")),
  until: maybe(fc.constantFrom(at(0), at(59), "never")),
  broken: maybe(
    fc.record({
      object: word,
      at: fc.constant(environment.at),
      fault: fc.record({ type: word, status: word, reason: word, message: word }),
      event: maybe(word),
      remedy: maybe(word),
    }),
  ),
});

describe("whatever clusters say", () => {
  test("no line is longer than the terminal is wide, of which 80 columns are enough", () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 4 }), fc.integer({ min: 40, max: 200 }), (rows, columns) => {
        for (const line of lines(rows, { ...look, columns })) {
          assert.ok(Array.from(line).length <= Math.max(80, columns), line);
          assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f]/);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("wrapping loses no word", () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 60 }), (text, columns) => {
        assert.equal(wrapped(text, columns).join("").replaceAll(" ", ""), text.replaceAll(" ", ""));
      }),
    );
  });

  test("a change is one line, without a secret", () => {
    const token = `ghp_${"a".repeat(36)}`;
    const text = changed({
      ...ready,
      state: "broken",
      broken: {
        object: "GitRepository flux-system/shop",
        at: environment.at,
        fault: { type: "Ready", status: "False", reason: "Odd", message: `no\n\u001b[31m ${token}` },
      },
    });
    assert.match(
      text,
      /^web dev is broken: v2 runs; 2\/2 Pods ready; GitRepository flux-system\/shop: Ready is False, Odd: no /,
    );
    assert.ok(!text.includes(token) && !text.includes("\u001b") && !text.includes("\n"));
  });
});
