import { minBy, uniq } from "es-toolkit/array";
import { memoize } from "es-toolkit/function";
import { whereKnown } from "../config/ill-formed";
import { formatGiven, type Problem } from "../config/problems";
import type { Delivery, Repository } from "../model/delivery";
import { claims, each, unique } from "./rule";

/** No two entries are one repository on GitHub: its deploy key and webhook would be made twice. */
export const uniqueGitHubRepositories = ({ repositories }: Delivery): Iterable<Problem> =>
  unique(
    claims(repositories, function* ({ gitHubName, at }) {
      const path = [...at, "gitHubName"];
      yield { key: gitHubName.toLowerCase(), given: gitHubName, path, noun: "a GitHub repository" };
    }),
  );

/** One overlay belongs to one environment: its marker names one policy. */
export const uniqueOverlays = ({ environments }: Delivery): Iterable<Problem> =>
  unique(
    claims(environments, function* ({ path, repository, at }) {
      yield {
        // Some file systems, and so some checkouts, take upper and lower case for the same.
        key: `${repository.name}:${path.toLowerCase()}`,
        given: path,
        path: [...at, "path"],
        noun: `an overlay in repository ${repository.name}`,
      };
    }),
  );

/** GitHub reads all of .github, and more of it with every year; some file systems take .GitHub for the same. */
const isGits = (folder: string): boolean => {
  const parts = folder.toLowerCase().split("/");
  return parts.includes(".git") || parts[0] === ".github";
};

/** Why a folder holds no manifests, as what is wanted instead; undefined where it may. */
function folderFault(folder: string): string | undefined {
  if (isGits(folder)) return "a folder for manifests: this is Git's or GitHub's own";
  // Beside a folder of this name there can be no such file, which kustomize asks for.
  return /(^|\/)kustomization\.ya?ml(\/|$)/i.test(folder) ? "the folder that its kustomization file is in" : undefined;
}

/** Why kustomize takes no component from a folder, as what it wants instead; undefined where it does. */
function componentFault(folder: string, overlay: string, overlays: ReadonlySet<string>): string | undefined {
  const fault = folderFault(folder);
  if (fault !== undefined) return fault;
  const name = folder.toLowerCase();
  if (overlays.has(name)) {
    return "a Kustomize component in a folder of its own: this is an overlay, which kustomize refuses there";
  }
  if (!overlay.toLowerCase().startsWith(`${name}/`)) return undefined;
  return "a folder that does not hold the overlay: kustomize refuses a root that contains another";
}

const overlaysOf = ({ applications }: Repository): ReadonlySet<string> =>
  new Set(applications.flatMap(({ environments }) => whereKnown(environments, ({ path }) => path.toLowerCase())));

/** Overlays and components are folders that kustomize can build from: not Git's own, not GitHub's, not each other. */
export const foldersAreManifests = ({ environments }: Delivery): Iterable<Problem> => {
  const overlays = memoize(overlaysOf);
  return each(environments, function* ({ path, components, repository, at }) {
    const fault = folderFault(path);
    if (fault !== undefined) yield { path: [...at, "path"], given: formatGiven(path), expected: fault };
    const seen = new Set<string>();
    for (const [index, folder] of components.entries()) {
      const isRepeated = seen.size === seen.add(folder).size;
      const expected = isRepeated ? "each component once" : componentFault(folder, path, overlays(repository));
      if (expected !== undefined) {
        yield { path: [...at, "components", index], given: formatGiven(folder), expected };
      }
    }
  });
};

/** A push branch is another one than the deployed branch. */
export const pushBranchDiffers = ({ environments }: Delivery): Iterable<Problem> =>
  each(environments, function* ({ pushBranch, repository, at }) {
    if (pushBranch !== repository.branch) return;
    yield {
      path: [...at, "pushBranch"],
      given: formatGiven(pushBranch),
      expected: "another branch than the repository's own; leave it out to push there",
    };
  });

