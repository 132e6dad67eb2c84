import type { Application, Delivery, Environment } from "../defaults";
import { formatGiven, type Path, type Problem } from "../problems";

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

/** Refuses every claim whose key an earlier one has. */
export function collisions(claims: readonly Claim[]): Problem[] {
  const first = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const earlier = first.get(claim.key);
    if (!earlier) {
      first.set(claim.key, claim);
      return [];
    }
    const mend = claim.mend === undefined ? "" : ` (${claim.mend})`;
    return {
      path: claim.path,
      given: formatGiven(claim.given),
      expected: `${claim.noun} of its own${mend}`,
      holder: earlier.path,
    };
  });
}

/** An environment and where it is. */
export interface Placed {
  readonly application: Application;
  readonly environment: Environment;
  readonly path: Path;
}

export const environmentsOf = ({ applications }: Delivery): Placed[] =>
  applications.flatMap((application, index) =>
    application.environments.map((environment, at) => ({
      application,
      environment,
      path: ["applications", index, "environments", at],
    })),
  );
