import { describe, test } from "node:test";

/**
 * A group of tests. Where what they need is missing it is one skipped test that says so: the runner does not count a
 * skipped `describe`, and `--no-skips` would not see it.
 */
export function group(title: string, missing: string | false, tests: () => void): void {
  if (missing === false) describe(title, tests);
  else test(title, { skip: missing }, () => undefined);
}
