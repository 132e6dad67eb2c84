import { known } from "../../config/ill-formed";
import type { Path } from "../../config/problems";

/** An element of each in a list without names that can be read at all. */
export function elements<F, T>(list: () => readonly F[], at: Path, link: (fields: F, at: Path) => T): readonly T[] {
  const all = known(list);
  if (!all) return [];
  return Array.from({ length: all.length }, (_, index) => index).flatMap((index) => {
    const fields = known(() => all[index]);
    return fields === undefined ? [] : link(fields, [...at, index]);
  });
}
