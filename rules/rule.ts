import { eachKnown, known } from "../config/ill-formed";
import { formatGiven, type Path, type Problem } from "../config/problems";
import type { Delivery } from "../model/delivery";

/**
 * Finds what is wrong with a delivery as a whole, where every field by itself may be right. Some fields may have no
 * value, since they are ill-formed: a rule goes through elements by {@link each} or {@link unique}, which pass over
 * those of which it looks at such a field.
 */
export type Rule = (delivery: Delivery) => Iterable<Problem>;

/** The problems of each element. */
export const each = <T>(list: readonly T[], judge: (element: T) => Iterable<Problem>): Iterable<Problem> =>
  eachKnown(list, judge);

/** Something that must be the only one with its key. */
export interface Claim {
  readonly key: string;
  readonly path: Path;
  readonly given: string;
  /** What the key is, as in "an SSM path of its own". */
  readonly noun: string;
  /** How to get one, where that is not plain. */
  readonly mend?: string;
}

/** The claims of each element. */
export const claims = <T>(list: readonly T[], claimsOf: (element: T) => Iterable<Claim>): Iterable<Claim> =>
  eachKnown(list, claimsOf);

/** Refuses every claim whose key an earlier one has. */
export function* unique(all: Iterable<Claim>): Generator<Problem> {
  const first = new Map<string, Claim>();
  for (const claim of all) {
    const earlier = first.get(claim.key);
    if (earlier) {
      const mend = claim.mend === undefined ? "" : ` (${claim.mend})`;
      yield {
        path: claim.path,
        given: formatGiven(claim.given),
        expected: `${claim.noun} of its own${mend}`,
        holder: earlier.path,
      };
    } else first.set(claim.key, claim);
  }
}

/**
 * Whether a delivery is known as a whole, for rules about what is absent: where an element was left out, or it is not
 * known where one belongs, what seems to be missing may be just that.
 */
export const isWhole = (delivery: Delivery): boolean =>
  known(() => {
    const { isPartial, repositories, environments } = delivery;
    // To look is enough: what is not known stops whoever looks.
    environments.forEach((one) => [one.cluster, one.repository, one.pushBranch, one.objectName]);
    repositories.forEach(({ imageUpdate }) => imageUpdate.cluster);
    return !isPartial;
  }) ?? false;
