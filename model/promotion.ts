import { mostSoakSeconds, seconds } from "../config/schema/primitives";
import { noValue } from "../config/ill-formed";
import type { Environment, ImagePolicyFields, NotificationProvider } from "./delivery";

/** What the tags of images that are promoted to an environment begin with; a number follows, one higher each time. */
export const promotedTagPrefix = ({ name, renamedFrom }: Pick<Environment, "name" | "renamedFrom">): string =>
  `${renamedFrom ?? name}-`;

/**
 * The policy of an environment that images are promoted to: the newest promotion, and no build.
 *
 * @param prefix of its tags, in which a pattern reads no sign as another
 */
export const promotedTags = (prefix: string): ImagePolicyFields => ({
  filterTags: { pattern: `^${prefix}(?P<number>[0-9]+)$`, extract: "$number" },
  policy: { numerical: { order: "asc" } },
  digestReflectionPolicy: "IfNotPresent",
});

/** The environments that an image has gone through before it reaches one, the nearest first; endless where they go round. */
function* stagesBefore({ promoteFrom }: Environment): Generator<Environment> {
  for (let stage = promoteFrom; stage; stage = stage.promoteFrom) yield stage;
}

/** Whether an environment's images come from itself in the end. */
export function isPromotedFromItself(environment: Environment): boolean {
  const seen = new Set<Environment>();
  for (const stage of stagesBefore(environment)) {
    if (stage === environment) return true;
    // Another's circle, which is told of those that it goes through.
    if (seen.has(stage)) return false;
    seen.add(stage);
  }
  return false;
}

/** The environment that CI builds for, from which images come to one in the end: itself, where none is promoted to it. */
export function promotionRoot(environment: Environment): Environment {
  const seen = new Set([environment]);
  let root = environment;
  for (const stage of stagesBefore(environment)) {
    if (seen.has(stage)) return noValue();
    seen.add(stage);
    root = stage;
  }
  return root;
}

/** What tells an environment's repository that it has become healthy. @default - nothing: promotions are started by hand */
export const dispatcherOf = ({ cluster, repository }: Environment): NotificationProvider | undefined =>
  cluster.notifications.providers.find((each) => each.type === "githubdispatch" && each.repository === repository);

/**
 * What Flux calls the event, and GitHub's workflows filter by.
 * @see https://fluxcd.io/flux/components/notification/providers/#github-repository-dispatch
 */
export const dispatchType = ({ objectName, cluster }: Environment): string =>
  `Kustomization/${objectName}.${cluster.fluxNamespace}`;

/** How kustomize-controller's events of a workload's health begin. @see https://github.com/fluxcd/kustomize-controller */
export const healthMessages = { passed: "Health check passed", failed: "health check failed" } as const;

/** Seconds until Flux has told of a failure: it looks each interval, and a workload has until the timeout to recover. */
export const secondsToTell = ({ kustomization: { interval, timeout } }: Environment): number =>
  seconds(interval) + seconds(timeout);

/** Seconds that an image is to be healthy where the file does not say how long: a minute more, for the way to GitHub. */
export const defaultSoak = (from: Environment | undefined): number =>
  from ? Math.min(secondsToTell(from) + 60, mostSoakSeconds) : 0;
