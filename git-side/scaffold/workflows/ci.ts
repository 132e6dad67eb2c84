import type { Path } from "../../../config/problems";
import type { Application } from "../../../model/delivery";
import { header } from "../../files/header";
import type { TreeFile } from "../../files/tree-file";
import { yamlFile, type Comment } from "../../files/yaml-file";
import { keepActionVersions } from "../../merge/keep-action-versions";
import { layout, workflowName } from "../layout";
import { built, tagForm } from "../tags/tag-form";
import { actions } from "./actions";
import { registryLogin } from "./registry-login";
import { tagScript } from "./tag-script";
import { triggers } from "./triggers";

const noLoop = " Flux's commits change overlays only: they must not start a build, which would make the next one.";
const releases = " Releases, whatever they change: GitHub applies no filter of paths to Git tags.";
const inOrder = " One build after the other, so that the later commit has the later tag.";

/** A builder that pushes to a registry without TLS, where Flux scans it so. */
function builder({ image }: Application): object {
  const [registry = ""] = image.name.split("/");
  return {
    name: "Set up the builder",
    uses: actions.setupBuildx,
    with: image.insecure ? { "buildkitd-config-inline": `[registry."${registry}"]\n  http = true\n` } : undefined,
  };
}

/** The workflow that builds an application's image and pushes it under the tags that its environments' policies choose. */
export function ciWorkflow(application: Application): TreeFile {
  const { name, image, build, environments, repository } = application;
  const tagged = built(environments).map((environment) => ({ environment, form: tagForm(environment) }));
  const forms = tagged.flatMap(({ form }) => form ?? []);
  const tags = tagged.map(({ environment, form }) => ` ${environment.name} deploys ${form?.name ?? "no tag of CI's"}.`);
  const login = registryLogin(application);
  const naming = { name: "Name the image", id: "image", env: { IMAGE: image.name }, run: tagScript(forms) };
  const steps = [
    { name: "Check out the source", uses: actions.checkout, with: { "persist-credentials": false } },
    naming,
    builder(application),
    ...login.steps,
    {
      name: "Build and push the image",
      uses: actions.buildPush,
      with: {
        context: build.context,
        file: build.dockerfile,
        push: true,
        tags: "${{ steps.image.outputs.names }}",
        labels:
          "org.opencontainers.image.source=${{ github.server_url }}/${{ github.repository }}\n" +
          "org.opencontainers.image.revision=${{ github.sha }}\n",
        provenance: "mode=max",
        "cache-from": `type=gha,scope=${name}`,
        "cache-to": `type=gha,mode=max,scope=${name}`,
      },
    },
  ];
  const on = triggers(application);
  const before = (at: Path, text: string | undefined): Comment[] =>
    text === undefined ? [] : [{ at, text, where: "before" }];
  const comments = [
    ...before(["on", "push", "tags"], on.push.tags && releases),
    ...before(["on", "push", "paths"], on.push.paths && noLoop),
    ...before(["on", "push", "paths-ignore"], on.push["paths-ignore"] && noLoop),
    ...before(["concurrency"], inOrder),
    ...before(["jobs", "image", "steps", steps.indexOf(naming)], tags.join("\n")),
    ...before(["jobs", "image", "steps", steps.indexOf(login.steps[0])], login.comment),
  ];
  return yamlFile({
    path: layout(application).workflow,
    header: header([application]),
    value: {
      name: workflowName(application),
      on,
      permissions: {},
      concurrency: { group: "${{ github.workflow }}-${{ github.ref }}", "cancel-in-progress": false },
      jobs: {
        image: {
          "runs-on": repository.runner,
          "timeout-minutes": 30,
          permissions: { contents: "read", ...login.permissions },
          steps,
        },
      },
    },
    comments,
    spaced: [["on"], ["permissions"], ["concurrency"], ["jobs"]],
    keep: keepActionVersions,
  });
}
