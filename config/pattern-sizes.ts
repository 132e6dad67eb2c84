import { repeatsTooOften, writtenOutSize } from "../flux/pattern-size";
import { valueAt, type Path, type Problem } from "./problems";

/** What all patterns of a file may come to: one takes its time to compile by its size, alike ones take it once. */
const most = 300_000;

const entriesAt = (data: unknown, path: Path): (readonly [Path, unknown])[] => {
  const list = valueAt(data, path);
  return Array.isArray(list) ? list.map((each: unknown, index) => [[...path, index], each]) : [];
};

/** Where a file's patterns are together more than anybody reads, before any of them is compiled. */
export function patternSizeProblems(data: unknown): Problem[] {
  const seen = new Set<string>();
  let sum = 0;
  for (const [application] of entriesAt(data, ["applications"])) {
    for (const [at, environment] of entriesAt(data, [...application, "environments"])) {
      const below = ["imagePolicy", "filterTags", "pattern"];
      const pattern = valueAt(environment, below);
      if (typeof pattern !== "string" || seen.has(pattern)) continue;
      seen.add(pattern);
      // Of one that is too large by itself, and is not compiled, the schema tells.
      if (!repeatsTooOften(pattern)) sum += writtenOutSize(pattern);
      if (sum <= most) continue;
      return [
        {
          path: [...at, ...below],
          given: `patterns that come to more than ${most} characters with their repetitions written out`,
          expected: "fewer or shorter ones, or the same for many environments",
        },
      ];
    }
  }
  return [];
}
