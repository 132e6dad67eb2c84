import { whereKnown } from "../../config/ill-formed";

/** Elements by what they have in common, in the order of their first appearance; without those of which it is not known. */
export function grouped<T, K>(list: readonly T[], keyOf: (each: T) => K): ReadonlyMap<K, readonly [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const { each, key } of whereKnown(list, (item) => ({ each: item, key: keyOf(item) }))) {
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}
