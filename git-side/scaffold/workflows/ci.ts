import { parse } from "yaml";
import type { Application } from "../../../model/delivery";
import { beginningHeader, isHeader } from "../../files/header";
import type { TreeFile } from "../../files/tree-file";
import { yamlFile, type Comment } from "../../files/yaml-file";
import { layout } from "../layout";
import { actions } from "./actions";
import { callerFaults, callersOf } from "./caller-faults";
import { needsOf } from "./image";
import { triggers } from "./triggers";

const noLoop = " Flux's commits change overlays only: they must not start a build, which would make the next one.";
const releases = " Releases, whatever they change: GitHub applies no filter of paths to Git tags.";

const tests = ({
  repository: { runner },
}: Application): string => ` Your tests, before the image. This workflow may start for more than is delivered, such as pull requests and other
 branches: of those no image is built.
 test:
   runs-on: ${JSON.stringify(runner)}
   permissions: { contents: read }
   steps:
     - uses: ${actions.checkout.uses} # ${actions.checkout.release}
       with: { persist-credentials: false }
     - run: make test`;

/** The workflow as it begins: it calls the one that builds the image, with all that that needs. */
function begun(application: Application): TreeFile {
  const { ci, ciName, image } = layout(application);
  const { permissions, secrets } = needsOf(application);
  const on = triggers(application);
  const before = (at: Comment["at"], text: string | undefined): Comment[] =>
    text === undefined ? [] : [{ at, text, where: "before" }];
  return yamlFile({
    path: ci,
    header: beginningHeader([application]),
    value: {
      name: ciName,
      on,
      permissions: {},
      jobs: {
        image: {
          if: "github.event_name != 'pull_request'",
          permissions,
          uses: `./${image}`,
          secrets:
            secrets.length > 0
              ? Object.fromEntries(secrets.map((name) => [name, `\${{ secrets.${name} }}`]))
              : undefined,
        },
      },
    },
    comments: [
      ...before(["on", "push", "tags"], on.push.tags && releases),
      ...before(["on", "push", "paths"], on.push.paths && noLoop),
      ...before(["on", "push", "paths-ignore"], on.push["paths-ignore"] && noLoop),
      ...before(["jobs", "image"], tests(application)),
      ...before(["jobs", "image", "if"], " needs: test"),
    ],
    spaced: [["on"], ["permissions"], ["jobs"]],
  });
}

/** What a file says as YAML; undefined where it is none. */
function read(text: string): unknown {
  try {
    return parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * The workflow of an application's own, with a place for its tests: written once, then only looked at for what a delivery
 * depends on. One of a release before 0.2 built the image itself, and was ours; it is written anew.
 */
export function ciWorkflow(application: Application): TreeFile {
  const { path, text } = begun(application);
  const { image } = layout(application);
  const isFormer = (current: string): boolean =>
    isHeader(current) && callersOf(read(current), application).length === 0;
  return {
    path,
    text,
    over: (current) => (isFormer(current) ? text : current),
    faults: (current) =>
      isFormer(current)
        ? [
            `a release before 0.2 wrote it, and it builds the image itself, which ${image} does now. --force writes it anew, ` +
              "and from then on it is yours; jobs and steps of your own that are in it go into a job before `image` (Git has them)",
          ]
        : callerFaults(read(current), application),
  };
}
