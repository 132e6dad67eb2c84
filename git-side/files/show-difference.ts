import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { PlannedFile } from "./plan";

/** What would change in a file, as `git diff` shows it; empty where nothing would. */
export function showDifference({ path, current, wanted }: PlannedFile): string {
  if (current === wanted) return "";
  const before = current === undefined ? "/dev/null" : `a/${path}`;
  const after = wanted === undefined ? "/dev/null" : `b/${path}`;
  return createTwoFilesPatch(before, after, current ?? "", wanted ?? "", undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
