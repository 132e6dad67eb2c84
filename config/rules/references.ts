import type { DeliveryInput } from "../schema";
import { formatGiven, formatPath, type Path, type Problem } from "../problems";

/** The file with every ill-formed value taken out: what is left has the schema's types, but anything may be missing. */
export type Draft<T> = T extends readonly (infer U)[]
  ? readonly (Draft<U> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Draft<T[K]> }
    : T;

interface Named {
  readonly name?: string;
}

function duplicates(list: readonly (Named | undefined)[] | undefined, path: Path): Problem[] {
  const first = new Map<string, number>();
  return (list ?? []).flatMap((each, index) => {
    if (each?.name === undefined) return [];
    const earlier = first.get(each.name);
    if (earlier === undefined) {
      first.set(each.name, index);
      return [];
    }
    return {
      path: [...path, index, "name"],
      given: formatGiven(each.name),
      expected: `a name of its own: ${formatPath([...path, earlier])} has this one`,
    };
  });
}

function dangling(
  given: string | undefined,
  list: readonly (Named | undefined)[] | undefined,
  path: Path,
  noun: string,
  where: string,
): Problem[] {
  const names = (list ?? []).flatMap((each) => each?.name ?? []);
  if (given === undefined || names.includes(given)) return [];
  const known = names.length === 0 ? "there is none" : names.map((name) => formatGiven(name)).join(" or ");
  return [
    {
      path,
      given: formatGiven(given),
      expected: `the name of a ${noun} (${known}): correct it, or add it to ${where}`,
    },
  ];
}

/** Names are unique where they are listed. */
export function uniqueNames(draft: Draft<DeliveryInput>): Problem[] {
  return [
    ...duplicates(draft.clusters, ["clusters"]),
    ...duplicates(draft.repositories, ["repositories"]),
    ...duplicates(draft.registryCredentials, ["registryCredentials"]),
    ...duplicates(draft.applications, ["applications"]),
    ...(draft.applications ?? []).flatMap((application, index) =>
      duplicates(application?.environments, ["applications", index, "environments"]),
    ),
    ...(draft.clusters ?? []).flatMap((cluster, index) => [
      ...duplicates(cluster?.notifications?.providers, ["clusters", index, "notifications", "providers"]),
      ...duplicates(cluster?.notifications?.alerts, ["clusters", index, "notifications", "alerts"]),
    ]),
  ];
}

/** Whatever is referred to by name is listed. */
export function knownReferences(draft: Draft<DeliveryInput>): Problem[] {
  const { clusters, repositories, registryCredentials, applications } = draft;
  return [
    ...(clusters ?? []).flatMap((cluster, index) =>
      (cluster?.notifications?.alerts ?? []).flatMap((alert, at) =>
        dangling(
          alert?.provider,
          cluster?.notifications?.providers,
          ["clusters", index, "notifications", "alerts", at, "provider"],
          "provider",
          "this cluster's notifications.providers",
        ),
      ),
    ),
    ...(repositories ?? []).flatMap((repository, index) =>
      dangling(
        repository?.imageUpdate?.cluster,
        clusters,
        ["repositories", index, "imageUpdate", "cluster"],
        "cluster",
        "clusters",
      ),
    ),
    ...(applications ?? []).flatMap((application, index) => [
      ...dangling(
        application?.repository,
        repositories,
        ["applications", index, "repository"],
        "repository",
        "repositories",
      ),
      ...dangling(
        application?.image?.credential,
        registryCredentials,
        ["applications", index, "image", "credential"],
        "registry credential",
        "registryCredentials",
      ),
      ...(application?.environments ?? []).flatMap((environment, at) =>
        dangling(
          environment?.cluster,
          clusters,
          ["applications", index, "environments", at, "cluster"],
          "cluster",
          "clusters",
        ),
      ),
    ]),
  ];
}
