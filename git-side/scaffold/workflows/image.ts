import type { Path } from "../../../config/problems";
import type { Application } from "../../../model/delivery";
import { header } from "../../files/header";
import type { TreeFile } from "../../files/tree-file";
import { yamlFile, type Comment } from "../../files/yaml-file";
import { keepActionVersions } from "../../merge/keep-action-versions";
import { layout } from "../layout";
import { tagForm, type TagForm } from "../tags/tag-form";
import { actions } from "./actions";
import { announcement } from "./announcement";
import { builder } from "./builder";
import { imageScript, setTagsScript, signScript } from "./image-script";
import { pinnedReleases } from "./pinned";
import { registryLogin } from "./registry-login";

const oneAtATime = " A tag is looked for before it is made: one build of a branch or tag after the other.";
const last = " Tags come last: what Flux finds has its signatures.";

/** What the workflow has to be given by whoever calls it: GitHub gives a called workflow no more than its caller has. */
export interface Needs {
  readonly permissions: Readonly<Record<string, "read" | "write">>;
  /** Names of secrets on GitHub. */
  readonly secrets: readonly string[];
}

const cosignSecrets = ["COSIGN_PRIVATE_KEY", "COSIGN_PASSWORD"] as const;

/** What an application's build needs, and no more. */
export function needsOf(application: Application): Needs {
  const { attestations, cosign, secrets } = application.build;
  const login = registryLogin(application);
  return {
    permissions: {
      contents: "read",
      ...login.permissions,
      ...announcement(application).permissions,
      ...(attestations || cosign === "keyless" ? { "id-token": "write" as const } : {}),
      ...(attestations ? { attestations: "write" as const } : {}),
    },
    secrets: [...new Set([...login.secrets, ...secrets, ...(cosign === "key" ? cosignSecrets : [])])],
  };
}

const secret = (name: string): string => `\${{ secrets.${name} }}`;

const ifBuilt = { if: "steps.image.outputs.build == 'true'" } as const;
const builtDigest = "${{ steps.build.outputs.digest }}";
const anyDigest = "${{ steps.build.outputs.digest || steps.image.outputs.digest }}";

const lines = (all: readonly string[]): string | undefined =>
  all.length === 0 ? undefined : all.map((line) => `${line}\n`).join("");

/** The step that builds an image and pushes it without a tag. Arguments and secrets come by variables, as they are. */
function buildStep({ name, image, build }: Application): object {
  const { args, secrets, platforms } = build;
  const env = { ...args, ...Object.fromEntries(secrets.map((each) => [`BUILD_SECRET_${each}`, secret(each)])) };
  return {
    name: "Build and push the image",
    id: "build",
    ...ifBuilt,
    uses: actions.buildPush.uses,
    env: Object.keys(env).length > 0 ? env : undefined,
    with: {
      context: build.context,
      file: build.dockerfile,
      platforms: platforms.length > 0 ? platforms.join(",") : undefined,
      "build-args": lines(Object.keys(args)),
      "secret-envs": lines(secrets.map((each) => `${each}=BUILD_SECRET_${each}`)),
      outputs: `type=image,name=${image.name},push-by-digest=true,name-canonical=true,push=true`,
      labels:
        "org.opencontainers.image.source=${{ github.server_url }}/${{ github.repository }}\n" +
        "org.opencontainers.image.revision=${{ github.sha }}\n",
      annotations:
        "index:org.opencontainers.image.revision=${{ github.sha }}\n" +
        "index:org.opencontainers.image.version=${{ steps.image.outputs.version }}\n",
      provenance: "mode=max",
      sbom: true,
      "cache-from": `type=gha,scope=${name}`,
      "cache-to": `type=gha,mode=max,scope=${name}`,
    },
  };
}

/** The steps that sign what was built. */
function signatureSteps({ image, build: { attestations, cosign } }: Application): object[] {
  const attest = {
    name: "Attest where and how it was built",
    ...ifBuilt,
    uses: actions.attest.uses,
    with: {
      "subject-name": image.name,
      "subject-digest": builtDigest,
      "push-to-registry": true,
      "create-storage-record": false,
    },
  };
  const key = cosign === "key" ? Object.fromEntries(cosignSecrets.map((name) => [name, secret(name)])) : {};
  return [
    ...(attestations ? [attest] : []),
    ...(cosign
      ? [
          { name: "Install cosign", ...ifBuilt, uses: actions.installCosign.uses },
          {
            name: "Sign the image",
            ...ifBuilt,
            env: { IMAGE: image.name, DIGEST: builtDigest, ...key },
            run: signScript(cosign, image.insecure),
          },
        ]
      : []),
  ];
}

