import { formatGiven, type Problem } from "../../../config/problems";
import { isNumber } from "../../../flux/select-tag";
import { orderingKey } from "../../../flux/tag-filter";
import type { Application } from "../../../model/delivery";
import { built, tagForm } from "./tag-form";

/** Where CI cannot name an application's builds so that each environment's policy chooses them. */
export function tagProblems({ environments }: Application): Problem[] {
  const builds = built(environments).map((environment) => ({ environment, form: tagForm(environment) }));
  return builds.flatMap(({ environment, form }): Problem[] => {
    const path = [...environment.at, "imagePolicy"];
    const { imagePolicy } = environment;
    const given = imagePolicy.filterTags ? `the pattern ${formatGiven(imagePolicy.filterTags.pattern)}` : "no pattern";
    if (!form) {
      return [
        {
          path,
          given: `${given} and the policy ${JSON.stringify(imagePolicy.policy)}`,
          expected:
            "a policy that chooses the later of two builds whose tags CI can make: <run id> (9050352340; rc-9050352340 " +
            "where initialTag is rc-1), the version of a Git tag (1.2.3; v1.2.3 where initialTag is v1.2.0), " +
            "<branch>-<sha>-<timestamp> (main-1a2b3c4d-1700000000), or one tag such as latest where the pattern accepts no " +
            "other and digestReflectionPolicy is Always",
        },
      ];
    }
    if (!imagePolicy.policy.numerical) return [];
    return builds.flatMap((other) => {
      const [tag] = other.form?.samples ?? [];
      const key = tag === undefined ? undefined : orderingKey(imagePolicy.filterTags, tag);
      if (key === undefined || isNumber(key)) return [];
      return {
        path,
        given,
        expected:
          `a pattern that refuses the tags of environment ${other.environment.name}, such as ${formatGiven(tag)}: ` +
          "a numerical policy fails where one of its tags is no number",
      };
    });
  });
}
