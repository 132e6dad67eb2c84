/** The last of a key's generations, of which the schema makes sure that there is one. */
export function newest<T>(generations: readonly T[]): T {
  const last = generations.at(-1);
  if (last === undefined) throw new Error("a key has no generation");
  return last;
}
