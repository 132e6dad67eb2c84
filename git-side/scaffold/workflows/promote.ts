import type { Application, Environment } from "../../../model/delivery";
import { healthMessages, dispatcherOf, dispatchType, promotedTagPrefix } from "../../../model/promotion";
import { header } from "../../files/header";
import type { TreeFile } from "../../files/tree-file";
import { yamlFile, type Comment } from "../../files/yaml-file";
import { keepActionVersions } from "../../merge/keep-action-versions";
import { layout } from "../layout";
import { markerFor } from "../kustomize/files";
import { announcement } from "./announcement";
import { builder } from "./builder";
import { pinnedReleases } from "./pinned";
import { promoteScript } from "./promote-script";
import { registryLogin } from "./registry-login";

const { passed, failed } = healthMessages;
const message = "github.event.client_payload.message";

/** Titles of runs, by which a later run knows what Flux has said, and of which revision. */
const title = `\${{ github.event.action && format('{0} {1} {2}', github.event.action, (startsWith(${message}, '${passed}') && 'healthy') || (startsWith(${message}, '${failed}') && 'unhealthy') || 'other', github.event.client_payload.metadata.revision) || format('{0}, by hand', inputs.environment) }}`;

/** An environment that images are promoted to, and where from. */
interface Promotion {
  readonly to: Environment;
  readonly from: Environment;
}

const promotionsOf = ({ environments }: Application): Promotion[] =>
  environments.flatMap((to) => (to.promoteFrom ? [{ to, from: to.promoteFrom }] : []));

const soakId = ({ to }: Promotion): string => `soak-${to.name}`;
const approveId = ({ to }: Promotion): string => `approve-${to.name}`;
const promoteId = ({ to }: Promotion): string => `promote-${to.name}`;

/** Waits while the image proves itself; what comes of it is looked at afterwards. */
const soakJob = ({ to, from }: Promotion): object => ({
  if: `github.event.action == '${dispatchType(from)}' && startsWith(${message}, '${passed}')`,
  "runs-on": to.repository.runner,
  "timeout-minutes": Math.ceil(to.soakSeconds / 60) + 5,
  permissions: {},
  steps: [
    { name: `Let the image soak in ${from.name}`, env: { SOAK: String(to.soakSeconds) }, run: 'sleep "$SOAK"\n' },
  ],
});

/** Waits for the reviewers. By itself, since a job that waits would keep others of its concurrency group from running. */
const approveJob = (promotion: Promotion): object => ({
  needs: soakId(promotion),
  if: `\${{ !cancelled() && (needs.${soakId(promotion)}.result == 'success' || inputs.environment == '${promotion.to.name}') }}`,
  "runs-on": promotion.to.repository.runner,
  "timeout-minutes": 5,
  environment: promotion.to.name,
  permissions: {},
  steps: [{ name: "Go on", run: "true\n" }],
});

function promoteJob(promotion: Promotion, workflow: string) {
  const { to, from } = promotion;
  const { application, repository } = to;
  const login = registryLogin(application);
  const announced = announcement(application);
  return {
    needs: approveId(promotion),
    if: `\${{ !cancelled() && needs.${approveId(promotion)}.result == 'success' }}`,
    "runs-on": repository.runner,
    "timeout-minutes": 15,
    concurrency: { group: `${workflow}-${to.name}`, "cancel-in-progress": false },
    permissions: { actions: "read", contents: "read", ...login.permissions, ...announced.permissions },
    steps: [
      builder(application),
      ...login.steps,
      {
        name: `Promote what ${from.name} runs`,
        env: {
          GITHUB_TOKEN: "${{ github.token }}",
          IMAGE: application.image.name,
          FROM: from.name,
          BRANCH: repository.branch,
          TO: to.name,
          OVERLAY: from.path,
          TAG_MARKER: markerFor(from, "tag").trim(),
          DIGEST_MARKER: markerFor(from, "digest").trim(),
          PREFIX: promotedTagPrefix(to),
          WORKFLOW: `${workflow}.yml`,
          TYPE: dispatcherOf(from) ? dispatchType(from) : "",
          REVISION: "${{ github.event.client_payload.metadata.revision }}",
          WANTED: "${{ inputs.tag }}",
        },
        run: promoteScript,
      },
      ...announced.steps,
    ],
  };
}

const asked = (name: string): string =>
  ` Who is asked before: required reviewers of the environment ${name}, in the repository's settings.`;

/** The workflow that gives images the tags by which other environments deploy them, where any has its images from another. */
export function promoteWorkflow(application: Application): TreeFile[] {
  const promotions = promotionsOf(application);
  if (promotions.length === 0) return [];
  const { promote: path, promoteName: workflow } = layout(application);
  const types = [...new Set(promotions.flatMap(({ from }) => (dispatcherOf(from) ? [dispatchType(from)] : [])))];
  const login = registryLogin(application);
  const comments = promotions.flatMap((promotion): Comment[] => {
    const at = ["jobs", promoteId(promotion)];
    const before: Comment[] = [
      { at: ["jobs", approveId(promotion), "environment"], where: "before", text: asked(promotion.to.name) },
    ];
    const { steps } = promoteJob(promotion, workflow);
    const own: Comment[] = [...before, ...pinnedReleases([...at, "steps"], steps)];
    if (login.comment === undefined) return own;
    return [...own, { at: [...at, "steps", 1], where: "before", text: login.comment }];
  });
  return [
    yamlFile({
      path,
      header: header([application]),
      value: {
        name: workflow,
        "run-name": title,
        on: {
          repository_dispatch: types.length > 0 ? { types } : undefined,
          workflow_dispatch: {
            inputs: {
              environment: {
                description: "Where to promote to",
                type: "choice",
                options: promotions.map(({ to }) => to.name),
                required: true,
              },
              tag: {
                description: "The tag that you mean; refused where another is what runs there",
                type: "string",
                required: false,
              },
            },
          },
        },
        permissions: {},
        defaults: { run: { shell: "bash" } },
        jobs: Object.fromEntries(
          promotions.flatMap((promotion) => [
            [soakId(promotion), soakJob(promotion)],
            [approveId(promotion), approveJob(promotion)],
            [promoteId(promotion), promoteJob(promotion, workflow)],
          ]),
        ),
      },
      comments,
      spaced: [
        ["on"],
        ["permissions"],
        ["defaults"],
        ["jobs"],
        ...promotions.slice(1).map((each) => ["jobs", soakId(each)]),
      ],
      keep: keepActionVersions,
    }),
  ];
}
