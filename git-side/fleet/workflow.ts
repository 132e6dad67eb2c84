import type { Fleet } from "../../model/delivery";
import { fleetHeader, isFleetHeader } from "../files/header";
import type { TreeFile } from "../files/tree-file";
import { yamlFile } from "../files/yaml-file";
import { keepActionVersions } from "../merge/keep-action-versions";
import { actions } from "../scaffold/workflows/actions";
import { globLiteral } from "../scaffold/workflows/glob";
import { pinnedReleases } from "../scaffold/workflows/pinned";
import { checkScript, checkTools, schemaLocation } from "./check-script";

export const fleetWorkflowPath = ".github/workflows/fleet.yml";

const own = ` Set the variable DELIVERY_REPOSITORY (owner/name) to the repository that has delivery.yaml, and where that is private
 the secret DELIVERY_TOKEN to a token that reads its contents. DELIVERY_CONFIG names another file than delivery.yaml.`;

const withoutCredentials = { "persist-credentials": false } as const;

/**
 * The workflow of the fleet's pull requests: what Flux would apply builds, fits its schemas and is there once; and, where a
 * variable names the repository of delivery.yaml, our files are as that says. A file of somebody else's at its path stays.
 */
export function fleetWorkflow({ repository }: Fleet): TreeFile {
  const branches = [globLiteral(repository.branch)];
  const build = [
    { name: "Check out the fleet", uses: actions.checkout.uses, with: withoutCredentials },
    { name: "Set up Go", uses: actions.setupGo.uses, with: { "go-version": "1.26", cache: false } },
    { name: "Install the tools", run: checkTools.map((tool) => `go install ${tool}\n`).join("") },
    {
      name: "Build and validate what Flux applies",
      env: { SOURCE: repository.objectName, HEADER: fleetHeader, SCHEMAS: schemaLocation },
      run: checkScript,
    },
  ];
  const delivery = [
    { name: "Check out the fleet", uses: actions.checkout.uses, with: { ...withoutCredentials, path: "fleet" } },
    {
      name: "Check out delivery.yaml",
      uses: actions.checkout.uses,
      with: {
        ...withoutCredentials,
        repository: "${{ vars.DELIVERY_REPOSITORY }}",
        token: "${{ secrets.DELIVERY_TOKEN || github.token }}",
        path: "delivery",
      },
    },
    {
      name: "Set up Node",
      uses: actions.setupNode.uses,
      with: { "node-version": "24", "package-manager-cache": false },
    },
    { name: "Install the project", "working-directory": "delivery", run: "npm ci\n" },
    {
      name: "Compare the files with delivery.yaml",
      "working-directory": "delivery",
      env: { DELIVERY_CONFIG: "${{ vars.DELIVERY_CONFIG || 'delivery.yaml' }}" },
      run: "npm run git-side -- --fleet --out ../fleet --check --diff\n",
    },
  ];
  const job = { "runs-on": repository.runner, "timeout-minutes": 15, permissions: { contents: "read" } };
  const file = yamlFile({
    path: fleetWorkflowPath,
    header: fleetHeader,
    value: {
      name: "fleet",
      on: { pull_request: { branches }, push: { branches } },
      permissions: {},
      defaults: { run: { shell: "bash" } },
      jobs: {
        manifests: { ...job, steps: build },
        delivery: { if: "vars.DELIVERY_REPOSITORY != ''", ...job, steps: delivery },
      },
    },
    comments: [
      { at: ["jobs", "delivery"], where: "before", text: own },
      ...pinnedReleases(["jobs", "manifests", "steps"], build),
      ...pinnedReleases(["jobs", "delivery", "steps"], delivery),
    ],
    spaced: [["on"], ["permissions"], ["defaults"], ["jobs"], ["jobs", "delivery"]],
    keep: keepActionVersions,
  });
  return { ...file, over: (current, headerOf) => (isFleetHeader(current) ? file.over(current, headerOf) : current) };
}
