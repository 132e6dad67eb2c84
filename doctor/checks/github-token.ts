import { NotKnown, problem, unknown, type Check } from "../check";
import { webAddress } from "../../model/github-server";
import { asAdministrator, organizationAt, unsetBefore } from "../github";

const expected =
  "a token of an administrator of the repositories: classic with repo, or fine-grained with Administration and Webhooks, read and write";

/** The token that registers keys and webhooks; what it may do in the repositories is said by github-repositories. */
export const gitHubToken: Check = {
  name: "github-token",
  of: "delivery",
  async *run({ gitHub, delivery: { github, repositories } }) {
    if (github.app?.administers) return;
    const host = github.apiUrl === undefined ? "" : ` --hostname ${new URL(webAddress(github.apiUrl)).host}`;
    const anew = `export TF_VAR_github_token=..., or log in: gh auth login${host} -s repo`;
    const credential = await gitHub.administrator();
    if (!credential) {
      yield problem(
        organizationAt,
        "there is no token: TF_VAR_github_token is not set, gh is not logged in",
        expected,
        anew,
      );
      return;
    }
    const { source } = credential;
    const remedy = unsetBefore(source, anew);
    const { status, scopes } = await gitHub.ask("GET /user", {}, credential);
    if (status === 401) {
      yield problem(
        organizationAt,
        `GitHub refuses the token of ${source}: it is wrong, revoked or expired`,
        expected,
        remedy,
      );
      return;
    }
    if (status !== 200) throw new NotKnown(`GitHub does not say whose the token of ${source} is (status ${status})`);
    if (scopes) {
      if (scopes.includes("repo")) return;
      const found = `the token of ${source} has ${scopes.length > 0 ? scopes.join(", ") : "no scope"}`;
      yield problem(organizationAt, found, expected, remedy);
      return;
    }
    // What a fine-grained one may do, only its requests tell.
    const [first] = repositories;
    if (!first) return;
    for (const [what, permission] of [
      ["keys", "Administration"],
      ["hooks", "Webhooks"],
    ] as const) {
      const route = `GET /repos/{owner}/{repo}/${what}`;
      const reply = await asAdministrator(gitHub, route, { owner: github.organization, repo: first.gitHubName });
      if (reply.status === 403) {
        yield problem(organizationAt, `the token of ${source} lacks ${permission}`, expected, remedy);
      } else if (reply.status !== 200) {
        yield unknown(`whether the token of ${source} has ${permission} (status ${reply.status})`);
      }
    }
  },
};
