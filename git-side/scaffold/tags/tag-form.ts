import { inc } from "semver";
import { imageTag } from "../../../config/schema/primitives";
import { selectTag } from "../../../flux/select-tag";
import { parseVersion } from "../../../flux/semver";
import { globLiteral } from "../workflows/glob";
import { orderingKey } from "../../../flux/tag-filter";
import type { Environment } from "../../../model/delivery";

/** A way in which CI names an image's builds. What orders them is kept by a re-run: never the clock, nor a counter that begins anew. */
export interface TagForm {
  /** As people write it. */
  readonly name: string;
  /** What is pushed for such a build: commits to the repository's branch, or a Git tag. */
  readonly push: "branch" | "tag";
  /** The tag within double quotes of a Bash script that GitHub runs, which has the version of a Git tag in `version`. */
  readonly shell: string;
  /** Whether each build takes the tag from the one before. @default false */
  readonly moves?: true;
  /** Tags that the script makes for successive builds: what must not decide goes up and down between them. */
  readonly samples: readonly string[];
}

/** Ids of successive runs: somewhere a digit is added. */
const runIds = ["9999999998", "9999999999", "10000000000", "10000000001"] as const;

/** A run of any workflow has a higher id than those before, and keeps it when it is run again. Text may stand before it, as it does in `initialTag`. */
const runIdForm = (text: string): TagForm => ({
  name: `${text}<run id>`,
  push: "branch",
  shell: `${text}$GITHUB_RUN_ID`,
  samples: runIds.map((id) => text + id),
});

const textBeforeNumber = ({ initialTag }: Environment): string => /^([A-Za-z_.-]+)[0-9]+$/.exec(initialTag)?.[1] ?? "";

/** A version of a tag as npm writes it, without zeros before its numbers. */
function versionOf(tag: string): string | undefined {
  const version = /^v?[0-9]+\.[0-9]+\.[0-9]+/.test(tag) ? parseVersion(tag) : undefined;
  if (!version) return undefined;
  const { major, minor, patch, prerelease } = version;
  return `${major}.${minor}.${patch}${prerelease === "" ? "" : `-${prerelease}`}`;
}

/** A version and the ten patches after it: somewhere a digit is added. */
function successors(version: string): string[] {
  const versions = [version];
  for (let next = inc(version, "patch"); next !== null && versions.length < 11; next = inc(next, "patch")) {
    versions.push(next);
  }
  return versions;
}

/** `v` is what the image's tag has before the version, whatever the Git tag has. */
function versionForm(prefix: "" | "v", { initialTag, application }: Environment): TagForm[] {
  const current = initialTag.startsWith("v") === (prefix === "v") ? versionOf(initialTag) : undefined;
  if (current === undefined) return [];
  return [
    {
      name: `${prefix}<version>, from the Git tag ${application.build.gitTagPrefix}<version>`,
      push: "tag",
      shell: `${prefix}$version`,
      samples: successors(current).map((version) => prefix + version),
    },
  ];
}

/** The branch as an image's tag can hold it. */
const slug = (branch: string): string => branch.replace(/[^A-Za-z0-9_.-]/g, "-");

function branchForm(branch: string, digits: 7 | 8 | 40): TagForm {
  const name = slug(branch);
  const sample = (digit: string, run: string): string => `${name}-${digit.repeat(digits)}-${run}`;
  return {
    name: `<branch>-<${digits} digits of the sha>-<run id>`,
    push: "branch",
    shell: `${name}-${digits === 40 ? "$GITHUB_SHA" : `\${GITHUB_SHA::${digits}}`}-$GITHUB_RUN_ID`,
    samples: runIds.map((run, index) => sample("8f08".charAt(index), run)),
  };
}

/**
 * One tag that every build moves, such as latest. Flux sees a new build by its digest, so it has to look at that
 * always; and the policy's pattern is of this tag alone, or another would be chosen some day.
 */
function movingForm({ initialTag, imagePolicy }: Environment): TagForm[] {
  const { filterTags, digestReflectionPolicy } = imagePolicy;
  const accepts = (tag: string): boolean => orderingKey(filterTags, tag) !== undefined;
  if (digestReflectionPolicy !== "Always" || accepts(`${initialTag}-x`) || accepts(`x-${initialTag}`)) return [];
  const name = `${initialTag}, moved to each build`;
  return [{ name, push: "branch", shell: initialTag, moves: true, samples: [initialTag] }];
}

/** The forms that CI knows, the first choice first. */
export function knownForms(environment: Environment): TagForm[] {
  const { branch } = environment.repository;
  return [
    runIdForm(""),
    ...versionForm("", environment),
    ...versionForm("v", environment),
    branchForm(branch, 8),
    branchForm(branch, 7),
    branchForm(branch, 40),
    runIdForm(textBeforeNumber(environment)),
    ...movingForm(environment),
  ];
}

/** Whether a policy chooses the later of any two successive builds, by its own pattern, extract and order. */
const follows = (policy: Environment["imagePolicy"], samples: readonly string[]): boolean =>
  samples.every((tag, index) => {
    const earlier = samples.slice(Math.max(0, index - 1), index);
    const isChosen = selectTag(policy, [tag]) === tag && selectTag(policy, [tag, ...earlier]) === tag;
    return imageTag.safeParse(tag).success && isChosen;
  });

/** The environments that CI builds for: to the others images are promoted. */
export const built = (environments: readonly Environment[]): readonly Environment[] =>
  environments.filter(({ promoteFrom }) => promoteFrom === undefined);

/** How CI names the builds that an environment deploys; undefined where no form suits its policy, or none is built. */
export const tagForm = (environment: Environment): TagForm | undefined =>
  environment.promoteFrom
    ? undefined
    : knownForms(environment).find(({ samples }) => follows(environment.imagePolicy, samples));

/** Patterns of the Git tags that are built: releases, and pre-releases where a policy would choose one. */
export function gitTagPatterns(prefix: string, environments: readonly Environment[]): string[] {
  const release = `${globLiteral(prefix)}[0-9]+.[0-9]+.[0-9]+`;
  const choosesPrerelease = environments.some(({ initialTag, imagePolicy }) => {
    const next = inc(versionOf(initialTag) ?? "", "prerelease", "rc");
    return next !== null && selectTag(imagePolicy, [initialTag.startsWith("v") ? `v${next}` : next]) !== undefined;
  });
  return choosesPrerelease ? [release, `${release}-*`] : [release];
}
