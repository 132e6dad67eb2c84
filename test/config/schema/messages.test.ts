import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { refusal } from "../bad-files/row";

const fleet = readFileSync(join(__dirname, "..", "..", "support", "fleet.yaml"), "utf8");
const broken = [null, 42, true, "${x}", [], [null], { unknown: 1 }, "a".repeat(5000)];

type Container = Record<string, unknown>;

/** Every place in a value, as a function that puts another value there. */
function places(value: unknown): ((other: unknown) => void)[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [
    (other) => {
      (value as Container)[key] = other;
    },
    ...places(child),
  ]);
}

const count = places(parse(fleet, { merge: true })).length;

test("whatever stands in the place of whatever, the answer is a delivery or problems in our own words", () => {
  assert.ok(count > 100);
  for (let place = 0; place < count; place += 1) {
    for (const other of broken) {
      // Aliases are values of their own here.
      const file: unknown = JSON.parse(JSON.stringify(parse(fleet, { merge: true })));
      places(file)[place]?.(other);
      for (const line of refusal(JSON.stringify(file))) {
        assert.match(line, /^accepted$|^delivery\.yaml:1:\d+: [^:]+: got .+, expected .+/s, JSON.stringify(other));
        assert.doesNotMatch(line, /Invalid|Too (small|big)|Unrecognized|undefined|\[object|NaN/, line);
        assert.ok(line.length < 1000 && !line.includes("\n"), line);
      }
    }
  }
});
