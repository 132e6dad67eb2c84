import type { Draft } from "../draft";
import { formatGiven, oneOf, type Path, type Problem } from "../problems";

interface Named {
  readonly name?: string;
}

type List = readonly (Named | undefined)[] | undefined;

function duplicates(list: List, path: Path): Problem[] {
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
      expected: "a name of its own",
      holder: [...path, earlier, "name"],
    };
  });
}

/** Names are unique where they are listed. */
export function uniqueNames(draft: Draft): Problem[] {
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

/** Refuses names that a list does not hold; one that could not be read, or with such a name, may hold any. */
function references(list: List, noun: string, where: string): (given: string | undefined, path: Path) => Problem[] {
  const names = (list ?? []).flatMap((each) => each?.name ?? []);
  const isKnown = names.length === list?.length;
  const known = new Set(names);
  const choices = names.length === 0 ? "there is none" : oneOf(names.map(formatGiven));
  return (given, path) =>
    given === undefined || !isKnown || known.has(given)
      ? []
      : [
          {
            path,
            given: formatGiven(given),
            expected: `the name of a ${noun} (${choices}): correct it, or add it to ${where}`,
          },
        ];
}

type Refuse = ReturnType<typeof references>;

/** What a cluster's notifications refer to. */
function fromNotifications(draft: Draft, toRepository: Refuse): Problem[] {
  return (draft.clusters ?? []).flatMap((cluster, index) => {
    const { notifications = {} } = cluster ?? {};
    const path = ["clusters", index, "notifications"];
    // A list that was left out is empty; one that could not be read is not.
    const providers = "providers" in notifications ? notifications.providers : [];
    const toProvider = references(providers, "provider", "this cluster's notifications.providers");
    return [
      ...(providers ?? []).flatMap((provider, at) =>
        provider && "repository" in provider
          ? toRepository(provider.repository, [...path, "providers", at, "repository"])
          : [],
      ),
      ...(notifications.alerts ?? []).flatMap((alert, at) =>
        toProvider(alert?.provider, [...path, "alerts", at, "provider"]),
      ),
    ];
  });
}

/** What an application and its environments refer to. */
function fromApplications(draft: Draft, toRepository: Refuse, toCluster: Refuse): Problem[] {
  const logins = "registryCredentials" in draft ? draft.registryCredentials : [];
  const toCredential = references(logins, "registry credential", "registryCredentials");
  return (draft.applications ?? []).flatMap((application, index) => [
    ...toRepository(application?.repository, ["applications", index, "repository"]),
    ...toCredential(application?.image?.credential, ["applications", index, "image", "credential"]),
    ...(application?.environments ?? []).flatMap((environment, at) =>
      toCluster(environment?.cluster, ["applications", index, "environments", at, "cluster"]),
    ),
  ]);
}

/** What is taken over belongs to a cluster and a repository. */
function fromAdoptions({ adopt }: Draft, toRepository: Refuse, toCluster: Refuse): Problem[] {
  return [
    ...(adopt?.webhooks ?? []).flatMap((webhook, at) => [
      ...toRepository(webhook?.repository, ["adopt", "webhooks", at, "repository"]),
      ...toCluster(webhook?.cluster, ["adopt", "webhooks", at, "cluster"]),
    ]),
    ...(adopt?.objects ?? []).flatMap((object, at) => toCluster(object?.cluster, ["adopt", "objects", at, "cluster"])),
  ];
}

/** Whatever is referred to by name is listed. */
export function knownReferences(draft: Draft): Problem[] {
  const toCluster = references(draft.clusters, "cluster", "clusters");
  const toRepository = references(draft.repositories, "repository", "repositories");
  return [
    ...fromNotifications(draft, toRepository),
    ...(draft.repositories ?? []).flatMap((repository, index) =>
      toCluster(repository?.imageUpdate?.cluster, ["repositories", index, "imageUpdate", "cluster"]),
    ),
    ...fromApplications(draft, toRepository, toCluster),
    ...fromAdoptions(draft, toRepository, toCluster),
  ];
}