/**
 * The workflow that builds an application's image and gives it the tags that its environments' policies choose. It is
 * called by the application's own.
 */
export function imageWorkflow(application: Application): TreeFile {
  const { image, build, environments, repository } = application;
  const tagged = environments.map((environment) => ({ environment, form: tagForm(environment) }));
  const deployed = tagged.map(({ environment: { name, promoteFrom }, form }) =>
    promoteFrom
      ? ` ${name} deploys what is promoted from ${promoteFrom.name}.`
      : ` ${name} deploys ${form?.name ?? "no tag of CI's"}.`,
  );
  const forms = tagged.flatMap(({ form }) => form ?? []);
  const isBuiltOf = (push: TagForm["push"]): boolean => forms.some((form) => form.push === push);
  const login = registryLogin(application);
  const needs = needsOf(application);
  const naming = {
    name: "Look for the image",
    id: "image",
    env: {
      IMAGE: image.name,
      BRANCH: isBuiltOf("branch") ? repository.branch : undefined,
      PREFIX: isBuiltOf("tag") ? build.gitTagPrefix : undefined,
    },
    run: imageScript(forms),
  };
  const tagging = {
    name: "Set the tags",
    if: "steps.image.outputs.missing != ''",
    env: { IMAGE: image.name, DIGEST: anyDigest, TAGS: "${{ steps.image.outputs.missing }}" },
    run: setTagsScript,
  };
  const steps = [
    builder(application),
    ...login.steps,
    naming,
    { name: "Check out the source", ...ifBuilt, uses: actions.checkout.uses, with: { "persist-credentials": false } },
    ...(build.platforms.length > 0 ? [{ name: "Set up emulation", ...ifBuilt, uses: actions.setupQemu.uses }] : []),
    buildStep(application),
    ...signatureSteps(application),
    tagging,
    ...announcement(application).steps.map((step) => ({ ...step, if: tagging.if })),
  ];
  const at: Path = ["jobs", "image", "steps"];
  const before = (step: object | undefined, text: string | undefined): Comment[] =>
    step === undefined || text === undefined ? [] : [{ at: [...at, steps.indexOf(step)], text, where: "before" }];
  const { imageName: name, image: path } = layout(application);
  return yamlFile({
    path,
    header: header([application]),
    value: {
      name,
      on: {
        workflow_call: {
          secrets:
            needs.secrets.length > 0
              ? Object.fromEntries(needs.secrets.map((each) => [each, { required: true }]))
              : undefined,
          outputs: {
            image: { description: "The image, without a tag.", value: "${{ jobs.image.outputs.image }}" },
            digest: {
              description: "The digest of what was built, now or before; empty where nothing is to be.",
              value: "${{ jobs.image.outputs.digest }}",
            },
            tags: { description: "Its tags, with spaces between.", value: "${{ jobs.image.outputs.tags }}" },
          },
        },
      },
      permissions: {},
      defaults: { run: { shell: "bash" } },
      jobs: {
        image: {
          "runs-on": repository.runner,
          "timeout-minutes": build.platforms.length > 0 ? 120 : 30,
          permissions: needs.permissions,
          concurrency: { group: `${name}-\${{ github.ref }}`, "cancel-in-progress": false },
          outputs: { image: image.name, digest: anyDigest, tags: "${{ steps.image.outputs.tags }}" },
          steps,
        },
      },
    },
    comments: [
      { at: ["jobs", "image", "concurrency"], where: "before", text: oneAtATime },
      ...before(naming, deployed.join("\n")),
      ...before(login.steps[0], login.comment),
      ...before(tagging, last),
      ...pinnedReleases(at, steps),
    ],
    spaced: [["on"], ["permissions"], ["defaults"], ["jobs"]],
    keep: keepActionVersions,
  });
}
