import { z } from "zod";
import type { Draft } from "./draft";
import type { Path, Problem } from "./problems";
import { delivery, type DeliveryShape } from "./schema";
import { adopt } from "./schema/adopt";
import { application, environment } from "./schema/application";
import { aws } from "./schema/aws";
import { cluster } from "./schema/cluster";
import { github } from "./schema/github";
import { repository } from "./schema/repository";
import { state } from "./schema/state";

/** What the rules can judge of a file that has problems. */
export interface SoundPart {
  readonly shape: DeliveryShape;
  /** A path in the shape, as it is in the file. */
  readonly inFile: (path: Path) => Path;
}

/** Stands for a part of the file that has a problem; its values are none that a file could have. */
const nobody: z.output<typeof github> = {
  organization: "",
  bot: { username: "", name: "", email: "", gpg: { generations: [1], rsaBits: 2048, passphrase: false } },
  sshHost: "",
};

/** The schema of a delivery of which elements, even all of a list, were left out. */
const parts = delivery.extend({
  github: github.catch(nobody),
  aws: aws.catch({ region: "", tags: {} }),
  state: state.catch({ backend: "local", directory: "" }),
  adopt: adopt.catch({ parameters: [], webhooks: [], objects: [] }),
  clusters: z.array(cluster),
  repositories: z.array(repository),
  applications: z.array(application.extend({ environments: z.array(environment) })),
});

interface Kept<T> {
  /** Its index in the file. */
  readonly index: number;
  readonly value: T;
}

function keep<T>(
  list: readonly (T | undefined)[] | undefined,
  isSound: (value: T, index: number) => boolean,
): Kept<T>[] {
  return (list ?? []).flatMap((value, index) =>
    value !== undefined && isSound(value, index) ? [{ index, value }] : [],
  );
}

const values = <T>(list: readonly Kept<T>[]): T[] => list.map(({ value }) => value);

/** Whether a name is left out, or is one of the elements. */
function refersTo(name: string | undefined, elements: readonly Kept<{ readonly name?: string }>[]): boolean {
  return name === undefined || elements.some(({ value }) => value.name === name);
}

/** The list element that a path is in; an environment is one of its own. */
const elementOf = (path: Path): string =>
  path.slice(0, path[2] === "environments" && typeof path[3] === "number" ? 4 : 2).join(" ");

/**
 * A file without the elements of its lists that have a problem, or that refer to one: a mistake in one environment
 * must not hide another's. What is left out can only hide a problem, never make one.
 */
export function soundPart(draft: Draft, problems: readonly Problem[]): SoundPart | undefined {
  const broken = new Set(problems.map(({ path }) => elementOf(path)));
  const isWhole = (...path: Path): boolean => !broken.has(path.join(" "));

  const clusters = keep(draft.clusters, (_, index) => isWhole("clusters", index));
  const repositories = keep(
    draft.repositories,
    ({ imageUpdate }, index) => isWhole("repositories", index) && refersTo(imageUpdate?.cluster, clusters),
  );
  const registryCredentials = keep(draft.registryCredentials, (_, index) => isWhole("registryCredentials", index));
  const applications = keep(
    draft.applications,
    ({ repository, image }, index) =>
      isWhole("applications", index) &&
      refersTo(repository, repositories) &&
      refersTo(image?.credential, registryCredentials),
  );
  const environments = applications.map(({ value, index }) =>
    keep(
      value.environments,
      (each, at) => isWhole("applications", index, "environments", at) && refersTo(each.cluster, clusters),
    ),
  );
  const { data: shape } = parts.safeParse({
    ...draft,
    clusters: values(clusters),
    repositories: values(repositories),
    registryCredentials: values(registryCredentials),
    applications: applications.map(({ value }, at) => ({ ...value, environments: values(environments[at] ?? []) })),
  });
  const lists: Readonly<Record<string, readonly Kept<unknown>[]>> = {
    clusters,
    repositories,
    registryCredentials,
    applications,
  };
  const inFile = (path: Path): Path => {
    const [list, at, ...rest] = path;
    if (typeof list !== "string" || typeof at !== "number") return path;
    const [inner, which, ...end] = rest;
    const isEnvironment = inner === "environments" && typeof which === "number";
    const tail = isEnvironment ? [inner, environments[at]?.[which]?.index ?? which, ...end] : rest;
    return [list, lists[list]?.[at]?.index ?? at, ...tail];
  };
  return shape && { shape, inFile };
}
