import { problem, type Check } from "../check";
import { organizationAt } from "../github";

/** Variables that OpenTofu's GitHub provider prefers to what the stacks say. @see https://registry.terraform.io/providers/integrations/github/latest/docs#argument-reference */
export const environment: Check = {
  name: "environment",
  of: "delivery",
  *run({ env, delivery: { github } }) {
    for (const name of ["GITHUB_OWNER", "GITHUB_ORGANIZATION"]) {
      if (!env[name]) continue;
      const expected = `none: OpenTofu's GitHub provider prefers it to ${github.organization}`;
      yield problem(organizationAt, `${name} is set`, expected, `unset ${name}`);
    }
    if (env["GITHUB_BASE_URL"] && github.apiUrl === undefined) {
      const expected = "none: OpenTofu's GitHub provider would look for github.com there";
      yield problem(["github"], "GITHUB_BASE_URL is set", expected, "unset GITHUB_BASE_URL, or write github.apiUrl");
    }
  },
};
