/** The value of a key that validation has made sure of. */
export function required<K, T>(map: ReadonlyMap<K, T>, key: K | undefined, name: string): T {
  const value = key === undefined ? undefined : map.get(key);
  if (value === undefined) throw new Error(`${name} is not there yet`);
  return value;
}
