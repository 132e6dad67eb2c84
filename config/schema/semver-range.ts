import { z } from "zod";
import { parseRange } from "../../flux/semver";

const expected = "a semver range such as >=1.0.0, 1.x or ~1.2 || ^2.0.0-0";

/** A range of versions that Flux reads. @see https://github.com/Masterminds/semver#checking-version-constraints */
export const semverRange = z.string(expected).refine((range) => parseRange(range) !== undefined, expected);
