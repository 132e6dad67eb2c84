import { known, noValue } from "../../config/ill-formed";

/** Fields with what is made of them; of each member of a union by itself. */
type Completed<F, L> = F extends unknown
  ? Omit<F, keyof L> & { readonly [K in keyof L]: L[K] extends () => infer T ? T : never }
  : never;

/** A value that is made once, when it is first asked for. */
export function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: Object.freeze(make()) }).value;
}

/**
 * The fields of an element in the file with what is made of them, or stands in their place. Each is made when it is
 * first asked for: by then all elements are there, and what is made of something ill-formed has no value either.
 */
export function complete<F extends object, L extends Readonly<Record<string, () => unknown>>>(
  fields: F,
  made: L,
): Completed<F, L> {
  const descriptors = Object.entries(made).map(([key, make]) => [key, { get: lazy(make), enumerable: true }] as const);
  // The getters are those that the type says.
  return Object.freeze(
    Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(fields), ...Object.fromEntries(descriptors) }),
  ) as Completed<F, L>;
}

/** A reference that may be left out: to nothing then. */
export function optional<T>(
  name: () => string | undefined,
  reference: (name: () => string) => () => T,
): () => T | undefined {
  if (known(name) === undefined) {
    return () => {
      // One that can't be read is no reference either, but stops whoever looks: nobody knows to what it is.
      name();
      return undefined;
    };
  }
  return reference(() => name() ?? noValue());
}
