/** The kinds of image policy that a fleet has, in turn. */
export const policies = ["build", "time", "release", "name", "pinned", "followed"] as const;

/** A registry credential of a fleet. */
export type FleetCredential = "ghcr" | "mirror";

/** One environment of a fleet's application. */
export interface FleetEnvironment {
  readonly name: string;
  readonly cluster: string;
  readonly policy: (typeof policies)[number];
  /** Whether updates are pushed to a branch of their own. */
  readonly isReviewed: boolean;
  readonly isRouted: boolean;
  /** Whether the stacks make its namespace. */
  readonly ownsNamespace: boolean;
}

/** One application of a fleet, with at most ten environments. */
export interface FleetApplication {
  readonly name: string;
  readonly repository: string;
  /** Registry credential; a public image has none. */
  readonly credential?: FleetCredential;
  readonly environments: readonly FleetEnvironment[];
}

/** One repository of a fleet. */
export interface FleetRepository {
  readonly name: string;
  /** Cluster whose Flux writes the image updates. */
  readonly writer: string;
  /** Whether two generations of the deploy key stand side by side. */
  readonly isRotating: boolean;
}

/** What a fleet consists of, by name; everything else follows from it. */
export interface FleetParameters {
  readonly clusters: readonly string[];
  readonly repositories: readonly FleetRepository[];
  readonly credentials: readonly FleetCredential[];
  readonly applications: readonly FleetApplication[];
}

const environmentNames = ["dev", "test", "qa", "load", "demo", "stage", "eu", "us", "ap", "prod"] as const;
const applicationsOfRepository = 2;
const images = ["ghcr", "mirror", "ghcr", "ghcr", "public"] as const;

const cycle = <T extends string>(list: readonly [T, ...T[]], index: number): T => list[index % list.length] ?? list[0];

/** Names of a fleet's clusters. */
export type FleetClusters = readonly [string, ...string[]];

const clustersOf = (count: number): FleetClusters => (count < 100 ? ["east"] : ["east", "west", "north"]);

/**
 * What the delivery file and the raw program of one size share, and all that they share: a fleet of so many
 * environments, ten to an application, two applications to a repository, on three clusters from 100 on.
 */
export function fleetParameters(count: number, clusters: FleetClusters = clustersOf(count)): FleetParameters {
  const indices = (length: number): number[] => Array.from({ length }, (_, index) => index);
  const applications = indices(Math.ceil(count / environmentNames.length)).map((index): FleetApplication => {
    const first = index * environmentNames.length;
    const image = cycle(images, index);
    return {
      name: `app-${index}`,
      repository: `team-${Math.floor(index / applicationsOfRepository)}`,
      ...(image !== "public" && { credential: image }),
      environments: environmentNames.slice(0, count - first).map((name, at) => ({
        name,
        cluster: cycle(clusters, at),
        policy: cycle(policies, first + at),
        isReviewed: at % 5 === 4,
        isRouted: at !== 3,
        ownsNamespace: at !== 9,
      })),
    };
  });
  return {
    clusters,
    repositories: indices(Math.ceil(applications.length / applicationsOfRepository)).map((index) => ({
      name: `team-${index}`,
      writer: cycle(clusters, index),
      isRotating: index % 10 === 1,
    })),
    credentials: [...new Set(applications.flatMap(({ credential }) => credential ?? []))],
    applications,
  };
}
