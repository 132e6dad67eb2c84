import { z } from "zod";
import { problem, unknown, type Check } from "../check";
import { asAdministrator, read } from "../github";

const shape = z.object({
  archived: z.boolean().catch(false),
  permissions: z.object({ admin: z.boolean() }).optional().catch(undefined),
});

/** The repositories are there, and who registers keys and webhooks administers them. */
export const gitHubRepositories: Check = {
  name: "github-repositories",
  of: "delivery",
  async *run({ gitHub, delivery: { github, repositories } }) {
    const { organization: owner, app } = github;
    const asked = await Promise.all(
      repositories.map(async (repository) => ({
        repository,
        reply: await asAdministrator(gitHub, "GET /repos/{owner}/{repo}", { owner, repo: repository.gitHubName }),
      })),
    );
    const [first] = repositories;
    if (asked.some(({ reply }) => reply.status === 401)) {
      yield unknown("GitHub refuses the token: see github-token");
      return;
    }
    for (const { repository, reply } of asked) {
      const name = `${owner}/${repository.gitHubName}`;
      const { at } = repository;
      if (reply.wantsSignOn) {
        const remedy = "Configure SSO beside the token on GitHub, and authorize it for the organization.";
        yield problem(
          first?.at ?? at,
          `the token is not authorized for single sign-on of ${owner}`,
          "one that is",
          remedy,
        );
        return;
      }
      if (reply.status === 404) {
        yield problem(
          at,
          `there is no repository ${name} that the administrator's token sees`,
          "a repository that is there",
          "Make it, correct gitHubName, or give the token's account access to it.",
        );
      } else if (reply.status !== 200) yield unknown(`GitHub does not tell of ${name} (status ${reply.status})`);
      else {
        const { archived, permissions } = read(shape, reply);
        if (archived) yield problem(at, `${name} is archived`, "one that takes pushes", "Unarchive it on GitHub.");
        if (permissions?.admin === false && !app?.administers) {
          const remedy = `Make that account an administrator of ${name}, or give another's token.`;
          yield problem(at, `the account of github_token does not administer ${name}`, "one that does", remedy);
        }
      }
    }
  },
};
