import type { Delivery } from "../defaults";
import { formatGiven, type Problem } from "../problems";
import { automations } from "../topology";
import { collisions, environmentsOf } from "./claims";

/** No two entries are one repository on GitHub: its deploy key and webhook would be made twice. */
export function uniqueGitHubRepositories({ repositories }: Delivery): Problem[] {
  return collisions(
    repositories.map(({ gitHubName }, index) => ({
      key: gitHubName.toLowerCase(),
      given: gitHubName,
      path: ["repositories", index, "gitHubName"],
      noun: "a GitHub repository",
    })),
  );
}

/** One overlay belongs to one environment: its marker names one policy. */
export function uniqueOverlays(delivery: Delivery): Problem[] {
  return collisions(
    environmentsOf(delivery).map(({ application, environment, path }) => ({
      key: `${application.repository}:${environment.path}`,
      given: environment.path,
      path: [...path, "path"],
      noun: `an overlay in repository ${application.repository}`,
    })),
  );
}

/** A push branch is another one than the deployed branch. */
export function pushBranchDiffers(delivery: Delivery): Problem[] {
  return environmentsOf(delivery).flatMap(({ application, environment, path }) => {
    const branch = delivery.repositories.find(({ name }) => name === application.repository)?.branch;
    if (environment.pushBranch === undefined || environment.pushBranch !== branch) return [];
    return {
      path: [...path, "pushBranch"],
      given: formatGiven(environment.pushBranch),
      expected: "another branch than the repository's own; leave it out to push there",
    };
  });
}

/** Git keeps a branch as a file: beside `flux` there can be no `flux/dev`. */
export function branchesCanCoexist(delivery: Delivery): Problem[] {
  const isBelow = (branch: string, other: string): boolean => branch.startsWith(`${other}/`);
  return environmentsOf(delivery).flatMap(({ application, environment: { pushBranch }, path }) => {
    if (pushBranch === undefined) return [];
    const repository = delivery.repositories.find(({ name }) => name === application.repository);
    const others = environmentsOf(delivery)
      .filter((other) => other.application.repository === application.repository)
      .flatMap(({ environment }) => environment.pushBranch ?? []);
    const clash = [...(repository ? [repository.branch] : []), ...others].find(
      (other) => isBelow(pushBranch, other) || isBelow(other, pushBranch),
    );
    if (clash === undefined) return [];
    return {
      path: [...path, "pushBranch"],
      given: formatGiven(pushBranch),
      expected: `a branch that Git can keep beside ${formatGiven(clash)}: neither name may begin with the other and '/'`,
    };
  });
}

/** Updates to one branch are written by one cluster. */
export function oneWriterForEachBranch(delivery: Delivery): Problem[] {
  return automations(delivery).flatMap(({ repository, pushBranch, clusters }) => {
    if (clusters.length < 2) return [];
    const branch = pushBranch ?? repository.branch;
    return {
      path: ["repositories", delivery.repositories.indexOf(repository), "imageUpdate", "cluster"],
      given: "nothing",
      expected:
        `one of the clusters ${clusters.join(", ")}: environments on all of them have updates pushed to branch ` +
        `${formatGiven(branch)}, and two clusters that push to one branch race. Name the one that writes, ` +
        `or give environments a pushBranch`,
    };
  });
}

/** A message that skips CI is not for a push branch: it would silence the workflow that opens the pull request. */
export function reviewedMessagesRunCi({ repositories, applications }: Delivery): Problem[] {
  return repositories.flatMap(({ name, imageUpdate: { messageTemplate } }, index) => {
    const isReviewed = applications.some(
      ({ repository, environments }) =>
        repository === name && environments.some(({ pushBranch }) => pushBranch !== undefined),
    );
    const marker = /\[(skip ci|ci skip|no ci|skip actions|actions skip)\]/i.exec(messageTemplate ?? "")?.[0];
    if (!isReviewed || marker === undefined) return [];
    return {
      path: ["repositories", index, "imageUpdate", "messageTemplate"],
      given: `a template with ${marker}`,
      expected:
        "one without it, since it would silence the workflow that opens the pull request; leave the template out to skip CI on the main branch alone",
    };
  });
}
