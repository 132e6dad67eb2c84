/**
 * What stands in the file wrongly has no value. Whoever looks at it is stopped by this, so that no rule judges, and no
 * list holds, what nobody knows; the mistake itself has been told.
 */
class IllFormed extends Error {}

const illFormed = new IllFormed("this part of the file is ill-formed");

/** Stands where a value would; see {@link IllFormed}. */
export function noValue(): never {
  throw illFormed;
}

/** What a look finds, or undefined where it meets something ill-formed. */
export function known<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof IllFormed) return undefined;
    throw error;
  }
}

/** What elements yield one by one; one that comes to something ill-formed yields no more. */
export function* eachKnown<T, U>(list: Iterable<T>, yieldOf: (each: T) => Iterable<U>): Generator<U> {
  for (const each of list) {
    const values = known(() => yieldOf(each)[Symbol.iterator]());
    for (let next = known(() => values?.next()); next && next.done !== true; next = known(() => values?.next())) {
      yield next.value;
    }
  }
}

/** What is found in elements, without those of which a look meets something ill-formed or finds nothing. */
export function whereKnown<T, U>(list: readonly T[], look: (each: T) => U | undefined): U[] {
  const found: U[] = [];
  for (const each of list) {
    const value = known(() => look(each));
    if (value !== undefined) found.push(value);
  }
  return found;
}
