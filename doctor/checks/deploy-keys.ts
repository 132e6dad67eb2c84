import { z } from "zod";
import { NotKnown, problem, type Check } from "../check";
import { asAdministrator, read } from "../github";

/** The organization allows deploy keys. @see https://docs.github.com/en/rest/orgs/orgs#get-an-organization */
export const deployKeys: Check = {
  name: "deploy-keys",
  of: "delivery",
  async *run({ gitHub, delivery: { github, repositories } }) {
    const first = repositories.find(({ deployKey }) => deployKey);
    if (!first) return;
    const { organization: org } = github;
    const reply = await asAdministrator(gitHub, "GET /orgs/{org}", { org });
    // A user's repositories may have them.
    if (reply.status === 404) return;
    const allowed = z.object({ deploy_keys_enabled_for_repositories: z.boolean().optional() });
    const isAllowed = reply.status === 200 ? read(allowed, reply).deploy_keys_enabled_for_repositories : undefined;
    if (isAllowed === undefined) {
      throw new NotKnown(`GitHub tells only owners of ${org}, with admin:org, whether deploy keys are allowed`);
    }
    if (isAllowed) return;
    yield problem(
      first.at,
      `${org} forbids deploy keys`,
      "deploy keys, or access: app",
      "An owner allows them in the organization's settings, Member privileges; or use a GitHub App: docs/operations.md.",
    );
  },
};
