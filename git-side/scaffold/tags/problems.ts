import { formatGiven, type Problem } from "../../../config/problems";
import { isNumber } from "../../../flux/select-tag";
import { orderingKey } from "../../../flux/tag-filter";
import type { Application } from "../../../model/delivery";
import { built, tagForm } from "./tag-form";

const releases = (application: Application): boolean =>
  application.environments.some((environment) => tagForm(environment)?.push === "tag");

/** Where a Git tag would release an application and another of its repository. */
export function gitTagProblems(application: Application): Problem[] {
  const { build, repository, at } = application;
  if (!releases(application)) return [];
  const isRead = (tag: string, prefix: string): boolean =>
    tag.startsWith(prefix) && /^[0-9]/.test(tag.slice(prefix.length));
  const tagOf = ({ build: { gitTagPrefix } }: Application): string => `${gitTagPrefix}1.2.3`;
  return repository.applications
    .filter((other) => other !== application && releases(other))
    .filter((other) => isRead(tagOf(other), build.gitTagPrefix) || isRead(tagOf(application), other.build.gitTagPrefix))
    .map((other) => ({
      path: [...at, "build", "gitTagPrefix"],
      given: formatGiven(build.gitTagPrefix),
      expected:
        `a prefix that tells its Git tags from those of application ${other.name}, which begin with ` +
        `${formatGiven(other.build.gitTagPrefix)}, such as ${application.objectName}/v: one tag would release both`,
    }));
}

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
            "<branch>-<sha>-<run id> (main-1a2b3c4d-9050352340), or one tag such as latest where the pattern accepts no " +
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
