import { uniq } from "es-toolkit/array";
import type { Repository } from "../../../model/delivery";
import { header } from "../../files/header";
import type { TreeFile } from "../../files/tree-file";
import { yamlFile } from "../../files/yaml-file";
import { keepActionVersions } from "../../merge/keep-action-versions";
import { globLiteral } from "./glob";

const script = `open=$(gh pr list --head "$GITHUB_REF_NAME" --base "$BASE" --state open --json number --jq length)
if [ "$open" = 0 ]; then
  gh pr create --head "$GITHUB_REF_NAME" --base "$BASE" --title "$TITLE" --body "$BODY"
fi
`;

const comment = ` The repository's settings must allow "GitHub Actions to create and approve pull requests", and should have
 "Automatically delete head branches": while the branch stands, Flux goes on from it and does not see its base.
 A pull request of this token starts no other workflow; where checks are required, give GH_TOKEN an App's token.`;

const name = "image-update-pull-request";

export const pullRequestPath = `.github/workflows/${name}.yml`;

/** The workflow that offers Flux's push branches for review, where a repository has any. */
export function pullRequestWorkflow(repository: Repository): TreeFile[] {
  const environments = repository.applications.flatMap((application) => application.environments);
  const branches = uniq(environments.flatMap(({ pushBranch }) => pushBranch ?? [])).sort();
  if (branches.length === 0) return [];
  return [
    yamlFile({
      path: pullRequestPath,
      header: header(repository.applications),
      value: {
        name,
        on: { push: { branches: branches.map(globLiteral) } },
        permissions: {},
        concurrency: { group: "${{ github.workflow }}-${{ github.ref }}", "cancel-in-progress": false },
        jobs: {
          open: {
            "runs-on": repository.runner,
            "timeout-minutes": 5,
            permissions: { contents: "read", "pull-requests": "write" },
            steps: [
              {
                name: "Open a pull request unless there is one",
                env: {
                  GH_TOKEN: "${{ github.token }}",
                  GH_REPO: "${{ github.repository }}",
                  BASE: repository.branch,
                  TITLE: "chore: update image tags",
                  BODY: "Flux has chosen these images. Merging deploys them; then delete the branch.",
                },
                run: script,
              },
            ],
          },
        },
      },
      comments: [{ at: ["jobs"], where: "before", text: comment }],
      spaced: [["on"], ["permissions"], ["concurrency"], ["jobs"]],
      keep: keepActionVersions,
    }),
  ];
}
