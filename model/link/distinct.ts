import { uniqBy } from "es-toolkit/array";

/**
 * The distinct elements of a list, in the order of their last appearance: that order has reached clusters and IAM
 * policies, and another one would be a change of each.
 */
export const distinct = <T>(list: readonly T[], keyOf: (each: T) => unknown = (each) => each): T[] =>
  uniqBy([...list].reverse(), keyOf).reverse();