/** What stands before each '/' of a branch. */
const parentsOf = (branch: string): string[] => [...branch.matchAll(/\//g)].map(({ index }) => branch.slice(0, index));

/** The branches of a repository, each with its place among them; and for what they begin with, the first of those. */
function branchesOf({ branch, applications }: Repository): {
  readonly own: ReadonlyMap<string, number>;
  readonly below: ReadonlyMap<string, string>;
} {
  const environments = applications.flatMap((application) => application.environments);
  const all = uniq([branch, ...whereKnown(environments, ({ pushBranch }) => pushBranch)]);
  const below = new Map(all.toReversed().flatMap((each) => parentsOf(each).map((parent) => [parent, each] as const)));
  return { own: new Map(all.map((each, index) => [each, index])), below };
}

/** Git keeps a branch as a file: beside `flux` there can be no `flux/dev`. */
export function* branchesCanCoexist({ environments }: Delivery): Generator<Problem> {
  const branches = memoize(branchesOf);
  yield* each(environments, function* ({ pushBranch, repository, at }) {
    if (pushBranch === undefined) return;
    const { own, below } = branches(repository);
    const clashes = [...parentsOf(pushBranch), below.get(pushBranch)].filter(
      (other) => other !== undefined && own.has(other),
    );
    const clash = minBy(clashes, (other) => own.get(other ?? "") ?? 0);
    if (clash === undefined) return;
    yield {
      path: [...at, "pushBranch"],
      given: formatGiven(pushBranch),
      expected: `a branch that Git can keep beside ${formatGiven(clash)}: neither name may begin with the other and '/'`,
    };
  });
}

/** Updates to one branch are written by one cluster. */
export const oneWriterForEachBranch = ({ automations }: Delivery): Iterable<Problem> =>
  each(automations, function* ({ repository, pushBranch, candidates }) {
    if (candidates.length < 2) return;
    yield {
      path: [...repository.at, "imageUpdate", "cluster"],
      given: "nothing",
      expected:
        `one of the clusters ${candidates.map(({ name }) => name).join(", ")}: environments on all of them have ` +
        `updates pushed to branch ${formatGiven(pushBranch ?? repository.branch)}, and two clusters that push to one ` +
        "branch race. Name the one that writes, or give environments a pushBranch",
    };
  });

/** Whoever has the cluster that writes production's tags has production: one that is not production is to be meant. */
export function* productionWritesItself({ repositories, environments }: Delivery): Generator<Problem> {
  const production = new Set(whereKnown(environments, (each) => (each.protected ? each.cluster : undefined)));
  yield* each(repositories, function* ({ applications, imageUpdate, at }) {
    const { cluster: writer, writesProtected } = imageUpdate;
    // Only one that is named writes what runs elsewhere.
    if (!writer || writesProtected || production.has(writer)) return;
    const written = applications.flatMap((application) => application.environments).find((each) => each.protected);
    if (!written) return;
    yield {
      path: [...at, "imageUpdate", "cluster"],
      given: formatGiven(writer.name),
      expected:
        `a cluster with protected environments, since it writes the tag of ${written.objectName}, which is protected on ` +
        `cluster ${written.cluster.name}: who has the one decides what the other runs. Name another, or write ` +
        "writesProtected: true beside it, if that is meant",
    };
  });
}

/** @see https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs */
const skipsCi = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: ?true\b/im;

/** A message that skips CI is not for a push branch: it would silence the workflow that opens the pull request. */
export const reviewedMessagesRunCi = ({ repositories }: Delivery): Iterable<Problem> =>
  each(repositories, function* ({ imageUpdate: { messageTemplate }, applications, at }) {
    const environments = applications.flatMap((application) => application.environments);
    const isReviewed = whereKnown(environments, ({ pushBranch }) => pushBranch).length > 0;
    const marker = messageTemplate?.match(skipsCi)?.[0];
    if (!isReviewed || marker === undefined) return;
    yield {
      path: [...at, "imageUpdate", "messageTemplate"],
      given: `a template with ${marker}`,
      expected: "one without it, since it would silence the workflow that opens the pull request",
    };
  });
