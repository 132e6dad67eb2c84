import { formatGiven, type Problem } from "../../../config/problems";
import { isPublicApi, isTenant } from "../../../model/github-server";
import type { Application } from "../../../model/delivery";
import { layout } from "../layout";
import { pullRequestPath, pullRequestWorkflow } from "./pull-request";

/** What an application's workflows can't be. */
export function* workflowProblems(application: Application): Generator<Problem> {
  const { build, environments, repository, name, at } = application;
  if (environments.length === 0) return;
  const { apiUrl } = repository.github;
  if (!isPublicApi(apiUrl) && !isTenant(apiUrl)) {
    if (build.attestations) {
      yield {
        path: [...at, "build", "attestations"],
        given: "true",
        expected: "false: GitHub Enterprise Server attests nothing. cosign: key signs by a key of yours",
      };
    }
    if (build.cosign === "keyless") {
      yield {
        path: [...at, "build", "cosign"],
        given: formatGiven(build.cosign),
        expected: "key: the public authority for keyless signatures knows no tokens of GitHub Enterprise Server",
      };
    }
  }
  if (layout(application).image !== pullRequestPath || pullRequestWorkflow(repository).length === 0) return;
  yield {
    path: [...at, "name"],
    given: formatGiven(name),
    expected: `another name: ${pullRequestPath} would be the workflow of its image, and is the one that opens pull requests`,
  };
}
