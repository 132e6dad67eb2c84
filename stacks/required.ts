/** The value of a key that validation has made sure of. */
export function required<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`no "${key}" among ${[...map.keys()].join(", ")}`);
  return value;
}
